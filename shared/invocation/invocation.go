// Package invocation is what a function tells of each piece of its work, a request, a message or a run:
// one line in the log, with what it asked of DynamoDB and what those notes say that the code on the way
// added. Names and values hold no personal data.
package invocation

import (
	"context"
	"log/slog"
	"sync"
	"time"

	"github.com/aws/aws-lambda-go/lambdacontext"
)

// Record is what is known so far of one piece of work. It may be used from several goroutines.
type Record struct {
	begun  time.Time
	mutex  sync.Mutex
	calls  int
	reads  float64
	writes float64
	notes  []slog.Attr
}

type key struct{}

// Begin starts the record of a piece of work.
func Begin(ctx context.Context) (context.Context, *Record) {
	record := &Record{begun: time.Now()}
	return context.WithValue(ctx, key{}, record), record
}

// of returns the record of the work that a context belongs to, nil when nobody keeps one.
func of(ctx context.Context) *Record {
	record, _ := ctx.Value(key{}).(*Record)
	return record
}

// Counts reports whether somebody keeps a record of this work.
func Counts(ctx context.Context) bool { return of(ctx) != nil }

// Call counts a call of DynamoDB with the read and write units that it used.
func Call(ctx context.Context, reads, writes float64) {
	if record := of(ctx); record != nil {
		record.mutex.Lock()
		defer record.mutex.Unlock()
		record.calls++
		record.reads += reads
		record.writes += writes
	}
}

// Note adds to the line of this work.
func Note(ctx context.Context, notes ...slog.Attr) {
	if record := of(ctx); record != nil {
		record.mutex.Lock()
		defer record.mutex.Unlock()
		record.notes = append(record.notes, notes...)
	}
}

// Attrs are the notes, how long the work has taken in milliseconds, and how many calls of DynamoDB it
// made with how many units.
func (r *Record) Attrs() []slog.Attr {
	r.mutex.Lock()
	defer r.mutex.Unlock()
	return append(r.notes[:len(r.notes):len(r.notes)],
		slog.Int64("ms", time.Since(r.begun).Milliseconds()), slog.Int("dynamo_calls", r.calls),
		slog.Float64("read_units", r.reads), slog.Float64("write_units", r.writes))
}

// Log writes the line.
func (r *Record) Log(ctx context.Context, log *slog.Logger, level slog.Level, line string, more ...slog.Attr) {
	log.LogAttrs(ctx, level, line, append(more, r.Attrs()...)...) //nolint:sloglint // callers give literals
}

// ID is Lambda's own id of the invocation that a context belongs to; "" outside Lambda. What a page
// begins carries it on as its origin, so that one id finds all that came of it.
func ID(ctx context.Context) string {
	lambda, found := lambdacontext.FromContext(ctx)
	if !found {
		return ""
	}
	return lambda.AwsRequestID
}
