package lambdahost_test

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"log/slog"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/aws/aws-lambda-go/events"

	"serviziscolastici/shared/lambdahost"
)

// handle does what a message's body says.
func handle(ctx context.Context, m lambdahost.Message) error {
	switch m.Body {
	case "fails":
		return errors.New("no")
	case "panics":
		panic("oh")
	case "hangs":
		<-ctx.Done()
		return ctx.Err()
	}
	return nil
}

// T9. Goal: exactly the messages that are not applied are reported, each by its id. Method: batches with
// messages that work, fail, panic and hang until the function's time is almost over.
func TestBatchReportsEachMessage(t *testing.T) {
	for name, c := range map[string]struct {
		bodies []string
		want   []string // positions of what comes again
	}{
		"nothing":         {nil, nil},
		"all well":        {[]string{"works", "works"}, nil},
		"one fails":       {[]string{"works", "fails", "works"}, []string{"1"}},
		"all fail":        {[]string{"fails", "fails"}, []string{"0", "1"}},
		"one panics":      {[]string{"works", "panics", "works"}, []string{"1"}},
		"one hangs":       {[]string{"works", "hangs", "works"}, []string{"1"}},
		"all places hang": {[]string{"hangs", "hangs", "hangs", "works"}, []string{"0", "1", "2", "3"}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			var event events.SQSEvent
			for i, body := range c.bodies {
				event.Records = append(event.Records, events.SQSMessage{MessageId: string(rune('0' + i)), Body: body})
			}
			// A second is kept for the answer: what hangs has a tenth.
			ctx, cancel := context.WithTimeout(t.Context(), 1100*time.Millisecond)
			defer cancel()
			log := slog.New(slog.DiscardHandler)
			response, err := lambdahost.Batch(log, 2, handle)(ctx, event)
			var got []string
			for _, failure := range response.BatchItemFailures {
				got = append(got, failure.ItemIdentifier)
			}
			if err != nil || !slices.Equal(got, c.want) {
				t.Errorf("%q come again, want %q; %v", got, c.want, err)
			}
			if ctx.Err() != nil {
				t.Error("the answer comes when the function's time is over")
			}
		})
	}
}

// T9. Goal: an answer without failures says so in the words that SQS reads as success, and a failure is
// logged with its message's id and without its body. Method: the wire form of both.
func TestBatchOnTheWire(t *testing.T) {
	var logged bytes.Buffer
	log := slog.New(slog.NewJSONHandler(&logged, nil))
	batch := lambdahost.Batch(log, 2, handle)
	for body, want := range map[string]string{
		"works": `{"batchItemFailures":[]}`, "fails": `{"batchItemFailures":[{"itemIdentifier":"m1"}]}`,
	} {
		response, err := batch(t.Context(), events.SQSEvent{
			Records: []events.SQSMessage{{MessageId: "m1", Body: body}},
		})
		if err != nil {
			t.Fatal(err)
		}
		if answer, err := json.Marshal(response); err != nil || string(answer) != want {
			t.Errorf("%s: %s, %v", body, answer, err)
		}
	}
	if line := logged.String(); !strings.Contains(line, `"message":"m1"`) || strings.Contains(line, "fails") {
		t.Errorf("logged %s", line)
	}
}
