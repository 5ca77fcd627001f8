package lambdahost

import (
	"context"
	"fmt"
	"log/slog"
	"time"

	"github.com/aws/aws-lambda-go/events"
	"golang.org/x/sync/errgroup"

	"serviziscolastici/shared/invocation"
)

// Message is one message of a queue.
type Message struct {
	Body string
	// Again says that the message was delivered before: whoever handled it then
	// may have done some of the work.
	Again bool
}

// Handle handles one message. An error leaves the message in the queue.
type Handle = func(context.Context, Message) error

// Batch makes a queue's handler from the handler of one message. Each message
// ends on its own: those that fail are reported to SQS, which brings them again
// and in the end moves them to the dead letters, and their neighbours stay
// done. At most parallel messages are under way at once. What is not done shortly
// before the function's time is over is given up and reported as well: a function
// that is cut off could not say which of its messages are done.
func Batch(
	log *slog.Logger, parallel int, handle Handle,
) func(context.Context, events.SQSEvent) (events.SQSEventResponse, error) {
	return Batches(log, parallel, func(context.Context, []Message) Handle { return handle })
}

// Batches is Batch for messages that have something in common: begin sees all
// messages of an event and returns the handler of each.
func Batches(
	log *slog.Logger, parallel int, begin func(context.Context, []Message) Handle,
) func(context.Context, events.SQSEvent) (events.SQSEventResponse, error) {
	return func(ctx context.Context, event events.SQSEvent) (events.SQSEventResponse, error) {
		ctx, cancel := hurried(ctx)
		defer cancel()
		messages := make([]Message, 0, len(event.Records))
		for _, record := range event.Records {
			messages = append(messages, received(record))
		}
		handle := begin(ctx, messages)
		failed := make([]bool, len(event.Records))
		var all errgroup.Group
		all.SetLimit(parallel)
		for i, record := range event.Records {
			all.Go(func() error {
				failed[i] = !worked(ctx, log, record, handle)
				return nil
			})
		}
		_ = all.Wait()                                                                         // nil: each message's end is in failed
		response := events.SQSEventResponse{BatchItemFailures: []events.SQSBatchItemFailure{}} // a list, not null
		for i, record := range event.Records {
			if failed[i] {
				response.BatchItemFailures = append(response.BatchItemFailures,
					events.SQSBatchItemFailure{ItemIdentifier: record.MessageId})
			}
		}
		return response, nil
	}
}

// worked handles one message and writes its line. It returns whether the message is done.
func worked(ctx context.Context, log *slog.Logger, message events.SQSMessage, handle Handle) bool {
	ctx, record := invocation.Begin(ctx)
	err := handleInTime(ctx, received(message), handle)
	level, about := slog.LevelInfo, []slog.Attr{
		slog.String("message", message.MessageId), slog.String("request", invocation.ID(ctx)),
		slog.String("received", message.Attributes["ApproximateReceiveCount"]), slog.Bool("done", err == nil),
	}
	if err != nil {
		level, about = slog.LevelError, append(about, slog.String("cause", err.Error()))
	}
	record.Log(ctx, log, level, "message", about...)
	return err == nil
}

// lastWords is the time that a function keeps for its answer.
const lastWords = time.Second

// hurried ends a little before the function's time does.
func hurried(ctx context.Context) (context.Context, context.CancelFunc) {
	if deadline, limited := ctx.Deadline(); limited {
		return context.WithDeadline(ctx, deadline.Add(-lastWords))
	}
	return context.WithCancel(ctx)
}

// handleInTime handles a message, unless its time is over, so that a panic cannot
// take its neighbours down with it.
func handleInTime(ctx context.Context, m Message, handle Handle) error {
	if err := ctx.Err(); err != nil {
		return fmt.Errorf("not begun: %w", err)
	}
	return CatchPanic(func() error { return handle(ctx, m) })
}

func received(record events.SQSMessage) Message {
	return Message{Body: record.Body, Again: record.Attributes["ApproximateReceiveCount"] != "1"}
}
