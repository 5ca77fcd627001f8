package main

import (
	"crypto/rand"
	"encoding/hex"
	"html"
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"testing"

	"serviziscolastici/infra/local/rights/rightstest"
	"serviziscolastici/shared/billing"
	"serviziscolastici/shared/calendar"
	"serviziscolastici/shared/ledger"
	"serviziscolastici/shared/money"
	"serviziscolastici/shared/office"
	"serviziscolastici/shared/pagopa"
	"serviziscolastici/shared/school"
	"serviziscolastici/shared/web"
	"serviziscolastici/shared/web/webtest"
)

// desk is the pages over tables with a second payment of a top-up, which waits, and an open notice of its amount.
type desk struct {
	t      *testing.T
	own    rightstest.Set // with the function's rights
	clock  calendar.Clock
	bills  billing.Store
	log    office.Log
	office office.Store // keeps what is sought
	pages  *web.Pages
	// second waits; open is a top-up of Luca's (A002).
	second billing.ParkedReceipt
	open   billing.Position
}

func newDesk(t *testing.T) *desk {
	t.Helper()
	clock := calendar.Fixed(webtest.Now())
	tables := rightstest.Tables(t)
	read, err := web.NewPages(pages, "pages/*.html")
	d := &desk{
		t: t, own: tables.As(t, "officeincome"), clock: clock, pages: read, log: office.Log{Table: tables.Audit, Clock: clock},
		bills: billing.Store{
			Ledger: tables.Ledger, Ops: tables.Ops, Clock: clock, Random: rand.Reader,
			Accounts: ledger.Store{Ledger: tables.Ledger, Clock: clock},
		},
	}
	d.must(err)
	d.office = office.Store{Core: tables.Core, Ops: tables.Ops, Clock: clock}
	people := school.Store{Core: tables.Core, Clock: clock}
	for id, name := range map[string]string{"A001": "Giulia", "A002": "Luca"} {
		_, err := people.SavePupil(t.Context(), webtest.Tenant, school.Pupil{ID: id, Name: name, FamilyName: "Ferrari"}, nil)
		d.must(err)
	}
	cart, err := d.bills.OpenTopUps(t.Context(), billing.Order{
		Municipality: webtest.Municipality(), Guardian: webtest.Guardian, Session: "s", Form: "f",
		TopUps: []billing.PupilAmount{{Pupil: "A001", Amount: 2500}, {Pupil: "A002", Amount: 2500}},
	})
	d.must(err)
	_, topUps, err := d.bills.CartOf(t.Context(), webtest.Tenant, webtest.Guardian, cart)
	d.must(err)
	for _, id := range []string{"r1", "r2"} {
		_, err = d.bills.Settle(t.Context(), webtest.Tenant, paid(topUps[0], id))
		d.must(err)
	}
	d.open = topUps[1]
	d.second, err = d.bills.Parked(t.Context(), webtest.Tenant, calendar.DayOf(webtest.Now()), "r2")
	d.must(err)
	return d
}

func paid(position billing.Position, id string) pagopa.ReceiptMessage {
	return pagopa.ReceiptMessage{Version: 1, ReceivedAt: webtest.Now(), Receipt: pagopa.Receipt{
		ReceiptID: id, NoticeNumber: position.Number, CreditorFiscalCode: position.Creditor, Amount: position.Amount,
		PSPName: "Banca di Prova", PaidAt: webtest.Now(),
		Payer: &pagopa.Subject{Kind: "F", FiscalCode: "BNCMRA85A41A794Y", FullName: "Maria Bianchi"},
	}}
}

// as is the pages for an operator with a role; who tells operators of one role apart.
func (d *desk) as(who string, roles ...office.Role) http.Handler {
	d.t.Helper()
	operator := webtest.Operator(roles...)
	operator.ID, operator.FamilyName = operator.ID+who, operator.FamilyName+who
	return d.pagesOf(operator)
}

func (d *desk) pagesOf(operator office.Operator) http.Handler {
	d.t.Helper()
	site, err := webtest.OfficeSite(d.pages, operator)
	d.must(err)
	accounts := ledger.Store{Ledger: d.own.Ledger, Clock: d.clock}
	return Handler{
		Site: site, Billing: billing.Store{Ledger: d.own.Ledger, Ops: d.own.Ops, Accounts: accounts, Clock: d.clock},
		School: school.Store{Core: d.own.Core, Clock: d.clock}, Accounts: accounts,
		Audit: office.Log{Table: d.own.Audit, Clock: d.clock}, Searches: office.Store{Core: d.own.Core, Ops: d.own.Ops, Clock: d.clock},
	}.Routes()
}

func (d *desk) must(err error) {
	d.t.Helper()
	if err != nil {
		d.t.Fatal(err)
	}
}

// seek keeps what is sought, and returns the query that names it.
func (d *desk) seek(typed string) string {
	d.t.Helper()
	key := hex.EncodeToString([]byte(typed))
	d.must(d.office.KeepSearch(d.t.Context(), webtest.Session(), key, typed))
	return "?ricerca=" + key
}

// names are the fields that name the receipt that waits, with more.
func (d *desk) names(more ...string) url.Values {
	values := named(d.second)
	for i := 0; i < len(more); i += 2 {
		values.Set(more[i], more[i+1])
	}
	return values
}

// balance is a pupil's credit.
func (d *desk) balance(pupil string) money.Cents {
	d.t.Helper()
	accounts, err := d.bills.Accounts.Accounts(d.t.Context(), webtest.Tenant, []string{pupil})
	d.must(err)
	return accounts[pupil].Balance
}

// records are what the register says, the newest first.
func (d *desk) records() []office.Record {
	d.t.Helper()
	month := calendar.DayOf(webtest.Now()).Month()
	found, _, err := d.log.Month(d.t.Context(), webtest.Tenant, month, "", 50)
	d.must(err)
	return found
}

// now is the receipt as it is stored.
func (d *desk) now() billing.ParkedReceipt {
	d.t.Helper()
	found, err := d.bills.Parked(d.t.Context(), webtest.Tenant, d.second.PaidDay(), d.second.ID())
	d.must(err)
	return found
}

// follow opens the page behind the link of a page whose text holds the given one.
func follow(t *testing.T, pages http.Handler, page webtest.Answer, text string) webtest.Answer {
	t.Helper()
	for _, link := range links.FindAllStringSubmatch(page.Body, -1) {
		if strings.Contains(link[2], text) {
			next := webtest.Get(pages, html.UnescapeString(link[1]))
			next.Expect(t, http.StatusOK)
			return next
		}
	}
	t.Fatalf("no link says %q", text)
	return page
}

var links = regexp.MustCompile(`(?s)<a\s[^>]*href="([^"]*)"[^>]*>(.*?)</a>`)
