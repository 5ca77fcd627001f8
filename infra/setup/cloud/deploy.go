package cloud

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/cloudformation"
	"github.com/aws/aws-sdk-go-v2/service/cloudformation/types"
)

// Wanted is how a stack is to be.
type Wanted struct {
	TemplateURL  string // in S3; or the template itself
	TemplateBody string
	Parameters   map[string]string
	Tags         map[string]string
	// Agree is asked with the changes, one a line, before anything is changed. nil agrees.
	Agree func(changes []string) error
}

// Hidden is what CloudFormation shows of a parameter with NoEcho, empty or not. Wanted, it keeps the value.
const Hidden = "****"

// Deploy creates the stack or updates it, and waits for the end. A deployment that fails is rolled back by
// CloudFormation, and the error says why.
func (s Stack) Deploy(ctx context.Context, wanted Wanted) (State, error) {
	state, err := s.ready(ctx)
	if err != nil {
		return state, err
	}
	kind := types.ChangeSetTypeUpdate
	if !state.Exists() {
		kind = types.ChangeSetTypeCreate
	}
	set, err := s.changeSet(ctx, kind, wanted)
	if err != nil {
		return state, err
	}
	if set == nil {
		s.Say("  nothing to change")
		return s.State(ctx)
	}
	if err := s.execute(ctx, set, wanted.Agree); err != nil {
		return state, errors.Join(err, s.forget(ctx, set, kind))
	}
	s.Say("  CloudFormation is at work, which takes some minutes")
	after, err := s.settled(ctx, aws.ToString(set.StackId))
	if err != nil || after.good() {
		return after, err
	}
	return after, s.failure(ctx, after)
}

// ready clears what a failed first deployment has left, and refuses a stack that nothing can be done with.
func (s Stack) ready(ctx context.Context) (State, error) {
	state, err := s.State(ctx)
	switch {
	case err != nil:
		return state, err
	case state.busy():
		return state, ErrBusy
	case state.Status == types.StackStatusRollbackComplete:
		s.Say("  the first deployment had failed: what is left of it is taken away")
		return State{}, s.Delete(ctx)
	case state.Status == types.StackStatusUpdateRollbackFailed:
		return state, fmt.Errorf("the last update failed, and so did its way back (%s): mend that, then say "+
			"`aws cloudformation continue-update-rollback --stack-name %s`, then deploy again", state.Reason, s.Name)
	case strings.HasSuffix(string(state.Status), "_FAILED"):
		return state, fmt.Errorf("the stack is in %s (%s): take it away with `make undeploy`, or in CloudFormation's "+
			"console, then deploy again", state.Status, state.Reason)
	}
	return state, nil
}

// changeSet has CloudFormation work out the changes, nil when there are none. Nothing is changed yet.
func (s Stack) changeSet(
	ctx context.Context, kind types.ChangeSetType, wanted Wanted,
) (*cloudformation.DescribeChangeSetOutput, error) {
	input := &cloudformation.CreateChangeSetInput{
		StackName: &s.Name, ChangeSetType: kind,
		ChangeSetName: aws.String(fmt.Sprintf("deploy-%d", s.Now().UnixNano())),
		Capabilities:  []types.Capability{types.CapabilityCapabilityIam, types.CapabilityCapabilityAutoExpand},
	}
	if wanted.TemplateURL != "" {
		input.TemplateURL = &wanted.TemplateURL
	} else {
		input.TemplateBody = &wanted.TemplateBody
	}
	for _, name := range slices.Sorted(maps.Keys(wanted.Parameters)) {
		one := types.Parameter{ParameterKey: aws.String(name), ParameterValue: aws.String(wanted.Parameters[name])}
		if wanted.Parameters[name] == Hidden {
			one.ParameterValue, one.UsePreviousValue = nil, aws.Bool(true)
		}
		input.Parameters = append(input.Parameters, one)
	}
	for _, name := range slices.Sorted(maps.Keys(wanted.Tags)) {
		input.Tags = append(input.Tags, types.Tag{Key: aws.String(name), Value: aws.String(wanted.Tags[name])})
	}
	made, err := s.Client.CreateChangeSet(ctx, input)
	if err != nil {
		return nil, busy(err)
	}
	for {
		set, err := s.Client.DescribeChangeSet(ctx, &cloudformation.DescribeChangeSetInput{
			StackName: &s.Name, ChangeSetName: made.Id,
		})
		if err != nil {
			return nil, err
		}
		switch reason := aws.ToString(set.StatusReason); {
		case set.Status == types.ChangeSetStatusCreateComplete:
			return set, nil
		case set.Status != types.ChangeSetStatusFailed:
			if err := s.wait(ctx); err != nil {
				return nil, err
			}
		case strings.Contains(reason, "didn't contain changes"), strings.Contains(reason, "No updates are to be performed"):
			return nil, s.forget(ctx, set, kind)
		default:
			return nil, errors.Join(fmt.Errorf("CloudFormation refuses, and nothing was changed: %s", inWords(reason)),
				s.forget(ctx, set, kind))
		}
	}
}

