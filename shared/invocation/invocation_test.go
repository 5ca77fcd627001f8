package invocation_test

import (
	"bytes"
	"context"
	"encoding/json"
	"log/slog"
	"sync"
	"testing"

	"github.com/aws/aws-lambda-go/lambdacontext"

	"serviziscolastici/shared/invocation"
)

// Goal: the line of a piece of work has its notes and the sum of its calls, from whatever goroutine they
// come, and nothing of another's. Method: two pieces at once; calls outside any; the line read back.
func TestOneLineForAPieceOfWork(t *testing.T) {
	outside := t.Context()
	invocation.Call(outside, 9, 9)
	invocation.Note(outside, slog.String("lost", "x"))
	first, record := invocation.Begin(outside)
	second, _ := invocation.Begin(outside)
	var calls sync.WaitGroup
	for range 10 {
		calls.Go(func() { invocation.Call(first, 0.5, 2) })
		calls.Go(func() { invocation.Call(second, 1, 1) })
	}
	calls.Wait()
	invocation.Note(first, slog.String("tenant", "c_x000"))
	var line bytes.Buffer
	record.Log(first, slog.New(slog.NewJSONHandler(&line, nil)), slog.LevelInfo, "request", slog.Bool("done", true))
	var got map[string]any
	if err := json.Unmarshal(line.Bytes(), &got); err != nil {
		t.Fatal(err)
	}
	for name, want := range map[string]any{
		"msg": "request", "done": true, "tenant": "c_x000", "dynamo_calls": 10.0, "read_units": 5.0, "write_units": 20.0,
	} {
		if got[name] != want {
			t.Errorf("%s is %v, want %v", name, got[name], want)
		}
	}
	if _, found := got["lost"]; found || got["ms"] == nil {
		t.Errorf("%s", line.Bytes())
	}
}

// Goal: the id is Lambda's own, and none outside Lambda. Method: both.
func TestID(t *testing.T) {
	ctx := lambdacontext.NewContext(t.Context(), &lambdacontext.LambdaContext{AwsRequestID: "r-1"})
	if invocation.ID(ctx) != "r-1" || invocation.ID(context.Background()) != "" {
		t.Errorf("%q, %q", invocation.ID(ctx), invocation.ID(t.Context()))
	}
}
