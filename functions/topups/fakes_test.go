package main

import (
	"context"
	"net/http"
	"testing"

	"serviziscolastici/shared/billing"
	"serviziscolastici/shared/calendar"
	"serviziscolastici/shared/ledger"
	"serviziscolastici/shared/money"
	"serviziscolastici/shared/school"
	"serviziscolastici/shared/web"
	"serviziscolastici/shared/web/webtest"
)

// family is the parent's children: two who are paid for, and one who is only seen.
type family []school.Link

func (f family) PupilsOf(context.Context, string, string) ([]school.Link, error) {
	return append([]school.Link(nil), f...), nil
}

func (f family) Enrolments(_ context.Context, _, pupil string) ([]school.Enrolment, error) {
	if pupil == "A002" {
		return nil, nil
	}
	return []school.Enrolment{{
		Pupil: pupil, Service: school.Canteen, Band: "B", From: calendar.NewDay(2026, 9, 14),
	}}, nil
}

func (f family) Tariffs(context.Context, string, int) ([]school.Tariff, error) {
	return []school.Tariff{{
		Year: 2026, Service: school.Canteen, Band: "B", Price: 460, From: calendar.NewDay(2026, 9, 14),
	}}, nil
}

func children() family {
	return family{
		{Pupil: "A001", Role: school.Payer, Name: "Anna", FamilyName: "Bianchi", ClassName: "3A"},
		{Pupil: "A002", Role: school.Payer, Name: "Luca", FamilyName: "Bianchi", ClassName: "1B"},
		{Pupil: "A003", Role: school.Viewer, Name: "Gaia", FamilyName: "Neri", ClassName: "2C"},
	}
}

// credits are balances by pupil.
type credits map[string]money.Cents

func (c credits) Accounts(_ context.Context, _ string, pupils []string) (map[string]ledger.Account, error) {
	accounts := make(map[string]ledger.Account)
	for _, pupil := range pupils {
		accounts[pupil] = ledger.Account{Balance: c[pupil], Expected: c[pupil]}
	}
	return accounts, nil
}

func (c credits) Statement(_ context.Context, _, pupil string, _ calendar.Day) (ledger.Statement, error) {
	return ledger.Statement{Account: ledger.Account{Balance: c[pupil], Expected: c[pupil]}}, nil
}

// books is a fake of billing that remembers what it was asked to write.
type books struct {
	draft     billing.Draft
	kept      billing.Draft // the last one that was saved
	positions []billing.Position
	saved     int
	opened    []billing.Order
	cancelled []billing.Position
	refuse    error // what opening and cancelling answer
}

func (b *books) DraftOf(context.Context, string, string) (billing.Draft, error) { return b.draft, nil }

func (b *books) SaveDraft(_ context.Context, _, _ string, draft billing.Draft) error {
	b.saved++
	b.draft, b.kept = draft, draft
	return nil
}

// OpenTopUps answers by the form's key and empties the list, as billing does.
func (b *books) OpenTopUps(_ context.Context, order billing.Order) (string, error) {
	b.opened = append(b.opened, order)
	if b.refuse == nil && order.Listed {
		b.draft = billing.Draft{}
	}
	return "cart-of-" + order.Session + "-" + order.Form, b.refuse
}

func (b *books) ListOf(context.Context, string, string) ([]billing.Position, error) {
	return b.positions, nil
}

func (b *books) CancelTopUp(_ context.Context, position billing.Position) error {
	b.cancelled = append(b.cancelled, position)
	return b.refuse
}

// serve returns the function's pages for a parent with two children, one of them in debt.
func serve(t *testing.T, bills *books) http.Handler {
	t.Helper()
	return serveTo(t, children(), bills)
}

func serveTo(t *testing.T, whose School, bills *books) http.Handler {
	t.Helper()
	return serveWith(t, whose, bills, credits{"A001": 98000, "A002": -460})
}

func serveWith(t *testing.T, whose School, bills *books, accounts credits) http.Handler {
	t.Helper()
	parsed, err := web.NewPages(pages, "pages/*.html")
	if err != nil {
		t.Fatal(err)
	}
	return Handler{
		Site: webtest.Site(parsed), School: whose, Billing: bills, Accounts: accounts,
	}.Routes()
}

// listed is a draft with both children in it.
func listed() billing.Draft {
	return billing.Draft{}.With(billing.PupilAmount{Pupil: "A002", Amount: 5000}).
		With(billing.PupilAmount{Pupil: "A001", Amount: 1050})
}

// expectNothing fails the test when anything was written.
func (b *books) expectNothing(t *testing.T) {
	t.Helper()
	if b.saved > 0 || len(b.opened) > 0 || len(b.cancelled) > 0 {
		t.Errorf("written: %d drafts, %d orders, %d cancelled", b.saved, len(b.opened), len(b.cancelled))
	}
}
