package main

import (
	"context"
	"embed"
	"net/http"
	"net/url"

	"serviziscolastici/shared/calendar"
	"serviziscolastici/shared/closing"
	"serviziscolastici/shared/ledger"
	"serviziscolastici/shared/message"
	"serviziscolastici/shared/office"
	"serviziscolastici/shared/school"
	"serviziscolastici/shared/web"
)

//go:embed pages/*.html
var pages embed.FS

// School keeps tariffs, closures and messages.
type School interface {
	Schools(ctx context.Context, tenant string) ([]school.School, error)
	Classes(ctx context.Context, tenant string) ([]school.Class, error)
	Tariffs(ctx context.Context, tenant string, year int) ([]school.Tariff, error)
	SaveTariffs(ctx context.Context, tenant string, tariffs []school.Tariff) error
	Closures(ctx context.Context, tenant string, from, to calendar.Day) ([]school.Closure, error)
	Close(ctx context.Context, tenant string, closures []school.Closure) error
	Reopen(ctx context.Context, tenant string, closures []school.Closure) error
	News(ctx context.Context, tenant string) ([]school.News, error)
	Publish(ctx context.Context, tenant string, n school.News) error
	Withdraw(ctx context.Context, tenant, id string) (bool, error)
}

// Looks queues looks of the messenger.
type Looks interface {
	SendAll(ctx context.Context, looks []message.Look) error
}

// Closing knows what a closure does before it is entered.
type Closing interface {
	Close(ctx context.Context, tenant string, known closing.Known, period closing.Period) (closing.Plan, error)
	Reopen(ctx context.Context, tenant string, known closing.Known, period closing.Period) (closing.Plan, error)
}

// Served knows what was debited in a band.
type Served interface {
	ServedIn(ctx context.Context, tenant, band string, from, to calendar.Day) (ledger.Served, error)
}

// Audit remembers what operators do.
type Audit interface {
	Noting(ctx context.Context, tenant string, who office.Operator, deed office.Deed) context.Context
	Note(ctx context.Context, tenant string, who office.Operator, deed office.Deed) error
}

// Handler serves tariffs, calendar and messages.
type Handler struct {
	Site    *web.Site
	School  School
	Closing Closing
	Served  Served
	Looks   Looks
	Audit   Audit
}

// Routes returns the pages by address.
func (h Handler) Routes() http.Handler {
	router := h.Site.Router()
	router.Operator("GET /ufficio/calendario", h.calendar)
	router.Operator("GET /ufficio/calendario/csv", h.calendarFile)
	router.Operator("GET /ufficio/calendario/calendario.csv", h.calendarToLoad)
	router.Operator("GET /ufficio/calendario/sospendi", h.closeForm)
	router.Operator("POST /ufficio/calendario/sospendi", h.close)
	router.Operator("GET /ufficio/calendario/riapri", h.reopenForm)
	router.Operator("POST /ufficio/calendario/riapri", h.reopen)
	router.Operator("GET /ufficio/tariffe", h.tariffs)
	router.Operator("GET /ufficio/tariffe/csv", h.tariffsFile)
	router.Operator("GET /ufficio/tariffe/tariffe.csv", h.tariffsToLoad)
	router.Operator("GET /ufficio/tariffe/nuova", h.tariffForm)
	router.Operator("POST /ufficio/tariffe/nuova", h.addTariff)
	router.Operator("GET /ufficio/tariffe/copia", h.copyForm)
	router.Operator("POST /ufficio/tariffe/copia", h.copyYear)
	router.Operator("GET /ufficio/comunicazioni", h.news)
	router.Operator("GET /ufficio/comunicazioni/csv", h.newsFile)
	router.Operator("GET /ufficio/comunicazioni/nuova", h.newsForm)
	router.Operator("POST /ufficio/comunicazioni/nuova", h.addNews)
	router.Operator("POST /ufficio/comunicazioni/ritira", h.withdraw)
	return router
}

// writes reports whether the operator may send a form.
func (h Handler) writes(visit web.Visit, path string) bool {
	return h.Site.Office.Rules["POST "+path].Opens(*visit.Operator)
}

// confirmed reports whether a form was sent by the button that confirms what a page has shown.
func confirmed(form url.Values) bool { return form.Get("passo") == "conferma" }

// yearOf reads the school year of an address or a form.
func yearOf(values url.Values, visit web.Visit) (int, error) {
	return web.ChosenYear(values, visit, yearsOf(visit))
}

func yearsOf(visit web.Visit) []int { return web.SchoolYears(visit, yearsBack, yearsAhead) }

// The years that pages offer beside the current one.
const (
	yearsBack  = 5
	yearsAhead = 1
)

// firstDay is the first day of a school year, lastDay its last.
func firstDay(year int) calendar.Day { return calendar.NewDay(year, 9, 1) }
func lastDay(year int) calendar.Day  { return calendar.NewDay(year+1, 8, 31) }