// forget deletes a change set that is not wanted, and the empty stack that the first one begins.
func (s Stack) forget(
	ctx context.Context, set *cloudformation.DescribeChangeSetOutput, kind types.ChangeSetType,
) error {
	_, err := s.Client.DeleteChangeSet(ctx, &cloudformation.DeleteChangeSetInput{
		StackName: &s.Name, ChangeSetName: set.ChangeSetId,
	})
	if state, stateErr := s.State(ctx); stateErr == nil && kind == types.ChangeSetTypeCreate &&
		state.Status == types.StackStatusReviewInProgress {
		_, err = s.Client.DeleteStack(ctx, &cloudformation.DeleteStackInput{StackName: &s.Name})
	}
	return err
}

// execute shows the changes and makes them, unless they would lose what cannot be made again.
func (s Stack) execute(
	ctx context.Context, set *cloudformation.DescribeChangeSetOutput, agree func([]string) error,
) error {
	changes, err := s.changes(ctx, set)
	if err != nil {
		return err
	}
	lines := make([]string, len(changes))
	for i, change := range changes {
		lines[i] = describe(change)
		if loses(change) {
			return fmt.Errorf("nothing was changed: the update would lose what is in %s", lines[i])
		}
	}
	if agree != nil {
		if err := agree(lines); err != nil {
			return err
		}
	}
	_, err = s.Client.ExecuteChangeSet(ctx, &cloudformation.ExecuteChangeSetInput{
		StackName: &s.Name, ChangeSetName: set.ChangeSetId,
	})
	return busy(err)
}

// changes are all pages of a change set's changes.
func (s Stack) changes(
	ctx context.Context, set *cloudformation.DescribeChangeSetOutput,
) ([]types.ResourceChange, error) {
	var changes []types.ResourceChange
	for page := set; ; {
		for _, change := range page.Changes {
			if change.ResourceChange != nil {
				changes = append(changes, *change.ResourceChange)
			}
		}
		if page.NextToken == nil {
			return changes, nil
		}
		var err error
		if page, err = s.Client.DescribeChangeSet(ctx, &cloudformation.DescribeChangeSetInput{
			StackName: &s.Name, ChangeSetName: set.ChangeSetId, NextToken: page.NextToken,
		}); err != nil {
			return nil, err
		}
	}
}

func describe(change types.ResourceChange) string {
	line := fmt.Sprintf("%-7s %s (%s)", strings.ToLower(string(change.Action)), aws.ToString(change.LogicalResourceId),
		aws.ToString(change.ResourceType))
	if change.Replacement == types.ReplacementTrue {
		line += ", made anew"
	}
	return line
}

// loses reports whether a change would put an empty table or queue in the place of a full one, or none.
func loses(change types.ResourceChange) bool {
	switch aws.ToString(change.ResourceType) {
	case "AWS::DynamoDB::Table", "AWS::SQS::Queue", "AWS::Logs::LogGroup":
		return change.Action == types.ChangeActionRemove || change.Replacement == types.ReplacementTrue
	}
	return false
}
