package main

import (
	"context"
	"log/slog"

	"serviziscolastici/shared/calendar"
	"serviziscolastici/shared/lambdahost"
)

// Worker does what a message says.
type Worker interface {
	Handle(ctx context.Context, body string) error
}

// Handle handles one message. One that fails again is counted for the technician: the office's page says only that the
// file stands still.
func Handle(worker Worker, clock calendar.Clock, log *slog.Logger) lambdahost.Handle {
	return func(ctx context.Context, m lambdahost.Message) error {
		err := worker.Handle(ctx, m.Body)
		if err != nil && m.Again {
			lambdahost.Count(log, clock(), lambdahost.Technician, "LateFiles", 1)
		}
		return err
	}
}
