package main

import (
	"context"
	"encoding/json"
	"fmt"
	"os"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/cloudformation"

	"serviziscolastici/infra/local/emulators"
	"serviziscolastici/infra/proof/fsck/audit"
	"serviziscolastici/shared/dynamo"
	"serviziscolastici/shared/lambdahost"
)

// place is where the tables are: a running local stack, or an account that the environment's credentials
// open, with the tables of a CloudFormation stack or those named one by one.
type place struct {
	local            string // the file that describes a local stack
	stack            string // of CloudFormation
	region, endpoint string // of the account; "" for those of the environment
	named            audit.Auditor
}

// find returns the auditor of the tables.
func (p place) find(ctx context.Context) (audit.Auditor, error) {
	auditor := p.named
	if p.stack == "" && auditor == (audit.Auditor{}) {
		return localStack(p.local)
	}
	if p.stack != "" {
		outputs, err := p.outputs(ctx)
		if err != nil {
			return audit.Auditor{}, fmt.Errorf("stack %s: %w", p.stack, err)
		}
		auditor = audit.Auditor{
			Core: outputs["CoreTableName"], Presence: outputs["PresenceTableName"],
			Ledger: outputs["LedgerTableName"], Ops: outputs["OpsTableName"],
		}
	}
	config, err := p.account("DYNAMODB")
	if err != nil {
		return audit.Auditor{}, err
	}
	if p.endpoint != "" {
		config.BaseEndpoint = &p.endpoint
	}
	auditor.Client = dynamo.NewWorkerClient(config)
	return auditor, complete(auditor)
}

// account is the connection to a service of the account.
func (p place) account(service string) (aws.Config, error) {
	env := lambdahost.NewEnv(func(name string) (string, bool) {
		if name == "AWS_REGION" && p.region != "" {
			return p.region, true
		}
		return os.LookupEnv(name)
	})
	return env.AWS(service), env.Err()
}

// outputs reads what the CloudFormation stack says of itself.
func (p place) outputs(ctx context.Context) (map[string]string, error) {
	config, err := p.account("CLOUDFORMATION")
	if err != nil {
		return nil, err
	}
	answer, err := cloudformation.NewFromConfig(config).DescribeStacks(
		ctx, &cloudformation.DescribeStacksInput{StackName: &p.stack})
	if err != nil {
		return nil, err
	}
	outputs := map[string]string{}
	for _, stack := range answer.Stacks {
		for _, output := range stack.Outputs {
			outputs[aws.ToString(output.OutputKey)] = aws.ToString(output.OutputValue)
		}
	}
	return outputs, nil
}

// localStack reads where a local stack has its tables.
func localStack(file string) (audit.Auditor, error) {
	data, err := os.ReadFile(file)
	if err != nil {
		return audit.Auditor{}, fmt.Errorf("no running stack: %w", err)
	}
	var stack struct {
		DynamoDB string            `json:"dynamodb_url"`
		Tables   map[string]string `json:"tables"`
	}
	if err := json.Unmarshal(data, &stack); err != nil {
		return audit.Auditor{}, fmt.Errorf("read %s: %w", file, err)
	}
	auditor := audit.Auditor{
		Client: emulators.DynamoDB(stack.DynamoDB),
		Core:   stack.Tables["CoreTable"], Presence: stack.Tables["PresenceTable"],
		Ledger: stack.Tables["LedgerTable"], Ops: stack.Tables["OpsTable"],
	}
	return auditor, complete(auditor)
}

// complete refuses to check less than all tables.
func complete(auditor audit.Auditor) error {
	for _, table := range []struct{ which, name string }{
		{"Core", auditor.Core}, {"Presence", auditor.Presence}, {"Ledger", auditor.Ledger}, {"Ops", auditor.Ops},
	} {
		if table.name == "" {
			return fmt.Errorf("nothing tells the name of the table %s", table.which)
		}
	}
	return nil
}
