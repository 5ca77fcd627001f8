package template

import (
	"fmt"

	"gopkg.in/yaml.v3"
)

// plainQueueAttributes are the properties of a queue that CreateQueue takes under the same
// name and as text.
var plainQueueAttributes = []string{
	"VisibilityTimeout", "MessageRetentionPeriod", "DelaySeconds", "MaximumMessageSize",
	"ReceiveMessageWaitTimeSeconds", "FifoQueue", "ContentBasedDeduplication", "DeduplicationScope",
	"FifoThroughputLimit",
}

func readTable(id string, properties *yaml.Node) (Table, error) {
	var shape struct {
		Attributes []Attribute `yaml:"AttributeDefinitions"`
		Keys       []Key       `yaml:"KeySchema"`
		Indexes    []Index     `yaml:"GlobalSecondaryIndexes"`
		TTL        struct {
			AttributeName string `yaml:"AttributeName"`
			Enabled       bool   `yaml:"Enabled"`
		} `yaml:"TimeToLiveSpecification"`
	}
	if err := properties.Decode(&shape); err != nil {
		return Table{}, err
	}
	if len(shape.Keys) == 0 {
		return Table{}, fmt.Errorf("KeySchema is missing")
	}
	table := Table{
		LogicalID: id, Name: id, // on AWS the stack's name is in it
		Attributes: shape.Attributes, Keys: shape.Keys, Indexes: shape.Indexes,
	}
	if shape.TTL.Enabled {
		table.Expiry = shape.TTL.AttributeName
	}
	return table, nil
}

func readQueue(id string, properties *yaml.Node) (Queue, error) {
	queue := Queue{LogicalID: id, Name: id, Attributes: map[string]string{}}
	if properties.Kind == 0 {
		return queue, nil
	}
	var shape struct {
		Name    string `yaml:"QueueName"`
		Redrive struct {
			Target          Value `yaml:"deadLetterTargetArn"`
			MaxReceiveCount int   `yaml:"maxReceiveCount"`
		} `yaml:"RedrivePolicy"`
	}
	var all map[string]yaml.Node
	if err := properties.Decode(&shape); err != nil {
		return Queue{}, err
	}
	if err := properties.Decode(&all); err != nil {
		return Queue{}, err
	}
	queue.Name = firstText(shape.Name, id)
	queue.DeadLetters = shape.Redrive.Target.Resource()
	queue.MaxReceiveCount = shape.Redrive.MaxReceiveCount
	for _, name := range plainQueueAttributes {
		if node, set := all[name]; set {
			queue.Attributes[name] = node.Value
		}
	}
	return queue, nil
}

func readBucket(id string, properties *yaml.Node) (Bucket, error) {
	var shape struct {
		Notifications struct {
			Queues []struct {
				Event  string `yaml:"Event"`
				Queue  Value  `yaml:"Queue"`
				Filter struct {
					Key struct {
						Rules []struct {
							Name  string `yaml:"Name"`
							Value string `yaml:"Value"`
						} `yaml:"Rules"`
					} `yaml:"S3Key"`
				} `yaml:"Filter"`
			} `yaml:"QueueConfigurations"`
		} `yaml:"NotificationConfiguration"`
	}
	bucket := Bucket{LogicalID: id}
	if err := properties.Decode(&shape); err != nil {
		return bucket, err
	}
	for _, told := range shape.Notifications.Queues {
		if told.Event != "s3:ObjectCreated:*" || told.Queue.Resource() == "" {
			return bucket, fmt.Errorf("the local stack tells queues of new objects, not of %q", told.Event)
		}
		one := Notification{Queue: told.Queue.Resource()}
		for _, rule := range told.Filter.Key.Rules {
			if rule.Name == "prefix" {
				one.Prefix = rule.Value
			} else {
				one.Suffix = rule.Value
			}
		}
		bucket.Notifications = append(bucket.Notifications, one)
	}
	return bucket, nil
}

func firstText(values ...string) string {
	for _, value := range values {
		if value != "" {
			return value
		}
	}
	return ""
}
