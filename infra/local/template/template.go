// Package template reads the SAM template, so that the local stack runs exactly what is
// deployed: the functions with their environment, routes, queues and schedules, and the tables.
package template

import "time"

// Template is the part of a SAM template that can run on one machine.
type Template struct {
	Parameters map[string]string // name → default
	APIs       []string          // logical ids, sorted
	Functions  []Function        // sorted by name
	Tables     []Table
	Queues     []Queue
	Buckets    []Bucket
}

// Function is one AWS::Serverless::Function after the merge with Globals.
type Function struct {
	LogicalID   string
	Name        string // last part of CodeUri, also the folder under functions/
	Timeout     time.Duration
	Environment map[string]Value
	Routes      []Route
	Sources     []QueueSource
	Schedules   []Schedule
	Rights      []Right
}

// Route is one HttpApi event: method and path as in a route key, such as ANY /accesso/{proxy+}.
type Route struct {
	API    string // logical id of the HttpApi
	Method string // GET, POST … or ANY
	Path   string // exact, with {name} or {proxy+}, or $default
}

// QueueSource is one AWS::Lambda::EventSourceMapping of a function and a queue.
type QueueSource struct {
	Queue          string // logical id
	BatchSize      int
	Concurrency    int  // ScalingConfig.MaximumConcurrency, 0 when not set
	PartialBatches bool // FunctionResponseTypes has ReportBatchItemFailures
}

// Schedule is one ScheduleV2 event.
type Schedule struct {
	Name       string // logical id of the event
	Expression string // cron(…) or rate(…)
	Timezone   string // IANA name, UTC when the template says nothing
	Input      string // "" for the scheduler's own event
}

// Table is one AWS::DynamoDB::Table.
type Table struct {
	LogicalID  string
	Name       string
	Attributes []Attribute
	Keys       []Key
	Indexes    []Index
	Expiry     string // TTL attribute, "" without
}

// Attribute is one AttributeDefinition.
type Attribute struct {
	Name string `yaml:"AttributeName"`
	Type string `yaml:"AttributeType"`
}

// Key is one element of a KeySchema.
type Key struct {
	Name string `yaml:"AttributeName"`
	Type string `yaml:"KeyType"`
}

// Index is one GlobalSecondaryIndex.
type Index struct {
	Name       string     `yaml:"IndexName"`
	Keys       []Key      `yaml:"KeySchema"`
	Projection Projection `yaml:"Projection"`
}

// Projection says what an index carries.
type Projection struct {
	Type       string   `yaml:"ProjectionType"`
	Attributes []string `yaml:"NonKeyAttributes"`
}

// Bucket is one AWS::S3::Bucket.
type Bucket struct {
	LogicalID     string
	Notifications []Notification
}

// Notification tells a queue of new objects whose keys begin and end so.
type Notification struct {
	Queue          string // logical id
	Prefix, Suffix string
}

// Queue is one AWS::SQS::Queue.
type Queue struct {
	LogicalID       string
	Name            string
	Attributes      map[string]string // as CreateQueue takes them, without RedrivePolicy
	DeadLetters     string            // logical id of the dead-letter queue, "" without
	MaxReceiveCount int
}
