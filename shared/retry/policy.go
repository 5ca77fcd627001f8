// Package retry is how patient the portal is with AWS: how often a call is tried, how long an attempt
// may last, and which errors go away by themselves. The tries are those of the SDK, with shorter pauses
// (its own may add up to five seconds) and without its budget of tokens, which all calls of a process
// share, so that one slow table starves another.
package retry

import (
	"context"
	"errors"
	"math/rand/v2"
	"net/http"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/aws/ratelimit"
	standard "github.com/aws/aws-sdk-go-v2/aws/retry"
	awshttp "github.com/aws/aws-sdk-go-v2/aws/transport/http"
	"github.com/aws/smithy-go"
)

// Policy is how long a call may go on.
//
// An error is one of these:
//   - no answer (connection refused or reset, time out, reply cut short): the
//     write may have happened. Tried again; a transaction carries the same token,
//     so it happens once, other writes are safe to repeat by their key, and
//     whoever reads a queue expects a message twice.
//   - throttled, or a failure inside AWS (5xx): tried again.
//   - transaction cancelled: judged by dynamo.Transact, reason by reason.
//   - anything else (condition failed, invalid, forbidden): definite, given back.
//   - the caller's context has ended: given back at once.
type Policy struct {
	attempts int
	// attempt bounds one attempt, connection and reply included.
	attempt time.Duration
	// pause is the longest pause between two attempts; each is drawn at random.
	pause time.Duration
}

// ForPages fits somebody who waits: at most two pauses, 150 ms together.
func ForPages() Policy {
	return Policy{attempts: 3, attempt: 600 * time.Millisecond, pause: 100 * time.Millisecond}
}

// ForWorkers fits a message of a queue: DynamoDB may take five seconds to route
// around a failed node, and giving up costs a whole delivery.
func ForWorkers() Policy {
	return Policy{attempts: 5, attempt: 6 * time.Second, pause: time.Second}
}

// ForQueues fits who puts a message into a queue: pagoPA's node waits for the
// station, which has four seconds for it.
func ForQueues() Policy {
	return Policy{attempts: 3, attempt: 1200 * time.Millisecond, pause: 100 * time.Millisecond}
}

// firstPause bounds the pause after the first attempt; it doubles with each.
const firstPause = 50 * time.Millisecond

// idleConnections keeps a connection for each call that a function may have
// under way, so that none waits for a new one.
const idleConnections = 100

// HTTPClient returns a client whose attempts end in time.
func (p Policy) HTTPClient() *awshttp.BuildableClient {
	return awshttp.NewBuildableClient().WithTimeout(p.attempt).WithTransportOptions(
		func(t *http.Transport) { t.MaxIdleConnsPerHost = idleConnections })
}

// Retryer returns the SDK's standard retryer with the policy's tries and pauses.
func (p Policy) Retryer() *standard.Standard {
	return standard.NewStandard(func(o *standard.StandardOptions) {
		o.MaxAttempts, o.RateLimiter, o.Retryables = p.attempts, ratelimit.None, transients()
		o.Backoff = standard.BackoffDelayerFunc(func(attempt int, _ error) (time.Duration, error) {
			return rand.N(min(firstPause<<max(attempt-1, 0), p.pause)), nil
		})
	})
}

// transients tell the errors that go away by themselves: those of the SDK, and
// what AWS did not answer at all.
func transients() standard.IsErrorRetryables {
	return append(standard.IsErrorRetryables{standard.IsErrorRetryableFunc(unanswered)}, standard.DefaultRetryables...)
}

// unanswered tells what is no answer of AWS, such as a reply cut short, which the
// SDK gives up on. It is tried again unless the caller has given up.
func unanswered(err error) aws.Ternary {
	var cancelled *smithy.CanceledError
	var answer smithy.APIError
	switch {
	case errors.Is(err, context.Canceled), errors.As(err, &cancelled):
		return aws.FalseTernary
	case errors.As(err, &answer):
		return aws.UnknownTernary
	default:
		return aws.TrueTernary
	}
}

// Busy reports whether an error says that AWS did not answer in time, was
// throttled or failed, so that the same request may succeed a little later. What
// was asked for may have happened.
func Busy(err error) bool {
	var operation *smithy.OperationError
	if !errors.As(err, &operation) {
		return errors.Is(err, context.DeadlineExceeded)
	}
	var answer smithy.APIError
	// A transaction that a condition cancelled is told to callers in another way
	// (dynamo.Cancelled): what is left was in conflict or throttled to the end.
	cancelled := errors.As(err, &answer) && answer.ErrorCode() == "TransactionCanceledException"
	return cancelled || transients().IsErrorRetryable(err).Bool() || errors.Is(err, context.DeadlineExceeded)
}
