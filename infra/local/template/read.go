package template

import (
	"fmt"
	"maps"
	"os"
	"path"
	"slices"
	"time"

	"gopkg.in/yaml.v3"
)

// defaultTimeout is what AWS uses when a function names none.
const defaultTimeout = 3

type document struct {
	Globals struct {
		Function functionShape `yaml:"Function"`
	} `yaml:"Globals"`
	Resources map[string]struct {
		Type       string    `yaml:"Type"`
		Properties yaml.Node `yaml:"Properties"`
	} `yaml:"Resources"`
}

type functionShape struct {
	CodeURI     string `yaml:"CodeUri"`
	Timeout     int    `yaml:"Timeout"`
	Environment struct {
		Variables map[string]Value `yaml:"Variables"`
	} `yaml:"Environment"`
	Events   map[string]eventShape `yaml:"Events"`
	Policies []yaml.Node           `yaml:"Policies"`
}

// ReadFile reads the template at the path.
func ReadFile(name string) (*Template, error) {
	data, err := os.ReadFile(name)
	if err != nil {
		return nil, fmt.Errorf("read the template: %w", err)
	}
	t, err := Read(data)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", name, err)
	}
	return t, nil
}

// Read reads a template's text. Resource types that do nothing on one machine, such as alarms
// and roles, are passed over; an event type that cannot be played is an error, because a
// function that silently gets no events is worse.
func Read(data []byte) (*Template, error) {
	var root yaml.Node
	if err := yaml.Unmarshal(data, &root); err != nil {
		return nil, err
	}
	defaults, err := settleAll(&root)
	if err != nil {
		return nil, err
	}
	var doc document
	if err := root.Decode(&doc); err != nil {
		return nil, err
	}
	policies, err := doc.managedPolicies()
	if err != nil {
		return nil, err
	}
	t := &Template{Parameters: defaults}
	for _, id := range slices.Sorted(maps.Keys(doc.Resources)) {
		resource := doc.Resources[id]
		if err := t.add(id, resource.Type, &resource.Properties, doc.Globals.Function, policies); err != nil {
			return nil, fmt.Errorf("%s: %w", id, err)
		}
	}
	for _, id := range slices.Sorted(maps.Keys(doc.Resources)) {
		resource := doc.Resources[id]
		if resource.Type != "AWS::Lambda::EventSourceMapping" {
			continue
		}
		if err := t.addSource(&resource.Properties); err != nil {
			return nil, fmt.Errorf("%s: %w", id, err)
		}
	}
	return t, nil
}

func (t *Template) add(
	id, kind string, properties *yaml.Node, globals functionShape, policies map[string][]Right,
) error {
	switch kind {
	case "AWS::Serverless::HttpApi":
		t.APIs = append(t.APIs, id)
	case "AWS::Serverless::Function":
		function, err := readFunction(id, properties, globals, policies)
		if err != nil {
			return err
		}
		t.Functions = append(t.Functions, function)
	case "AWS::DynamoDB::Table":
		table, err := readTable(id, properties)
		if err != nil {
			return err
		}
		t.Tables = append(t.Tables, table)
	case "AWS::SQS::Queue":
		queue, err := readQueue(id, properties)
		if err != nil {
			return err
		}
		t.Queues = append(t.Queues, queue)
	case "AWS::S3::Bucket":
		bucket, err := readBucket(id, properties)
		if err != nil {
			return err
		}
		t.Buckets = append(t.Buckets, bucket)
	}
	return nil
}

func readFunction(
	id string, properties *yaml.Node, globals functionShape, policies map[string][]Right,
) (Function, error) {
	var own functionShape
	if err := properties.Decode(&own); err != nil {
		return Function{}, err
	}
	if own.CodeURI == "" {
		return Function{}, fmt.Errorf("CodeUri is missing")
	}
	environment := maps.Clone(globals.Environment.Variables)
	if environment == nil {
		environment = map[string]Value{}
	}
	maps.Copy(environment, own.Environment.Variables)
	function := Function{
		LogicalID:   id,
		Name:        path.Base(own.CodeURI),
		Timeout:     time.Duration(firstSet(own.Timeout, globals.Timeout, defaultTimeout)) * time.Second,
		Environment: environment,
	}
	for _, name := range slices.Sorted(maps.Keys(own.Events)) {
		if err := function.addEvent(name, own.Events[name]); err != nil {
			return Function{}, fmt.Errorf("event %s: %w", name, err)
		}
	}
	for i := range own.Policies {
		if err := function.addPolicy(&own.Policies[i], policies); err != nil {
			return Function{}, fmt.Errorf("policies: %w", err)
		}
	}
	return function, nil
}

func firstSet(values ...int) int {
	for _, value := range values {
		if value != 0 {
			return value
		}
	}
	return 0
}
