package main

import (
	"context"
	"fmt"
	"net/http"
	"testing"
	"time"

	"serviziscolastici/shared/billing"
	"serviziscolastici/shared/calendar"
	"serviziscolastici/shared/money"
	"serviziscolastici/shared/pagopa"
	"serviziscolastici/shared/problem"
	"serviziscolastici/shared/school"
	"serviziscolastici/shared/web"
	"serviziscolastici/shared/web/webtest"
)

// fixture is what the fakes know: the documents of the parent and one of somebody else.
type fixture struct {
	links     []school.Link
	positions []billing.Position // newest first
	documents map[string]billing.Document
	receipts  map[string]pagopa.Receipt // by notice number
	failure   error
}

func (w *fixture) PupilsOf(_ context.Context, tenant, guardian string) ([]school.Link, error) {
	if tenant != webtest.Tenant || guardian != webtest.Guardian {
		return nil, fmt.Errorf("asked for %s of %s", guardian, tenant)
	}
	return w.links, nil
}

func (w *fixture) ListOf(context.Context, string, string) ([]billing.Position, error) {
	return w.positions, w.failure
}

func (w *fixture) DocumentOf(_ context.Context, _, guardian, id string) (billing.Document, error) {
	document, there := w.documents[id]
	if !there || document.Guardian != guardian {
		return billing.Document{}, problem.Missing()
	}
	return document, nil
}

func (w *fixture) DocumentsOf(
	_ context.Context, _, _ string, ids []string,
) (map[string]billing.Document, error) {
	found := make(map[string]billing.Document)
	for _, id := range ids {
		found[id] = w.documents[id]
	}
	return found, nil
}

func (w *fixture) ReceiptOf(_ context.Context, position billing.Position) (pagopa.Receipt, error) {
	receipt, there := w.receipts[position.Number.String()]
	if !there {
		return pagopa.Receipt{}, problem.New(problem.NotFound, "La ricevuta non è ancora arrivata.")
	}
	return receipt, nil
}

// newFixture has a document in each state: 2026/5 to pay, 4 in verification, 3 overdue, 2 paid,
// 1 cancelled and of the year before; and 2026/9 of another parent.
func newFixture() *fixture {
	w := &fixture{
		links: []school.Link{
			{Pupil: "anna", Role: school.Payer, Name: "Anna", FamilyName: "Bianchi"},
			{Pupil: "luca", Role: school.Payer, Name: "Luca", FamilyName: "Bianchi"},
		},
		documents: map[string]billing.Document{"2026-9": {Number: "2026/9", Guardian: "another"}},
		receipts:  map[string]pagopa.Receipt{},
	}
	w.issue(1, "anna", time.May).State = billing.Cancelled
	w.paid(w.issue(2, "anna", time.October))
	w.issue(3, "luca", time.October)
	w.issue(4, "luca", time.November).Attempted = webtest.Now().Add(-time.Minute)
	w.issue(5, "anna", time.November)
	topUp := billing.Position{Number: "302000000000000094", Kind: billing.TopUp, State: billing.Open, Amount: 5000}
	w.positions = append([]billing.Position{topUp}, w.positions...)
	return w
}

// issue adds a document of n × 10 euro, issued on the fifth of a month of 2026 and due at its end.
// It returns the notice, to be changed.
func (w *fixture) issue(n int, pupil string, month time.Month) *billing.Position {
	issued := calendar.NewDay(2026, month, 5)
	due := issued.Month().Last()
	document := billing.Document{
		Tenant: webtest.Tenant, Number: fmt.Sprintf("2026/%d", n), Issued: issued, Service: "trasporto",
		Period: issued.Month().String(), Pupil: pupil, Guardian: webtest.Guardian, Amount: money.Cents(n * 1000),
		Description: "Trasporto scolastico, quota mensile", Due: due,
		Notice: pagopa.NoticeNumber(fmt.Sprintf("3020000000000%05d", n)), Tax: billing.Tax{Rate: 10},
	}
	w.documents[document.ID()] = document
	w.positions = append([]billing.Position{{
		Creditor: "77777777777", Number: document.Notice, Tenant: webtest.Tenant, Guardian: webtest.Guardian,
		Pupil: pupil, Kind: billing.ForDocument, Document: document.ID(), Service: document.Service,
		Amount: document.Amount, Description: document.Description, Due: due, State: billing.Open,
		Created: issued.Start(),
	}}, w.positions...)
	return &w.positions[0]
}

// paid settles a notice with a receipt that has all that a receipt can have.
func (w *fixture) paid(position *billing.Position) {
	at := time.Date(2026, time.October, 20, 14, 30, 0, 0, calendar.Rome())
	position.State = billing.Paid
	position.Payment = &billing.Payment{Receipt: "c110729d258c4ab1b765fe902aae41d6", At: at, PSP: "Banca di Prova"}
	w.receipts[position.Number.String()] = pagopa.Receipt{
		ReceiptID: position.Payment.Receipt, NoticeNumber: position.Number, CreditorFiscalCode: "77777777777",
		CreditorReferenceID: position.Number.IUV(), Outcome: "OK", Amount: position.Amount, Fee: 150,
		Description: position.Description, CompanyName: "Comune di Vallechiara", PSPID: "BPPROVA",
		PSPName: "Banca di Prova", PaidAt: at,
		Debtor: &pagopa.Subject{Kind: "F", FiscalCode: "BNCMRA85A41A794Y", FullName: "Maria Bianchi"},
		Payer:  &pagopa.Subject{Kind: "F", FiscalCode: "ANONIMO", FullName: "Nonna Pia"},
	}
}

func (w *fixture) routes(t *testing.T) http.Handler {
	t.Helper()
	parsed, err := web.NewPages(pages, "pages/*.html")
	if err != nil {
		t.Fatal(err)
	}
	return Handler{Site: webtest.Site(parsed), School: w, Billing: w}.Routes()
}
