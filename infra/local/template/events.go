package template

import (
	"fmt"
	"slices"
	"strings"

	"gopkg.in/yaml.v3"
)

// defaultBatch is the BatchSize that AWS uses for SQS when the template names none.
const defaultBatch = 10

type eventShape struct {
	Type       string    `yaml:"Type"`
	Properties yaml.Node `yaml:"Properties"`
}

func (f *Function) addEvent(name string, event eventShape) error {
	switch event.Type {
	case "HttpApi":
		return f.addRoute(&event.Properties)
	case "SQS":
		return fmt.Errorf("such an event lets its function read every queue: AWS::Lambda::EventSourceMapping does not")
	case "ScheduleV2":
		return f.addSchedule(name, &event.Properties)
	}
	return fmt.Errorf("the local stack does not play events of type %q", event.Type)
}

func (f *Function) addRoute(properties *yaml.Node) error {
	var shape struct {
		API    Value  `yaml:"ApiId"`
		Method string `yaml:"Method"`
		Path   string `yaml:"Path"`
	}
	if err := properties.Decode(&shape); err != nil {
		return err
	}
	if shape.API.Resource() == "" {
		return fmt.Errorf("ApiId has to be a !Ref to an AWS::Serverless::HttpApi")
	}
	if shape.Path == "" {
		shape.Path = "$default"
	}
	if shape.Method == "" {
		shape.Method = "ANY"
	}
	f.Routes = append(f.Routes, Route{
		API: shape.API.Resource(), Method: strings.ToUpper(shape.Method), Path: shape.Path,
	})
	return nil
}

// addSource gives a function the queue that an AWS::Lambda::EventSourceMapping has it work off.
func (t *Template) addSource(properties *yaml.Node) error {
	var shape struct {
		Function      Value    `yaml:"FunctionName"`
		Queue         Value    `yaml:"EventSourceArn"`
		BatchSize     int      `yaml:"BatchSize"`
		ResponseTypes []string `yaml:"FunctionResponseTypes"`
		Scaling       struct {
			MaximumConcurrency int `yaml:"MaximumConcurrency"`
		} `yaml:"ScalingConfig"`
	}
	if err := properties.Decode(&shape); err != nil {
		return err
	}
	at := slices.IndexFunc(t.Functions, func(f Function) bool { return f.LogicalID == shape.Function.Resource() })
	if at < 0 || shape.Queue.Resource() == "" {
		return fmt.Errorf("it wants a !Ref of a function and a !GetAtt of an AWS::SQS::Queue")
	}
	t.Functions[at].Sources = append(t.Functions[at].Sources, QueueSource{
		Queue:          shape.Queue.Resource(),
		BatchSize:      firstSet(shape.BatchSize, defaultBatch),
		Concurrency:    shape.Scaling.MaximumConcurrency,
		PartialBatches: slices.Contains(shape.ResponseTypes, "ReportBatchItemFailures"),
	})
	return nil
}

func (f *Function) addSchedule(name string, properties *yaml.Node) error {
	var shape struct {
		Expression string `yaml:"ScheduleExpression"`
		Timezone   string `yaml:"ScheduleExpressionTimezone"`
		Input      string `yaml:"Input"`
		State      string `yaml:"State"`
	}
	if err := properties.Decode(&shape); err != nil {
		return err
	}
	if shape.State == "DISABLED" {
		return nil
	}
	if shape.Timezone == "" {
		shape.Timezone = "UTC"
	}
	f.Schedules = append(f.Schedules, Schedule{
		Name: f.LogicalID + name, Expression: shape.Expression, Timezone: shape.Timezone, Input: shape.Input,
	})
	return nil
}
