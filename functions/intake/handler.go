package main

import (
	"context"
	"log/slog"

	"serviziscolastici/shared/intake"
)

// Handler loads one file at a time, and answers the office's questions.
type Handler struct {
	Loader  intake.Loader
	Reports Reports
	Log     *slog.Logger
}

// Event is one file of one municipality, or the office's question about its reports.
type Event struct {
	Municipality string `json:"municipality"` // tenant id, "c_x000"
	File         string `json:"file"`         // its name says what it holds, "alunni.csv"
	Content      string `json:"content"`      // UTF-8 text; of stemma.png base64
	// Reports is the year of which the office wants to read what parents told it; After
	// is the number of the last report that it has read.
	Reports int `json:"reports"`
	After   int `json:"after"`
}

// Load loads a file and writes a line about it.
func (h Handler) Load(ctx context.Context, event Event) (intake.Report, error) {
	r, err := h.Loader.Load(ctx, event.Municipality, event.File, event.Content)
	h.Log.Info("file loaded", "tenant", r.Municipality, "file", r.File, "rows", r.Rows, "written", r.Written,
		"unchanged", r.Unchanged, "rejected", r.Rejected, "complete", err == nil)
	return r, err
}
