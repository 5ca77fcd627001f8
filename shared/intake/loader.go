// Package intake loads the files of a municipality's office: it checks their rows, stores the good ones and reports
// on all of them. Loading a file again changes nothing that is stored as it says.
package intake

import (
	"context"
	"crypto/rand"
	"errors"

	"serviziscolastici/shared/billing"
	"serviziscolastici/shared/calendar"
	"serviziscolastici/shared/certificate"
	"serviziscolastici/shared/debit"
	"serviziscolastici/shared/dynamo"
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

// Prices knows what the evening debited, and what it would post.
type Prices interface {
	Debited(ctx context.Context, tenant, class string, day calendar.Day) (ledger.Batch, error)
	Correction(ctx context.Context, tenant string, register school.ClassDay, suspended bool, by debit.Basis) (
		[]debit.Change, error)
}

// Refunds takes credit off an account that the Comune paid back.
type Refunds interface {
	PostRefund(ctx context.Context, tenant, guardian string, refund certificate.Refund) (bool, error)
}

// Documents issues accounting documents, each with its payment notice, changes those
// notices, and takes back top-ups.
type Documents interface {
	EndTopUps(ctx context.Context, tenant, guardian, pupil string) error
	DocumentOf(ctx context.Context, tenant, guardian, id string) (billing.Document, error)
	IssueDocument(ctx context.Context, m municipality.Municipality, d billing.Document) (bool, error)
	IssueCreditNote(ctx context.Context, m municipality.Municipality, note billing.Document) (bool, error)
	ChangeDocument(ctx context.Context, m municipality.Municipality, c billing.Change) (bool, error)
	NoticeOf(ctx context.Context, m municipality.Municipality, document string) (billing.Position, error)
}

// Operators are those of the office.
type Operators interface {
	Operator(ctx context.Context, tenant, id string) (office.Operator, error)
	Save(ctx context.Context, tenant string, o office.Operator) error
}

// Loader loads one file at a time.
type Loader struct {
	Municipalities *municipality.Store
	School         school.Store
	Accounts       Accounts
	Prices         Prices
	Documents      Documents
	Refunds        Refunds
	Operators      Operators
	Audit          office.Log
	PeopleKey      []byte // the key of school.GuardianID
	Portal         string // the installation's public address, for which host names of the portal are in use
	LocalHTTP      bool   // on the local stack a Comune's own provider is reached without https
}

// Tables are those that files are stored in.
type Tables struct{ Core, Presence, Ledger, Ops, Audit dynamo.Table }

// New returns a loader on tables. The key is that of school.GuardianID.
func New(t Tables, clock calendar.Clock, peopleKey []byte) Loader {
	accounts := ledger.Store{Ledger: t.Ledger, Clock: clock}
	people := school.Store{Core: t.Core, Presence: t.Presence, Clock: clock}
	return Loader{
		Municipalities: &municipality.Store{Core: t.Core, Clock: calendar.System()},
		School:         people,
		Accounts:       accounts,
		Prices: debit.Preview{
			Accounts: debit.Accounts{School: people, Ledger: accounts}, Offer: people, Done: accounts,
		},
		Documents: billing.Store{
			Ledger: t.Ledger, Ops: t.Ops, Accounts: accounts, Clock: clock, Random: rand.Reader,
		},
		Refunds:   certificate.Store{Ledger: t.Ledger, Accounts: accounts, Clock: clock, Random: rand.Reader},
		Operators: office.Store{Core: t.Core, Clock: clock},
		Audit:     office.Log{Table: t.Audit, Clock: clock},
		PeopleKey: peopleKey,
	}
}

// Load checks and stores the rows of a municipality's file, whose name says what it holds ("alunni.csv"), and reports
// what it did. The content is UTF-8 text, of stemma.png base64. A row that is wrong is reported and stops no other; an
// error means that the tables could not be reached, and that the same file should be loaded again.
func (l Loader) Load(ctx context.Context, tenant, file, content string) (Report, error) {
	one := &load{Loader: l, tenant: tenant, report: Report{
		Municipality: tenant, File: file, Messages: []Message{},
	}}
	err := one.refusedWhole(one.file(ctx, content))
	return one.sortedReport(), err
}

// refusedWhole notes the refusal of a whole file, of which nothing is stored then, and returns any other error.
func (l *load) refusedWhole(err error) error {
	var refused *complaint
	if !errors.As(err, &refused) {
		return err
	}
	l.reject(headerRow, refused)
	l.report.Rejected = l.report.Rows
	return nil
}

// tenants is the form of a municipality's id.
var tenants = pattern.Of(`^[a-z0-9_]{2,20}$`)

// file loads the content by the kind of file that its name says.
func (l *load) file(ctx context.Context, content string) error {
	kind, known := KindOf(l.report.File)
	if !known && l.report.File != "stemma.svg" && l.report.File != "stemma.png" {
		l.report.File = ""
		return complain("", "Il nome del file non è tra quelli previsti, come alunni.csv o presenze.csv.")
	}
	if err := l.known(ctx); err != nil {
		return err
	}
	if !known {
		return l.logo(ctx, content)
	}
	s, err := openSheet(content)
	if err != nil {
		return err
	}
	return kind.load(l, ctx, s)
}

// known checks that the municipality is one that files can be loaded for. The error is a *complaint, or that of the
// tables.
func (l *load) known(ctx context.Context) error {
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
	return nil
}
