package main

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/lambda"
)

// invoke runs a function, by its logical id, on an event and returns its answer.
func (o operator) invoke(ctx context.Context, id string, event []byte) ([]byte, error) {
	name, err := o.output(id + "Name")
	if err != nil {
		return nil, err
	}
	config, err := o.AWS("LAMBDA")
	if err != nil {
		return nil, err
	}
	answer, err := lambda.NewFromConfig(config).Invoke(ctx, &lambda.InvokeInput{FunctionName: &name, Payload: event})
	if err != nil {
		return nil, err
	}
	if answer.FunctionError != nil {
		var failure struct {
			Message string `json:"errorMessage"`
		}
		if json.Unmarshal(answer.Payload, &failure) != nil || failure.Message == "" {
			failure.Message = aws.ToString(answer.FunctionError)
		}
		return nil, fmt.Errorf("%s: %s", id, failure.Message)
	}
	return answer.Payload, nil
}

// ask invokes a function and shows its answer. What is empty in the event is left out.
func (o operator) ask(ctx context.Context, id string, event map[string]any) error {
	for name, value := range event {
		if value == "" {
			delete(event, name)
		}
	}
	sent, err := json.Marshal(event)
	if err != nil {
		return err
	}
	answer, err := o.invoke(ctx, id, sent)
	if err != nil {
		return err
	}
	return o.show(answer)
}

// show prints JSON for reading, and a word for an empty list.
func (o operator) show(answer []byte) error {
	if text := string(answer); text == "[]" || text == "null" {
		o.say("None.")
		return nil
	}
	var text bytes.Buffer
	if err := json.Indent(&text, answer, "", "  "); err != nil {
		return err
	}
	o.say("%s", text.Bytes())
	return nil
}
