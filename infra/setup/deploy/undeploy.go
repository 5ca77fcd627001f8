package main

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/cloudformation"
	"github.com/aws/aws-sdk-go-v2/service/cloudwatchlogs"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/kms"
	kmstypes "github.com/aws/aws-sdk-go-v2/service/kms/types"
	"github.com/aws/aws-sdk-go-v2/service/s3"
	"github.com/aws/aws-sdk-go-v2/service/s3/types"
	"github.com/aws/aws-sdk-go-v2/service/sqs"
	"github.com/aws/aws-sdk-go-v2/service/ssm"
	"github.com/aws/smithy-go"

	"serviziscolastici/infra/setup/cloud"
)

// keyDays is how long KMS waits before it deletes a key, in days: its least.
const keyDays = 7

// undeploy takes a trial down with all that it holds, also what the stack would retain. It refuses what citizens use.
func (d deployment) undeploy(ctx context.Context) error {
	stack, err := d.stack(d.stackName())
	if err != nil {
		return err
	}
	state, err := stack.State(ctx)
	if err != nil {
		return err
	}
	switch {
	case state.Status != "" && state.Parameters["Stage"] != trial:
		return fmt.Errorf("%s is no trial (Stage=%s): nobody takes down by one command what citizens use", d.stackName(),
			state.Parameters["Stage"])
	case state.Parameters["Protection"] == "attiva":
		return fmt.Errorf("its tables are protected: make deploy with Stage=%s Protection=spenta first", trial)
	}
	if err := d.certain(); err != nil {
		return err
	}
	held, err := d.held(ctx, stack, state)
	if err != nil {
		return err
	}
	if err := d.takeDown(ctx, stack); err != nil {
		return err
	}
	for _, one := range held {
		if err := d.remove(ctx, one); err != nil {
			return fmt.Errorf("%s: %w", one.physical, err)
		}
		d.say("  deleted %s", one.physical)
	}
	return errors.Join(d.removeSecrets(ctx), d.removeKey(ctx), d.removeOwnBucket(ctx))
}

// certain asks for the stack's name once more, in SURE or from the keyboard.
func (d deployment) certain() error {
	sure := d.setting("SURE")
	if sure == "" && d.keyboard != nil {
		var err error
		sure, err = d.keyboard.ask("This deletes all data of "+d.stackName()+". Say its name once more.", "",
			func(string) error { return nil })
		if err != nil {
			return err
		}
	}
	if sure != d.stackName() {
		return fmt.Errorf("say SURE=%s: it deletes all data of that trial", d.stackName())
	}
	return nil
}

// kept is something that the stack retains.
type kept struct{ kind, physical string }

// held lists what of the stack stays when the stack goes.
func (d deployment) held(ctx context.Context, stack cloud.Stack, state cloud.State) ([]kept, error) {
	if state.Status == "" {
		return nil, nil
	}
	var all []kept
	pages := cloudformation.NewListStackResourcesPaginator(stack.Client,
		&cloudformation.ListStackResourcesInput{StackName: &stack.Name})
	for pages.HasMorePages() {
		page, err := pages.NextPage(ctx)
		if err != nil {
			return nil, err
		}
		for _, one := range page.StackResourceSummaries {
			if kind := aws.ToString(one.ResourceType); retained()[kind] != "" {
				all = append(all, kept{kind, aws.ToString(one.PhysicalResourceId)})
			}
		}
	}
	return all, nil
}

// takeDown deletes the stack, after those of its further hosts, which lead to it.
func (d deployment) takeDown(ctx context.Context, stack cloud.Stack) error {
	pages := cloudformation.NewDescribeStacksPaginator(stack.Client, &cloudformation.DescribeStacksInput{})
	var hosts []string
	for pages.HasMorePages() {
		page, err := pages.NextPage(ctx)
		if err != nil {
			return err
		}
		for _, one := range page.Stacks {
			if name := aws.ToString(one.StackName); strings.HasPrefix(name, d.stackName()+"-host-") {
				hosts = append(hosts, name)
			}
		}
	}
	d.say("Taking down %s", stack.Name)
	for _, name := range append(hosts, stack.Name) {
		one := stack
		one.Name = name
		state, err := one.State(ctx)
		if err != nil {
			return err
		}
		if state.Status == "" {
			continue
		}
		if err := errors.Join(one.Protect(ctx, false), one.Delete(ctx)); err != nil {
			return fmt.Errorf("stack %s: %w", name, err)
		}
		d.say("  deleted the stack %s", name)
	}
	return nil
}

