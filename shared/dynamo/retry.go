package dynamo

import (
	"context"
	"errors"
	"math/rand/v2"
	"net/http"
	"time"

	"github.com/aws/smithy-go"
	smithyhttp "github.com/aws/smithy-go/transport/http"
)

// patience is how long a call may go on. It takes the place of the SDK's own
// retries, whose pauses may add up to five seconds and whose budget of tokens is
// shared by all calls of a process, so that one slow table starves another.
//
// An error is one of these:
//   - no answer (connection refused or reset, time out, reply cut short): the
//     write may have happened. Tried again; a transaction carries the same token,
//     so it happens once, and other writes are safe to repeat by their key.
//   - throttled, or a failure inside DynamoDB (5xx): tried again.
//   - transaction cancelled: judged by Transact, reason by reason.
//   - anything else (condition failed, invalid, forbidden): definite, given back.
//   - the caller's context has ended: given back at once.
type patience struct {
	attempts int
	// attempt bounds one attempt, connection and reply included.
	attempt time.Duration
	// pause is the longest pause between two attempts; each is drawn at random.
	pause time.Duration
}

// ofPages fits somebody who waits: at most two pauses, 200 ms together.
func ofPages() patience {
	return patience{attempts: 3, attempt: 600 * time.Millisecond, pause: 100 * time.Millisecond}
}

// ofWorkers fits a message of a queue: DynamoDB may take five seconds to route
// around a failed node, and giving up costs a whole delivery.
func ofWorkers() patience {
	return patience{attempts: 5, attempt: 6 * time.Second, pause: time.Second}
}

// firstPause bounds the pause after the first attempt; it doubles with each.
const firstPause = 50 * time.Millisecond

// MaxAttempts counts the first attempt too.
func (p patience) MaxAttempts() int { return p.attempts }

// IsErrorRetryable reports whether another attempt may end differently.
func (p patience) IsErrorRetryable(err error) bool { return transient(err) }

// RetryDelay draws the pause after the given attempt, from 1.
func (p patience) RetryDelay(attempt int, _ error) (time.Duration, error) {
	limit := min(firstPause<<max(attempt-1, 0), p.pause)
	return rand.N(limit), nil
}

// GetRetryToken always gives one: attempts are bounded a call, not a process.
func (p patience) GetRetryToken(context.Context, error) (func(error) error, error) {
	return noRelease, nil
}

// GetInitialToken is what the SDK asks for before the first attempt.
func (p patience) GetInitialToken() func(error) error { return noRelease }

// GetAttemptToken is what the SDK asks for before each attempt.
func (p patience) GetAttemptToken(context.Context) (func(error) error, error) {
	return noRelease, nil
}

func noRelease(error) error { return nil }

// transient tells the errors that go away by themselves. What DynamoDB did not
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
		"InternalServerError", "ServiceUnavailable", "TransactionInProgressException":
		return true
	default:
		return false
	}
}
