package main

import (
	"context"
	"errors"
	"log/slog"

	"serviziscolastici/shared/billing"
	"serviziscolastici/shared/calendar"
	"serviziscolastici/shared/certificate"
	"serviziscolastici/shared/ledger"
	"serviziscolastici/shared/money"
	"serviziscolastici/shared/municipality"
	"serviziscolastici/shared/office"
	"serviziscolastici/shared/pattern"
	"serviziscolastici/shared/problem"
	"serviziscolastici/shared/school"
)

// Accounts takes the credit that a pupil brings from the office's old program.
type Accounts interface {
	PostOpening(ctx context.Context, tenant, pupil string, day calendar.Day, id string, amount money.Cents,
		note string) (bool, error)
	Statement(ctx context.Context, tenant, pupil string, from calendar.Day) (ledger.Statement, error)
}

// Refunds takes credit off an account that the Comune paid back.
type Refunds interface {
	PostRefund(ctx context.Context, tenant, guardian string, refund certificate.Refund) (bool, error)
}

// Documents issues accounting documents, each with its payment notice, changes those
// notices, and takes back top-ups.
type Documents interface {
	AllOf(ctx context.Context, tenant, guardian string) ([]billing.Position, error)
	CancelTopUp(ctx context.Context, position billing.Position) error
	DocumentOf(ctx context.Context, tenant, guardian, id string) (billing.Document, error)
	IssueDocument(ctx context.Context, m municipality.Municipality, d billing.Document) (bool, error)
	IssueCreditNote(ctx context.Context, m municipality.Municipality, note billing.Document) (bool, error)
	ChangeDocument(ctx context.Context, m municipality.Municipality, c billing.Change) (bool, error)
}

// Operators are those of the office.
type Operators interface {
	Operator(ctx context.Context, tenant, id string) (office.Operator, error)
	Save(ctx context.Context, tenant string, o office.Operator) error
}

// Handler loads one file at a time.
type Handler struct {
	Municipalities *municipality.Store
	School         school.Store
	Accounts       Accounts
	Documents      Documents
	Refunds        Refunds
	Reports        Reports
	Operators      Operators
	Audit          office.Log
	PeopleKey      []byte // the key of school.GuardianID
	Log            *slog.Logger
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

// Load checks and stores the rows of a file, and reports what it did. A row that
// is wrong is reported and stops no other; an error means that the tables could
// not be reached, and that the same file should be sent again.
func (h Handler) Load(ctx context.Context, event Event) (Report, error) {
	l := &load{Handler: h, tenant: event.Municipality, report: Report{
		Municipality: event.Municipality, File: event.File, Messages: []Message{},
	}}
	err := l.file(ctx, event.Content)
	var refused *complaint
	if errors.As(err, &refused) {
		l.reject(headerRow, refused)
		l.report.Rejected = l.report.Rows // nothing of a file that is refused as a whole is stored
		err = nil
	}
	r := l.sortedReport()
	h.Log.Info("file loaded", "tenant", r.Municipality, "file", r.File, "rows", r.Rows, "written", r.Written,
		"unchanged", r.Unchanged, "rejected", r.Rejected, "complete", err == nil)
	return r, err
}

// tenants is the form of a municipality's id.
var tenants = pattern.Of(`^[a-z0-9_]{2,20}$`)

// file loads the content by the kind of file that its name says.
func (l *load) file(ctx context.Context, content string) error {
	kinds := map[string]func(context.Context, *sheet) error{
		"comune.csv": l.settings, "scuole.csv": l.schools, "classi.csv": l.classes, "tariffe.csv": l.tariffs,
		"calendario.csv": l.closures, "genitori.csv": l.guardians, "alunni.csv": l.pupils,
		"iscrizioni.csv": l.enrolments, "presenze.csv": l.presences, "movimenti.csv": l.openings,
		"documenti.csv": l.documents, "variazioni.csv": l.changes, "messaggi.csv": l.news, "menu.csv": l.menus, "operatori.csv": l.operators,
		// Not tables: these have no rows.
		"stemma.svg": nil, "stemma.png": nil,
	}
	kind, known := kinds[l.report.File]
	if !known {
		l.report.File = ""
		return complain("", "Il nome del file non è tra quelli previsti, come alunni.csv o presenze.csv.")
	}
	if !tenants.Matches(l.tenant) {
		return complain("", "Il codice del Comune non è valido.")
	}
	if l.report.File != "comune.csv" {
		_, err := l.Municipalities.ByID(ctx, l.tenant)
		if problem.Is(err, problem.NotFound) {
			return complain("", "Il Comune non è ancora configurato: carica prima comune.csv.")
		}
		if err != nil {
			return err
		}
	}
	if kind == nil {
		return l.logo(ctx, content)
	}
	s, err := openSheet(content)
	if err != nil {
		return err
	}
	return kind(ctx, s)
}
