package cloud

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/cloudformation"
	"github.com/aws/aws-sdk-go-v2/service/cloudformation/types"
)

// failure says why a stack did not come to be as wanted: what failed first, in the words of who has to mend it.
func (s Stack) failure(ctx context.Context, state State) error {
	reasons, err := s.reasons(ctx, state.ID)
	if err != nil {
		return err
	}
	if len(reasons) == 0 {
		reasons = []string{inWords(state.Reason)}
	}
	end := "nothing was changed: CloudFormation has taken its steps back"
	if !strings.Contains(string(state.Status), "ROLLBACK_COMPLETE") {
		end = "the stack is in " + string(state.Status)
	}
	return errors.New("it failed, " + end + ". Why:\n  " + strings.Join(reasons, "\n  "))
}

// reasons are the failures of the last deployment, the first one first. What was only broken off for another's sake is
// none.
func (s Stack) reasons(ctx context.Context, id string) ([]string, error) {
	var reasons []string
	pages := cloudformation.NewDescribeStackEventsPaginator(s.Client,
		&cloudformation.DescribeStackEventsInput{StackName: &id})
	for pages.HasMorePages() {
		page, err := pages.NextPage(ctx)
		if err != nil {
			return nil, err
		}
		for _, event := range page.StackEvents {
			if begins(event) { // The events come newest first.
				slices.Reverse(reasons)
				return reasons, nil
			}
			reason := aws.ToString(event.ResourceStatusReason)
			if strings.HasSuffix(string(event.ResourceStatus), "_FAILED") && !strings.Contains(reason, "cancelled") {
				reasons = append(reasons, fmt.Sprintf("%s: %s", aws.ToString(event.LogicalResourceId), inWords(reason)))
			}
		}
	}
	slices.Reverse(reasons)
	return reasons, nil
}

// begins reports whether an event is the beginning of a deployment.
func begins(event types.StackEvent) bool {
	return aws.ToString(event.PhysicalResourceId) == aws.ToString(event.StackId) && slices.Contains([]types.ResourceStatus{
		types.ResourceStatusCreateInProgress, types.ResourceStatusUpdateInProgress, types.ResourceStatusDeleteInProgress,
	}, event.ResourceStatus)
}

// remedies are what to do about reasons that have been met, by a part of AWS's text.
func remedies() [][2]string {
	return [][2]string{
		{"UnreservedConcurrentExecution", "the account has too few places for Concurrency 1000: say Concurrency=10, or ask " +
			"for more (Service Quotas, Lambda, concurrent executions)"},
		{"already exists", "something of this name is left from an earlier stack. A table or queue holds its data: " +
			"infra/docs/operations.md tells how to bring it back; or deploy under another STACK"},
		{"ruststore", "the file of authorities has to be PEM in a bucket of this region that you may read"},
		{"ertificate", "the certificate has to be issued, for exactly this host, in the region where it is used: make doctor " +
			"looks at it"},
		{"CNAMEs you provided", "another CloudFront distribution has this host: take it away there first"},
		{"not authorized to perform", "your credentials lack this right: make doctor lists those that are needed"},
		{"AccessDenied", "your credentials lack a right: make doctor lists those that are needed"},
		{"Rate exceeded", "AWS was asked too much at once: say the same again"},
		{"Rules", "the values do not fit together: the text says which"},
		{"deletion protection", "deploy with Protection=spenta first"},
	}
}

// inWords adds to what AWS says what there is to do.
func inWords(reason string) string {
	for _, remedy := range remedies() {
		if strings.Contains(reason, remedy[0]) {
			return reason + "\n    → " + remedy[1]
		}
	}
	return reason
}
