// Package place finds an installation of the portal, the running local stack or a CloudFormation stack in an AWS
// account, with the names that its tables, queues and functions have there.
package place

import (
	"context"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"strings"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/cloudformation"

	"serviziscolastici/infra/local/emulators"
	"serviziscolastici/infra/local/manifest"
	"serviziscolastici/shared/lambdahost"
)

// LocalFile is where a local stack says that it runs.
const LocalFile = ".local/stack.json"

// Place is one installation.
type Place struct {
	Folder string // with the secrets and logs of a local stack; empty for an account
	Stack  string // name of the account's CloudFormation stack; empty for a local one
	names  map[string]string
	lookup func(string) (string, bool)
}

// Local reads the file by which a running local stack says where its parts are.
func Local(file string) (Place, error) {
	about, err := manifest.Read(file)
	if err != nil {
		return Place{}, fmt.Errorf("no running stack: %w", err)
	}
	p := Place{Folder: filepath.Dir(file), names: map[string]string{"PortalUrl": about.PortalURL}}
	for id, table := range about.Tables {
		p.names[id+"Name"] = table
	}
	for id, function := range about.Functions {
		p.names[id+"Name"] = function
	}
	for id, queue := range about.Queues {
		p.names[id+"Url"] = queue
	}
	settings := map[string]string{"AWS_ENDPOINT_URL_LAMBDA": about.LambdaURL}
	for _, setting := range emulators.Environment(about.DynamoDBURL, about.SQSURL) {
		name, value, _ := strings.Cut(setting, "=")
		settings[name] = value
	}
	p.lookup = func(name string) (string, bool) {
		value, found := settings[name]
		return value, found
	}
	return p, nil
}

// Account is the account that the environment's credentials open, in a region, or AWS_REGION's for "". It knows no
// names: Installed reads those of a stack. AWS_ENDPOINT_URL is for all services that have no address of their own.
func Account(region string) Place {
	return Place{lookup: func(name string) (string, bool) {
		if name == "AWS_REGION" && region != "" {
			return region, true
		}
		value, found := os.LookupEnv(name)
		if !found && strings.HasPrefix(name, endpoint) {
			return os.LookupEnv(strings.TrimSuffix(endpoint, "_"))
		}
		return value, found
	}}
}

// endpoint begins the names of the settings that say where a service is.
const endpoint = "AWS_ENDPOINT_URL_"

// Installed reads the outputs of a CloudFormation stack in an account.
func Installed(ctx context.Context, stack, region string) (Place, error) {
	p := Account(region)
	p.Stack, p.names = stack, map[string]string{}
	config, err := p.AWS("CLOUDFORMATION")
	if err != nil {
		return Place{}, err
	}
	answer, err := cloudformation.NewFromConfig(config).DescribeStacks(
		ctx, &cloudformation.DescribeStacksInput{StackName: &stack})
	if err != nil {
		return Place{}, fmt.Errorf("stack %s: %w", stack, err)
	}
	for _, found := range answer.Stacks {
		for _, output := range found.Outputs {
			p.names[aws.ToString(output.OutputKey)] = aws.ToString(output.OutputValue)
		}
	}
	return p, nil
}

// Setting is what an AWS SDK reads of the environment there: region, credentials, endpoints.
func (p Place) Setting(name string) (string, bool) { return p.lookup(name) }

// AWS is the connection to a service ("DYNAMODB") of the place.
func (p Place) AWS(service string) (aws.Config, error) {
	env := lambdahost.NewEnv(p.lookup)
	return env.AWS(service), env.Err()
}

// Name is an output of the stack: "LedgerTableName", "ReceiptsQueueUrl", "IntakeFunctionName". A local stack has
// those of its tables, queues and functions, and PortalUrl. It is "" when there is none.
func (p Place) Name(output string) string { return p.names[output] }

// Names are all outputs.
func (p Place) Names() map[string]string { return maps.Clone(p.names) }
