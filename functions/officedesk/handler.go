package main

import (
	"context"
	"embed"
	"net/http"
	"time"

	"serviziscolastici/shared/bucket"
	"serviziscolastici/shared/calendar"
	"serviziscolastici/shared/figures"
	"serviziscolastici/shared/imports"
	"serviziscolastici/shared/ledger"
	"serviziscolastici/shared/municipality"
	"serviziscolastici/shared/office"
	"serviziscolastici/shared/presence"
	"serviziscolastici/shared/school"
	"serviziscolastici/shared/waiting"
	"serviziscolastici/shared/web"
)

//go:embed pages/*.html
var pages embed.FS

// School knows whose ISEE ends, and the classes.
type School interface {
	Classes(ctx context.Context, tenant string) ([]school.Class, error)
	Endings(ctx context.Context, tenant string, until calendar.Day, from string, limit int) (
		page []school.Ending, next string, err error)
}

// Sheets knows the classes with their sheets of a day.
type Sheets interface {
	Classes(ctx context.Context, m municipality.Municipality, day calendar.Day) ([]presence.ClassState, error)
}

// Nights knows what came of the last evening.
type Nights interface {
	Last(ctx context.Context, tenant string) (ledger.Night, error)
}

// Debts knows how many accounts are far below zero, which meals have no price, and which registers never came.
type Debts interface {
	Debts(ctx context.Context, tenant string) (figures.Debts, error)
}

// Imports knows the last files.
type Imports interface {
	List(ctx context.Context, tenant, from string, limit int) ([]imports.Import, string, error)
}

// Operators knows who works at the office.
type Operators interface {
	Operators(ctx context.Context, tenant string) ([]office.Operator, error)
}

// Audit keeps what operators do, and has it.
type Audit interface {
	Note(ctx context.Context, tenant string, who office.Operator, deed office.Deed) error
	Noting(ctx context.Context, tenant string, who office.Operator, deed office.Deed) context.Context
	Find(ctx context.Context, tenant string, f office.Filter, from string) (page []office.Record, next string, err error)
	All(ctx context.Context, tenant string, f office.Filter, most int) ([]office.Record, error)
	OfLoad(ctx context.Context, tenant, id, from string) (part []office.Record, next string, err error)
}

// Files has the rows of files that the register names.
type Files interface {
	Open(ctx context.Context, key string) (bucket.Object, error)
	Link(ctx context.Context, key, filename string, lasts time.Duration) (string, error)
}

// Handler serves the office's desk, the list of ISEE that end, parents' reports and the register of what operators did.
type Handler struct {
	Site *web.Site
	// Rules says which cards an operator's desk has.
	Rules  office.Rules
	School School
	Sheets Sheets
	// Waiting counts what waits for somebody.
	Waiting func(ctx context.Context, tenant string, kind waiting.Kind) (waiting.Count, error)
	Nights  Nights
	Debts   Debts
	// Registers knows which registers came since the figures were made.
	Registers figures.Registers
	Imports   Imports
	Audit     Audit
	Files     Files
	// Operators are those whom the register can be filtered by.
	Operators Operators
	Reports   Reports
	People    People
	Looks     Looks
	// Searches keeps what operators look for in lists with people's names.
	Searches Searches
}

// Routes returns the pages by address.
func (h Handler) Routes() http.Handler {
	router := h.Site.Router()
	router.Operator("GET /ufficio", atDesk(h.desk))
	router.Operator("GET /ufficio/aiuto", h.help)
	router.Operator("GET /ufficio/scrivania.csv", atDesk(h.exportDesk))
	router.Operator("POST /ufficio/cerca", h.search)
	router.Operator("GET /ufficio/isee", h.endings)
	router.Operator("GET /ufficio/isee/elenco.csv", h.exportEndings)
	router.Operator("GET /ufficio/registro", h.register)
	router.Operator("GET /ufficio/registro/elenco.csv", h.exportRegister)
	router.Operator("GET /ufficio/registro/righe/{id}/{table}", h.loadedRows)
	router.Operator("GET /ufficio/segnalazioni", h.reports)
	router.Operator("GET /ufficio/segnalazioni/elenco.csv", h.exportReports)
	router.Operator("GET /ufficio/segnalazioni/{anno}/{numero}", h.report)
	router.Operator("POST /ufficio/segnalazioni/{anno}/{numero}/prendi", h.take)
	router.Operator("POST /ufficio/segnalazioni/{anno}/{numero}/rispondi", h.answer)
	return router
}