// retained are the kinds of things that the stack retains, each with its service.
func retained() map[string]string {
	return map[string]string{
		"AWS::DynamoDB::Table": "DYNAMODB", "AWS::SQS::Queue": "SQS", "AWS::Logs::LogGroup": "CLOUDWATCH_LOGS",
		"AWS::S3::Bucket": "S3",
	}
}

// remove deletes something that the stack had retained; what is gone is gone.
func (d deployment) remove(ctx context.Context, one kept) error {
	service := retained()[one.kind]
	config, err := d.AWS(service)
	if err != nil {
		return err
	}
	switch service {
	case "DYNAMODB":
		_, err = dynamodb.NewFromConfig(config).DeleteTable(ctx, &dynamodb.DeleteTableInput{TableName: &one.physical})
	case "SQS":
		_, err = sqs.NewFromConfig(config).DeleteQueue(ctx, &sqs.DeleteQueueInput{QueueUrl: &one.physical})
	case "S3":
		err = removeBucket(ctx, s3Client(config), one.physical)
	default:
		_, err = cloudwatchlogs.NewFromConfig(config).DeleteLogGroup(ctx,
			&cloudwatchlogs.DeleteLogGroupInput{LogGroupName: &one.physical})
	}
	var said smithy.APIError
	if errors.As(err, &said) && (strings.Contains(said.ErrorCode(), "NotFound") ||
		strings.Contains(said.ErrorCode(), "NoSuchBucket") ||
		strings.Contains(said.ErrorCode(), "NonExistentQueue") || strings.Contains(said.ErrorCode(), "QueueDoesNotExist")) {
		return nil
	}
	return err
}

func (d deployment) removeSecrets(ctx context.Context) error {
	client, err := d.ssm()
	if err != nil {
		return err
	}
	names := []string{d.parameterName("people-key"), d.parameterName(ioKeys), d.parameterName(oidcKeys)}
	for _, name := range pagopaKeys() {
		names = append(names, d.parameterName(name))
	}
	_, err = client.DeleteParameters(ctx, &ssm.DeleteParametersInput{Names: names})
	return err
}

// removeKey schedules the signing key's deletion, which cannot be had at once.
func (d deployment) removeKey(ctx context.Context) error {
	config, err := d.AWS("KMS")
	if err != nil {
		return err
	}
	client := kms.NewFromConfig(config)
	alias := d.keyAlias()
	key, err := client.DescribeKey(ctx, &kms.DescribeKeyInput{KeyId: &alias})
	var absent *kmstypes.NotFoundException
	if errors.As(err, &absent) {
		return nil
	}
	if err != nil {
		return err
	}
	if _, err := client.DeleteAlias(ctx, &kms.DeleteAliasInput{AliasName: &alias}); err != nil {
		return err
	}
	_, err = client.ScheduleKeyDeletion(ctx, &kms.ScheduleKeyDeletionInput{
		KeyId: key.KeyMetadata.KeyId, PendingWindowInDays: aws.Int32(keyDays),
	})
	return err
}

// removeOwnBucket deletes the one of code and templates.
func (d deployment) removeOwnBucket(ctx context.Context) error {
	caller, mend := d.caller(ctx)
	if mend != "" {
		return errors.New(mend)
	}
	b, err := d.openBucket(ctx, caller.id)
	if err != nil {
		return err
	}
	return removeBucket(ctx, b.client, b.name)
}

// removeBucket deletes a bucket with all that is in it.
func removeBucket(ctx context.Context, client *s3.Client, name string) error {
	pages := s3.NewListObjectsV2Paginator(client, &s3.ListObjectsV2Input{Bucket: &name})
	for pages.HasMorePages() {
		page, err := pages.NextPage(ctx)
		if err != nil {
			return err
		}
		var objects []types.ObjectIdentifier
		for _, one := range page.Contents {
			objects = append(objects, types.ObjectIdentifier{Key: one.Key})
		}
		if len(objects) == 0 {
			continue
		}
		if _, err := client.DeleteObjects(ctx, &s3.DeleteObjectsInput{
			Bucket: &name, Delete: &types.Delete{Objects: objects},
		}); err != nil {
			return err
		}
	}
	_, err := client.DeleteBucket(ctx, &s3.DeleteBucketInput{Bucket: &name})
	return err
}
