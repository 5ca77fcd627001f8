package template_test

import (
	"reflect"
	"testing"
	"time"

	"serviziscolastici/infra/local/template"
)

const sample = `
Parameters:
  PortalUrl: { Type: String, Default: https://portal.example }
Globals:
  Function:
    Timeout: 10
    Environment:
      Variables:
        TABLE: !Ref People
        PORTAL_URL: !Ref PortalUrl
Resources:
  Api: { Type: AWS::Serverless::HttpApi }
  People:
    Type: AWS::DynamoDB::Table
    Properties:
      TimeToLiveSpecification: { AttributeName: expires, Enabled: true }
      AttributeDefinitions: [{ AttributeName: pk, AttributeType: S }]
      KeySchema: [{ AttributeName: pk, KeyType: HASH }]
  Work:
    Type: AWS::SQS::Queue
    Properties:
      VisibilityTimeout: 180
      RedrivePolicy: { deadLetterTargetArn: !GetAtt Dead.Arn, maxReceiveCount: 5 }
  Dead: { Type: AWS::SQS::Queue }
  PageFunction:
    Type: AWS::Serverless::Function
    Properties:
      CodeUri: .build/page
      Environment: { Variables: { PORTAL_URL: other, HOST: !Sub 'https://${Api}.${AWS::Region}.x' } }
      Events:
        Page: { Type: HttpApi, Properties: { ApiId: !Ref Api, Method: get, Path: '/p/{proxy+}' } }
  WorkFunction:
    Type: AWS::Serverless::Function
    Properties:
      CodeUri: .build/work
      Timeout: 30
      Events:
        Evening:
          Type: ScheduleV2
          Properties:
            ScheduleExpression: cron(0 21 * * ? *)
            ScheduleExpressionTimezone: Europe/Rome
  AnySource:
    Type: AWS::Lambda::EventSourceMapping
    Properties:
      FunctionName: !Ref WorkFunction
      EventSourceArn: !GetAtt Work.Arn
      ScalingConfig: { MaximumConcurrency: 50 }
      FunctionResponseTypes: [ReportBatchItemFailures]
`

// Goal: what the template says about functions, after the merge with Globals, arrives unchanged.
// Method: a small template with one function of each kind, compared field by field.
func TestReadFunctions(t *testing.T) {
	tpl := read(t, sample)
	page, work := tpl.Functions[0], tpl.Functions[1]
	if page.Name != "page" || page.Timeout != 10*time.Second || work.Timeout != 30*time.Second {
		t.Errorf("names or timeouts are wrong: %+v %+v", page, work)
	}
	wantRoutes := []template.Route{{API: "Api", Method: "GET", Path: "/p/{proxy+}"}}
	if !reflect.DeepEqual(page.Routes, wantRoutes) {
		t.Errorf("routes: %+v", page.Routes)
	}
	wantSources := []template.QueueSource{
		{Queue: "Work", BatchSize: 10, Concurrency: 50, PartialBatches: true},
	}
	if !reflect.DeepEqual(work.Sources, wantSources) {
		t.Errorf("sources: %+v", work.Sources)
	}
	if s := work.Schedules[0]; s.Expression != "cron(0 21 * * ? *)" || s.Timezone != "Europe/Rome" {
		t.Errorf("schedule: %+v", s)
	}
}

// Goal: Ref, GetAtt and Sub resolve, and a function's own variable beats the global one.
// Method: resolve with a lookup that echoes what it was asked.
func TestEnvironmentResolves(t *testing.T) {
	echo := func(name, attribute string) (string, error) { return name + "/" + attribute, nil }
	environment := read(t, sample).Functions[0].Environment
	for name, want := range map[string]string{
		"TABLE": "People/", "PORTAL_URL": "other", "HOST": "https://Api/.AWS::Region/.x",
	} {
		if got, err := environment[name].Resolve(echo); err != nil || got != want {
			t.Errorf("%s = %q, %v, want %q", name, got, err, want)
		}
	}
}

