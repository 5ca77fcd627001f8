package main

import (
	"context"
	"embed"
	"net/http"

	"serviziscolastici/shared/calendar"
	"serviziscolastici/shared/figures"
	"serviziscolastici/shared/office"
	"serviziscolastici/shared/school"
	"serviziscolastici/shared/web"
)

//go:embed pages/*.html
var pages embed.FS

// Figures knows what was made in the morning.
type Figures interface {
	Months(ctx context.Context, tenant string, from, to calendar.Month) ([]figures.Month, error)
	Debts(ctx context.Context, tenant string) (figures.Debts, error)
	Debtors(ctx context.Context, tenant, school string) ([]figures.Debtors, error)
}

// School names schools, classes, pupils and who pays for them.
type School interface {
	Schools(ctx context.Context, tenant string) ([]school.School, error)
	Classes(ctx context.Context, tenant string) ([]school.Class, error)
	web.Names
	PupilsByID(ctx context.Context, tenant string, ids []string) (map[string]school.Pupil, error)
	GuardiansByID(ctx context.Context, tenant string, ids []string) (map[string]school.Guardian, error)
}

// Audit remembers what operators read.
type Audit interface {
	Note(ctx context.Context, tenant string, who office.Operator, deed office.Deed) error
}

// Handler serves the figures.
type Handler struct {
	Site    *web.Site
	Figures Figures
	School  School
	Audit   Audit
	// Searches has what operators looked for.
	Searches web.Searches
}

const (
	figuresPath = "/ufficio/prospetti"
	debtorsPath = "/ufficio/prospetti/debitori"
	pupilsPath  = "/ufficio/alunni"
)

// Routes returns the pages by address.
func (h Handler) Routes() http.Handler {
	router := h.Site.Router()
	router.Operator("GET /ufficio/prospetti", h.figures)
	router.Operator("GET /ufficio/prospetti/{tabella}/csv", h.file)
	router.Operator("GET /ufficio/prospetti/debitori", h.debtors)
	router.Operator("GET /ufficio/prospetti/debitori/csv", h.debtorsFile)
	return router
}
