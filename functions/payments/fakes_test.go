package main

import (
	"cmp"
	"context"
	"net/http"
	"slices"
	"strings"
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

// family is the parent, who pays unless role says otherwise, and one child.
type family struct{ role school.Role }

func (f family) PupilsOf(context.Context, string, string) ([]school.Link, error) {
	return []school.Link{{
		Pupil: "A001", Role: cmp.Or(f.role, school.Payer), Name: "Anna", FamilyName: "Bianchi",
	}}, nil
}

func (family) Guardian(context.Context, string, string) (school.Guardian, error) {
	return school.Guardian{
		ID: webtest.Guardian, FiscalCode: webtest.Session().FiscalCode, Name: "Maria", FamilyName: "Bianchi",
		Address: "Via Roma 1, 24060 Vallechiara (BG)",
	}, nil
}

// cartID is the only cart that the fake knows.
const cartID = "00112233445566778899aabbccddeeff"

// books is a fake of billing: the parent's notices, one cart that holds all of
// them, and a record of what it was asked to write.
type books struct {
	positions []billing.Position
	carts     [][]billing.Position
	begun     []billing.Position
	ended     []billing.Position
	started   int // payments, how often
	fees      map[pagopa.NoticeNumber]money.Cents
}

func (b *books) ListOf(context.Context, string, string) ([]billing.Position, error) {
	return slices.Clone(b.positions), nil
}

func (b *books) FindOf(
	_ context.Context, _, _, _ string, number pagopa.NoticeNumber,
) (billing.Position, error) {
	at := slices.IndexFunc(b.positions, func(p billing.Position) bool { return p.Number == number })
	if at < 0 {
		return billing.Position{}, problem.Missing()
	}
	return b.positions[at], nil
}

// NewCart refuses what is no longer open, as billing does.
func (b *books) NewCart(_ context.Context, _, _ string, chosen []billing.Position) (billing.Cart, error) {
	for _, position := range chosen {
		if position.State != billing.Open {
			return billing.Cart{}, problem.New(problem.Conflict, "Uno degli avvisi nel frattempo è stato pagato.")
		}
	}
	b.carts = append(b.carts, chosen)
	return billing.Cart{ID: cartID}, nil
}

func (b *books) CartOf(_ context.Context, _, _, id string) (billing.Cart, []billing.Position, error) {
	if id != cartID {
		return billing.Cart{}, nil, problem.Missing()
	}
	return billing.Cart{ID: cartID}, slices.Clone(b.positions), nil
}

func (b *books) CountStart(context.Context, string, string) error {
	b.started++
	if b.started > 100 {
		return problem.New(problem.TooMany, "Oggi hai raggiunto il limite.")
	}
	return nil
}

func (b *books) BeginAttempt(_ context.Context, _ string, positions []billing.Position) error {
	b.begun = append(b.begun, positions...)
	return nil
}

func (b *books) EndAttempt(_ context.Context, positions []billing.Position) error {
	b.ended = append(b.ended, positions...)
	for i := range b.positions {
		if slices.ContainsFunc(positions, func(p billing.Position) bool { return p.Number == b.positions[i].Number }) {
			b.positions[i].Attempted = time.Time{}
		}
	}
	return nil
}

// expectNothing fails the test when anything was written.
func (b *books) expectNothing(t *testing.T) {
	t.Helper()
	if len(b.carts) > 0 || len(b.begun) > 0 || len(b.ended) > 0 {
		t.Errorf("written: %d carts, %d attempts begun, %d ended", len(b.carts), len(b.begun), len(b.ended))
	}
}

// till is a fake of Checkout.
type till func(cart pagopa.Cart) (string, error)

func (f till) CreateCart(_ context.Context, cart pagopa.Cart) (string, error) { return f(cart) }

// closed is a Checkout that nobody may ask.
func closed(t *testing.T) till {
	return func(pagopa.Cart) (string, error) {
		t.Error("Checkout was asked")
		return "", pagopa.ErrCheckoutUnavailable
	}
}

func serve(t *testing.T, bills *books, checkout till) http.Handler {
	t.Helper()
	return serveTo(t, family{}, bills, checkout)
}

func serveTo(t *testing.T, whose family, bills *books, checkout till) http.Handler {
	t.Helper()
	parsed, err := web.NewPages(pages, "pages/*.html")
	if err != nil {
		t.Fatal(err)
	}
	return Handler{
		Site: webtest.Site(parsed), School: whose, Billing: bills, Checkout: checkout,
		PortalURL: "https://" + webtest.Host,
	}.Routes()
}

// notice returns an open notice of the parent; its number follows from n.
func notice(n int, amount money.Cents, due calendar.Day) billing.Position {
	number, _ := pagopa.NewNoticeNumber("02", int64(n))
	return billing.Position{
		Creditor: webtest.Municipality().FiscalCode, Number: number, Tenant: webtest.Tenant,
		Guardian: webtest.Guardian, Pupil: "A001", Kind: billing.ForDocument, Service: "mensa", Amount: amount,
		Description: "Servizio mensa scolastica", Due: due, State: billing.Open, Created: webtest.Now(),
	}
}

// notices returns n open notices of 10,00 € without a due day.
func notices(n int) []billing.Position {
	var all []billing.Position
	for i := range n {
		all = append(all, notice(i+1, 1000, calendar.Day{}))
	}
	return all
}

func numbers(positions []billing.Position) []string {
	var texts []string
	for _, position := range positions {
		texts = append(texts, position.Number.String())
	}
	return texts
}

// inState returns a copy of a notice in another state.
func inState(position billing.Position, state billing.State) billing.Position {
	position.State = state
	return position
}

// attempted returns a copy of a notice with which the parent left for Checkout.
func attempted(position billing.Position, ago time.Duration) billing.Position {
	position.Attempted = webtest.Now().Add(-ago)
	return position
}

// ticked reports which notices the page has ticked.
func ticked(page webtest.Answer, positions []billing.Position) []bool {
	var marks []bool
	for _, position := range positions {
		_, after, _ := strings.Cut(page.Body, `value="`+position.Number.String()+`"`)
		tag, _, _ := strings.Cut(after, ">")
		marks = append(marks, strings.Contains(tag, "checked"))
	}
	return marks
}

// ReceiptOf is pagoPA's receipt of a paid notice.
func (b *books) ReceiptOf(_ context.Context, position billing.Position) (pagopa.Receipt, error) {
	if position.Payment == nil || position.Payment.Elsewhere {
		return pagopa.Receipt{}, problem.Missing()
	}
	return pagopa.Receipt{
		ReceiptID: position.Payment.Receipt, NoticeNumber: position.Number, Amount: position.Amount,
		Description: position.Description, CompanyName: "Comune di Vallechiara", PSPName: "Banca di prova",
		Fee: b.fees[position.Number],
	}, nil
}
