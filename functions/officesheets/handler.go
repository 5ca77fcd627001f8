package main

import (
	"context"
	"embed"
	"net/http"
	"time"

	"serviziscolastici/shared/calendar"
	"serviziscolastici/shared/debit"
	"serviziscolastici/shared/figures"
	"serviziscolastici/shared/ledger"
	"serviziscolastici/shared/municipality"
	"serviziscolastici/shared/office"
	"serviziscolastici/shared/presence"
	"serviziscolastici/shared/problem"
	"serviziscolastici/shared/school"
	"serviziscolastici/shared/web"
)

//go:embed pages/*.html
var pages embed.FS

// Sheets reads sheets, months and kitchens, and takes what is sent.
type Sheets interface {
	Classes(ctx context.Context, m municipality.Municipality, day calendar.Day) ([]presence.ClassState, error)
	Sheet(ctx context.Context, m municipality.Municipality, class string, day calendar.Day) (presence.Sheet, error)
	Bare(ctx context.Context, m municipality.Municipality, class string, day calendar.Day) (presence.Sheet, error)
	Heard(ctx context.Context, m municipality.Municipality, sheet presence.Sheet) (presence.Sheet, error)
	Send(ctx context.Context, m municipality.Municipality, sheet presence.Sheet, sent school.Sheet, now time.Time) (
		school.ClassDay, error)
	Correct(ctx context.Context, m municipality.Municipality, sheet presence.Sheet, sent school.Sheet, now time.Time) (
		school.ClassDay, error)
	Month(ctx context.Context, m municipality.Municipality, class string, month calendar.Month) (presence.Month, error)
	Kitchens(ctx context.Context, m municipality.Municipality, day calendar.Day, now time.Time,
		admits func(school.School) bool) ([]presence.Kitchen, error)
	Suspensions(ctx context.Context, m municipality.Municipality, day calendar.Day,
		admits func(school.School) bool) ([]presence.Suspended, error)
	NextMeal(ctx context.Context, m municipality.Municipality, day calendar.Day,
		admits func(school.School) bool) (calendar.Day, error)
}

// Prices knows what the evening would post.
type Prices interface {
	Basis(ctx context.Context, tenant, class string, day calendar.Day) (debit.Basis, error)
	Correction(ctx context.Context, tenant string, register school.ClassDay, suspended bool, by debit.Basis) (
		[]debit.Change, error)
	Repricing(ctx context.Context, tenant string, ask school.Repricing) ([]debit.Change, error)
	Debited(ctx context.Context, tenant, class string, day calendar.Day) (ledger.Batch, error)
}

// Asks keeps what the evening is asked for.
type Asks interface {
	Reprice(ctx context.Context, tenant string, ask school.Repricing) error
}

// Debts knows which meals wait for a price, and which registers never came.
type Debts interface {
	Debts(ctx context.Context, tenant string) (figures.Debts, error)
}

// Offer knows registers, days without canteen, who eats with a class, pupils' names, and prices.
type Offer interface {
	figures.Registers
	ClassDay(ctx context.Context, tenant, class string, day calendar.Day) (school.ClassDay, error)
	Roster(ctx context.Context, tenant, class string) ([]school.RosterRow, error)
	Tariffs(ctx context.Context, tenant string, year int) ([]school.Tariff, error)
	PupilsByID(ctx context.Context, tenant string, ids []string) (map[string]school.Pupil, error)
}

// Handler serves the pages below /ufficio/presenze and /ufficio/cucina.
type Handler struct {
	Site   *web.Site
	Audit  office.Log
	Sheets Sheets
	Prices Prices
	Asks   Asks
	Debts  Debts
	Offer  Offer
	// Searches has what operators looked for.
	Searches web.Searches
}

const (
	sheetsPath  = "/ufficio/presenze"
	kitchenPath = "/ufficio/cucina"
)

// Routes returns the pages by address.
func (h Handler) Routes() http.Handler {
	router := h.Site.Router()
	router.Operator("GET /ufficio/presenze", h.classes)
	router.Operator("GET /ufficio/presenze/oggi.csv", h.exportClasses)
	router.Operator("GET /ufficio/presenze/senza-tariffa", h.unpriced)
	router.Operator("GET /ufficio/presenze/senza-tariffa/csv", h.exportUnpriced)
	router.Operator("GET /ufficio/presenze/mai-inviati", h.unsent)
	router.Operator("GET /ufficio/presenze/mai-inviati/csv", h.exportUnsent)
	router.Operator("GET /ufficio/presenze/classe/{classe}", h.today)
	router.Operator("POST /ufficio/presenze/classe/{classe}", h.send)
	router.Operator("GET /ufficio/presenze/classe/{classe}/mese", h.month)
	router.Operator("GET /ufficio/presenze/classe/{classe}/mese.csv", h.exportMonth)
	router.Operator("GET /ufficio/presenze/classe/{classe}/giorno/{giorno}", h.day)
	router.Operator("GET /ufficio/presenze/classe/{classe}/giorno/{giorno}/csv", h.exportDay)
	router.Operator("GET /ufficio/presenze/classe/{classe}/giorno/{giorno}/correzione", h.correction)
	router.Operator("POST /ufficio/presenze/classe/{classe}/giorno/{giorno}/correzione", h.correct)
	router.Operator("GET /ufficio/presenze/classe/{classe}/ricalcolo", h.prices)
	router.Operator("POST /ufficio/presenze/classe/{classe}/ricalcolo", h.reprice)
	router.Operator("GET /ufficio/cucina", h.kitchens)
	router.Operator("GET /ufficio/cucina/pasti.csv", h.exportKitchens)
	return router
}

// classPath is the address of a class's sheet of today.
func classPath(class string) string { return sheetsPath + "/classe/" + class }

// errNoClass is the one answer for a class that is not there, and for one of a school that is not the operator's.
var errNoClass = problem.New(problem.NotFound, "Questa classe non c'è, oppure non è tra le scuole che segui.")

// checkSchool returns errNoClass unless a class is one of the operator's schools.
func checkSchool(visit web.Visit, class school.Class, err error) error {
	if problem.Is(err, problem.NotFound) || err == nil && !visit.Operator.SeesSchool(class.School) {
		return errNoClass
	}
	return err
}

// crumbs lead from the desk to the list of classes.
func crumbs() []web.Crumb {
	return []web.Crumb{{Name: "Scrivania", Path: web.OfficeHome}, {Name: "Presenze", Path: sheetsPath}}
}

// corrects reports whether the operator may correct past days.
func corrects(visit web.Visit) bool { return visit.Operator.Has(office.Clerk, office.Administrator) }
