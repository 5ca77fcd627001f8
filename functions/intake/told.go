package main

import (
	"context"
	"time"

	"serviziscolastici/shared/problem"
	"serviziscolastici/shared/report"
	"serviziscolastici/shared/school"
)

// Reports are what parents told the office.
type Reports interface {
	Since(ctx context.Context, tenant string, year, serial, limit int) ([]report.Report, error)
}

// Told is a report of a parent, with whom to answer.
type Told struct {
	Number     string    `json:"number"` // "12/2026", which the parent can quote
	At         time.Time `json:"at"`
	Topic      string    `json:"topic"`
	Text       string    `json:"text"`
	Parent     string    `json:"parent"`
	FiscalCode string    `json:"fiscal_code"`
	Email      string    `json:"email"`
	Phone      string    `json:"phone"`
	Pupil      string    `json:"pupil"` // the code in alunni.csv; empty when it is about the parent
	PupilName  string    `json:"pupil_name"`
}

// maxTold keeps the answer well within the 6 MB of a function's, and within its time.
const maxTold = 500

// Answer tells the office's question from its files.
func (h Handler) Answer(ctx context.Context, event Event) (any, error) {
	if event.Reports == 0 {
		return h.Load(ctx, event)
	}
	return h.told(ctx, event)
}

// told lists the reports of a year that came after the one that the office has read last, oldest first. Of a
// municipality that is not there the error is problem.NotFound: an empty list would say that nobody wrote.
func (h Handler) told(ctx context.Context, event Event) ([]Told, error) {
	if _, err := h.Loader.Municipalities.ByID(ctx, event.Municipality); err != nil {
		return nil, err
	}
	reports, err := h.Reports.Since(ctx, event.Municipality, event.Reports, event.After, maxTold)
	if err != nil {
		return nil, err
	}
	list := make([]Told, 0, len(reports))
	for _, r := range reports {
		// Who has left the office's files since is named by nothing but the report.
		parent, err := h.Loader.School.Guardian(ctx, event.Municipality, r.Guardian)
		if err != nil && !problem.Is(err, problem.NotFound) {
			return nil, err
		}
		var pupil school.Pupil
		if r.Pupil != "" {
			pupil, err = h.Loader.School.Pupil(ctx, event.Municipality, r.Pupil)
			if err != nil && !problem.Is(err, problem.NotFound) {
				return nil, err
			}
		}
		list = append(list, Told{
			Number: r.Number(), At: r.At, Topic: r.Topic, Text: r.Text, Parent: parent.FullName(),
			FiscalCode: parent.FiscalCode, Email: parent.Email, Phone: parent.Phone, Pupil: r.Pupil,
			PupilName: pupil.FullName(),
		})
	}
	return list, nil
}
