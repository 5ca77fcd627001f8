package main

import (
	"bytes"
	"context"
	"errors"
	"log/slog"
	"strings"
	"testing"

	"serviziscolastici/shared/calendar"
	"serviziscolastici/shared/lambdahost"
)

// failing is a worker that fails.
type failing struct{}

func (failing) Handle(context.Context, string) error { return errors.New("no") }

// Goal: a technician hears of a step that fails again, and not of one that fails once. Method: a message brought for the
// first time, and again.
func TestWhatFailsAgainIsCounted(t *testing.T) {
	for again, want := range map[bool]int{false: 0, true: 1} {
		var log bytes.Buffer
		handle := Handle(failing{}, calendar.System(), slog.New(slog.NewJSONHandler(&log, nil)))
		if err := handle(t.Context(), lambdahost.Message{Again: again}); err == nil {
			t.Error("the message is taken for done")
		}
		if counted := strings.Count(log.String(), `"LateFiles":1`); counted != want {
			t.Errorf("again %v: counted %d times in %s", again, counted, log.String())
		}
	}
}
