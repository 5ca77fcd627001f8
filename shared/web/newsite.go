package web

import (
	"io/fs"
	"log/slog"

	"serviziscolastici/shared/calendar"
	"serviziscolastici/shared/dynamo"
	"serviziscolastici/shared/municipality"
	"serviziscolastici/shared/session"
)

// NewSite returns the site of a function: municipalities from Core, sessions
// from Ops, pages from pages/*.html in the given files.
func NewSite(
	core, ops dynamo.Table, clock calendar.Clock, log *slog.Logger, files fs.FS,
) (*Site, error) {
	pages, err := NewPages(files, "pages/*.html")
	if err != nil {
		return nil, err
	}
	return &Site{
		Municipalities: &municipality.Store{Core: core, Clock: calendar.System()},
		Sessions:       session.Store{Table: ops, Clock: clock},
		Clock:          clock, Log: log, Pages: pages,
	}, nil
}
