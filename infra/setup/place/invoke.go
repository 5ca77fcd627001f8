package place

import (
	"context"
	"encoding/json"
	"fmt"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/lambda"
)

// Invoke runs a function, by its logical id ("IntakeFunction"), on an event and returns its answer.
func (p Place) Invoke(ctx context.Context, id string, event []byte) ([]byte, error) {
	name := p.Name(id + "Name")
	if name == "" {
		return nil, fmt.Errorf("the stack has no %s", id)
	}
	config, err := p.AWS("LAMBDA")
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