// Goal: what is optional is there, what follows from parameters is theirs by default, and what is left out on AWS
// is left out here. Method: one property of each kind.
func TestChoices(t *testing.T) {
	tpl := read(t, `
Parameters: { Size: { Default: '10' } }
Mappings: { Places: { '10': { Work: 7 }, '1000': { Work: 50 } } }
Resources:
  WorkFunction:
    Type: AWS::Serverless::Function
    Properties:
      CodeUri: .build/work
      Timeout: !FindInMap [Places, !Ref Size, Work]
      Environment: { Variables: { KEY: !If [HasKey, !Sub 'ssm:/${AWS::StackName}/key', ''], NONE: !Ref AWS::NoValue } }
  WorkQueue: { Type: AWS::SQS::Queue }
  WorkSource:
    Type: AWS::Lambda::EventSourceMapping
    Properties:
      FunctionName: !Ref WorkFunction
      EventSourceArn: !GetAtt WorkQueue.Arn
      ScalingConfig: { MaximumConcurrency: !If [HasPlaces, !FindInMap [Places, '1000', Work], !Ref AWS::NoValue] }
`)
	work := tpl.Functions[0]
	echo := func(name, _ string) (string, error) { return name, nil }
	key, err := work.Environment["KEY"].Resolve(echo)
	if _, none := work.Environment["NONE"]; err != nil || key != "ssm:/AWS::StackName/key" || none {
		t.Errorf("%q, %v, %+v", key, err, work.Environment)
	}
	if work.Timeout != 7*time.Second || work.Sources[0].Concurrency != 50 {
		t.Errorf("%+v", work)
	}
}

// Goal: tables and queues keep keys, TTL, attributes and redrive.
// Method: the same small template.
func TestReadStorage(t *testing.T) {
	tpl := read(t, sample)
	if table := tpl.Tables[0]; table.Expiry != "expires" || table.Keys[0].Name != "pk" {
		t.Errorf("table: %+v", table)
	}
	dead, work := tpl.Queues[0], tpl.Queues[1]
	if dead.Name != "Dead" || work.DeadLetters != "Dead" || work.MaxReceiveCount != 5 {
		t.Errorf("queues: %+v %+v", dead, work)
	}
	if work.Attributes["VisibilityTimeout"] != "180" {
		t.Errorf("attributes: %v", work.Attributes)
	}
}

// Goal: a template that the stack could not play faithfully is refused with a reason.
// Method: one broken template per rule.
func TestReadRefuses(t *testing.T) {
	function := "Resources:\n  F:\n    Type: AWS::Serverless::Function\n    Properties:\n      "
	for name, text := range map[string]string{
		"no CodeUri":    function + "Timeout: 3\n",
		"every queue":   function + "CodeUri: x\n      Events: { E: { Type: SQS } }\n",
		"lost source":   "Resources: { S: { Type: AWS::Lambda::EventSourceMapping, Properties: { } } }",
		"unknown event": function + "CodeUri: x\n      Events: { E: { Type: S3 } }\n",
		"unknown tag":   function + "CodeUri: x\n      Environment: { Variables: { A: !Join [a, [b]] } }\n",
		"short !If":     function + "CodeUri: x\n      Timeout: !If [a, 3]\n",
		"no mapping":    function + "CodeUri: x\n      Timeout: !FindInMap [A, b, c]\n",
		"not yaml":      "\t:",
	} {
		if _, err := template.Read([]byte(text)); err == nil {
			t.Errorf("%s: no error", name)
		}
	}
}

// Goal: the project's own template can be played.
// Method: read it and look for one function of each kind of caller.
func TestReadOwnTemplate(t *testing.T) {
	tpl, err := template.ReadFile("../../../template.yaml")
	if err != nil {
		t.Fatal(err)
	}
	var routes, sources, schedules int
	for _, function := range tpl.Functions {
		routes += len(function.Routes)
		sources += len(function.Sources)
		schedules += len(function.Schedules)
	}
	if routes == 0 || sources == 0 || schedules == 0 || len(tpl.Tables) == 0 || len(tpl.APIs) != 3 {
		t.Errorf("routes %d, sources %d, schedules %d", routes, sources, schedules)
	}
}

func read(t *testing.T, text string) *template.Template {
	t.Helper()
	tpl, err := template.Read([]byte(text))
	if err != nil {
		t.Fatal(err)
	}
	return tpl
}
