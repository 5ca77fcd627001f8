// Package cloud deploys a template through CloudFormation, and says in words what came of it.
package cloud

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/cloudformation"
	"github.com/aws/aws-sdk-go-v2/service/cloudformation/types"
	"github.com/aws/smithy-go"
)

// ErrBusy says that somebody else is at the stack: two deployments at once are one too many.
var ErrBusy = errors.New("another deployment of this stack is under way: wait for its end, then say the same again")

// Stack is a CloudFormation stack, there or not.
type Stack struct {
	Name   string
	Client *cloudformation.Client
	Pause  time.Duration // between two looks at what CloudFormation does
	Now    func() time.Time
	// Say shows one line to whoever waits.
	Say func(format string, values ...any)
}

// State is what a stack is like. Its Status is "" when there is none.
type State struct {
	ID                  string
	Status              types.StackStatus
	Reason              string
	Parameters, Outputs map[string]string
	Tags                map[string]string
}

// Exists reports whether there is something that an update could change.
func (s State) Exists() bool {
	return s.Status != "" && s.Status != types.StackStatusReviewInProgress &&
		s.Status != types.StackStatusRollbackComplete && s.Status != types.StackStatusDeleteComplete
}

func (s State) busy() bool {
	return strings.HasSuffix(string(s.Status), "_IN_PROGRESS") && s.Status != types.StackStatusReviewInProgress
}

func (s State) good() bool {
	return slices.Contains([]types.StackStatus{
		types.StackStatusCreateComplete, types.StackStatusUpdateComplete, types.StackStatusDeleteComplete,
	}, s.Status)
}

// State looks at the stack, by its id when it has one: a deleted stack has no name any more.
func (s Stack) State(ctx context.Context) (State, error) { return s.stateOf(ctx, s.Name) }

func (s Stack) stateOf(ctx context.Context, name string) (State, error) {
	answer, err := s.Client.DescribeStacks(ctx, &cloudformation.DescribeStacksInput{StackName: &name})
	if missing(err) || err == nil && len(answer.Stacks) == 0 {
		return State{}, nil
	}
	if err != nil {
		return State{}, fmt.Errorf("stack %s: %w", name, err)
	}
	found := answer.Stacks[0]
	state := State{
		ID: aws.ToString(found.StackId), Status: found.StackStatus, Reason: aws.ToString(found.StackStatusReason),
		Parameters: map[string]string{}, Outputs: map[string]string{}, Tags: map[string]string{},
	}
	for _, one := range found.Parameters {
		state.Parameters[aws.ToString(one.ParameterKey)] = aws.ToString(one.ParameterValue)
	}
	for _, one := range found.Outputs {
		state.Outputs[aws.ToString(one.OutputKey)] = aws.ToString(one.OutputValue)
	}
	for _, one := range found.Tags {
		state.Tags[aws.ToString(one.Key)] = aws.ToString(one.Value)
	}
	return state, nil
}

// missing reports whether CloudFormation says that there is no such stack, for which it has no code of its own.
func missing(err error) bool {
	var said smithy.APIError
	return errors.As(err, &said) && said.ErrorCode() == "ValidationError" &&
		strings.Contains(said.ErrorMessage(), "does not exist")
}

// busy turns what CloudFormation says to the second of two deployments into ErrBusy.
func busy(err error) error {
	var said smithy.APIError
	if errors.As(err, &said) && (strings.Contains(said.ErrorMessage(), "_IN_PROGRESS") ||
		slices.Contains([]string{"InvalidChangeSetStatus", "OperationInProgressException"}, said.ErrorCode())) {
		return fmt.Errorf("%w (%s)", ErrBusy, said.ErrorMessage())
	}
	return err
}

// settled waits until CloudFormation is done.
func (s Stack) settled(ctx context.Context, id string) (State, error) {
	for {
		state, err := s.stateOf(ctx, id)
		if err != nil || !state.busy() {
			return state, err
		}
		if err := s.wait(ctx); err != nil {
			return state, err
		}
	}
}

func (s Stack) wait(ctx context.Context) error {
	select {
	case <-ctx.Done():
		return ctx.Err()
	case <-time.After(s.Pause):
		return nil
	}
}

// Delete takes the stack down; what it retains stays.
func (s Stack) Delete(ctx context.Context) error {
	state, err := s.State(ctx)
	if err != nil || state.Status == "" {
		return err
	}
	if state.busy() {
		return ErrBusy
	}
	if _, err := s.Client.DeleteStack(ctx, &cloudformation.DeleteStackInput{StackName: &s.Name}); err != nil {
		return busy(err)
	}
	after, err := s.settled(ctx, state.ID)
	if err != nil || after.Status == "" || after.Status == types.StackStatusDeleteComplete {
		return err
	}
	return s.failure(ctx, after)
}

// Protect turns the stack's termination protection on or off, which no template can.
func (s Stack) Protect(ctx context.Context, on bool) error {
	_, err := s.Client.UpdateTerminationProtection(ctx, &cloudformation.UpdateTerminationProtectionInput{
		StackName: &s.Name, EnableTerminationProtection: &on,
	})
	return err
}
