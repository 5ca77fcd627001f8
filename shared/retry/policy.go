// Package retry is how patient the portal is with AWS: how often a call is tried, how long an attempt
// may last, and which errors go away by themselves. It takes the place of the SDK's own retries, whose
// pauses may add up to five seconds and whose budget of tokens is shared by all calls of a process,
// so that one slow table starves another.
package retry

import (
	"context"
	"errors"
	"math/rand/v2"
	"net/http"
	"time"

	awshttp "github.com/aws/aws-sdk-go-v2/aws/transport/http"
	"github.com/aws/smithy-go"
	smithyhttp "github.com/aws/smithy-go/transport/http"
)

// Policy is how long a call may go on. It is a retryer of the SDK.
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
const idleConnections = 64

// HTTPClient returns a client whose attempts end in time.
func (p Policy) HTTPClient() *awshttp.BuildableClient {
	return awshttp.NewBuildableClient().WithTimeout(p.attempt).WithTransportOptions(
		func(t *http.Transport) { t.MaxIdleConnsPerHost = idleConnections })
}

// MaxAttempts counts the first attempt too.
func (p Policy) MaxAttempts() int { return p.attempts }

// IsErrorRetryable reports whether another attempt may end differently.
func (p Policy) IsErrorRetryable(err error) bool { return transient(err) }

// RetryDelay draws the pause after the given attempt, from 1.
func (p Policy) RetryDelay(attempt int, _ error) (time.Duration, error) {
	limit := min(firstPause<<max(attempt-1, 0), p.pause)
	return rand.N(limit), nil
}

// GetRetryToken always gives one: attempts are bounded a call, not a process.
func (p Policy) GetRetryToken(context.Context, error) (func(error) error, error) {
	return noRelease, nil
}

// GetInitialToken is what the SDK asks for before the first attempt.
func (p Policy) GetInitialToken() func(error) error { return noRelease }

// GetAttemptToken is what the SDK asks for before each attempt.
func (p Policy) GetAttemptToken(context.Context) (func(error) error, error) {
	return noRelease, nil
}

func noRelease(error) error { return nil }

// transient tells the errors that go away by themselves. What AWS did not
// answer at all is among them, unless the caller has given up.
func transient(err error) bool {
	var cancelled *smithy.CanceledError
	if err == nil || errors.Is(err, context.Canceled) || errors.As(err, &cancelled) {
		return false
	}
	var response *smithyhttp.ResponseError
	if errors.As(err, &response) && response.HTTPStatusCode() >= http.StatusInternalServerError {
		return true
	}
	var answer smithy.APIError
	if !errors.As(err, &answer) {
		return true
	}
	switch answer.ErrorCode() {
	case "ProvisionedThroughputExceededException", "ThrottlingException", "RequestLimitExceeded",
		"RequestThrottled", "InternalServerError", "ServiceUnavailable", "TransactionInProgressException":
		return true
	default:
		return false
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
	return cancelled || transient(err) || errors.Is(err, context.DeadlineExceeded)
}
