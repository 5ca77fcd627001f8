package main

import (
	"crypto/rand"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"serviziscolastici/infra/local/rights/rightstest"
	"serviziscolastici/shared/absence"
	"serviziscolastici/shared/billing"
	"serviziscolastici/shared/calendar"
	"serviziscolastici/shared/certificate"
	"serviziscolastici/shared/debit"
	"serviziscolastici/shared/dynamo"
	"serviziscolastici/shared/ledger"
	"serviziscolastici/shared/money"
	"serviziscolastici/shared/office"
	"serviziscolastici/shared/report"
	"serviziscolastici/shared/school"
	"serviziscolastici/shared/transfer"
	"serviziscolastici/shared/web"
	"serviziscolastici/shared/web/webtest"
)

// town is a municipality with a family on the emulator, and the office's pages over it.
type town struct {
	t       *testing.T
	handler Handler      // may do everything, for the test
	own     Handler      // has the function's rights
	pages   http.Handler // of own
	payer   school.Guardian
	other   school.Guardian
	audit   dynamo.Table

	location string // where the last form led to
}

var key = []byte("a key of people for tests, 32 b.")

// newTown stores two pupils of one family, class 3A and its tariffs, and lets the operator in with the roles.
func newTown(t *testing.T, roles ...office.Role) *town {
	t.Helper()
	parsed, err := web.NewPages(pages, "pages/*.html")
	if err != nil {
		t.Fatal(err)
	}
	tables := rightstest.Tables(t)
	one := &town{t: t, audit: tables.Audit, handler: handlerOn(tables), own: handlerOn(tables.As(t, "officefamilies"))}
	one.as(parsed, roles...)
	one.fill()
	return one
}

func handlerOn(tables rightstest.Set) Handler {
	clock := calendar.Fixed(webtest.Now())
	accounts := ledger.Store{Ledger: tables.Ledger, Clock: clock}
	people := school.Store{Core: tables.Core, Presence: tables.Presence, Clock: clock}
	return Handler{
		Searches: office.Store{Core: tables.Core, Ops: tables.Ops, Clock: clock},
		School:   people, Accounts: accounts,
		Preview:      debit.Preview{Accounts: debit.Accounts{School: people, Ledger: accounts}, Offer: people, Done: accounts},
		Billing:      billing.Store{Ledger: tables.Ledger, Ops: tables.Ops, Accounts: accounts, Clock: clock, Random: rand.Reader},
		Certificates: certificate.Store{Ledger: tables.Ledger, Accounts: accounts, Clock: clock, Random: rand.Reader},
		Reports:      report.Store{Core: tables.Core, Ops: tables.Ops, Clock: clock},
		Absences:     absence.Store{Presence: tables.Presence},
		Transfers:    transfer.Store{Accounts: accounts, Ops: tables.Ops, Clock: clock},
		Audit:        office.Log{Table: tables.Audit, Clock: clock}, PeopleKey: key,
	}
}

// as lets another operator in.
func (o *town) as(parsed *web.Pages, roles ...office.Role) {
	site, err := webtest.OfficeSite(parsed, webtest.Operator(roles...))
	if err != nil {
		o.t.Fatal(err)
	}
	o.handler.Site, o.own.Site = site, site
	o.pages = o.own.Routes()
}

func (o *town) fill() {
	ctx, s := o.t.Context(), o.handler.School
	person := func(code, name, familyName string) school.Guardian {
		g := school.Guardian{
			ID: school.GuardianID(key, code), FiscalCode: code, Name: name, FamilyName: familyName,
			Email: strings.ToLower(name) + "@example.it",
		}
		o.must(s.SaveGuardian(ctx, webtest.Tenant, g))
		return g
	}
	o.payer = person("BNCMRA85A41A794Y", "Maria", "Bianchi")
	o.other = person("RSSLCU82R15F205K", "Luca", "D’Angelo Rossi")
	for id, name := range map[string]string{"A001": "Niccolò", "A002": "Anna"} {
		code := map[string]string{"A001": "RSSNCL17C15A794Y", "A002": "RSSNNA19E45A794L"}[id]
		o.must(s.SavePupil(ctx, webtest.Tenant, school.Pupil{
			ID: id, FiscalCode: code, PersonID: school.GuardianID(key, code), Name: name, FamilyName: "D’Angelo Rossi",
			BirthDate: calendar.NewDay(2017, time.March, 15), Badge: "B-" + id,
		}, []school.Guardianship{{Guardian: o.payer.ID, Role: school.Payer}, {Guardian: o.other.ID, Role: school.Viewer}}))
	}
	for _, class := range []string{"3A", "3B"} {
		o.must(s.SaveClass(ctx, webtest.Tenant, class3(class)))
	}
	for band, price := range map[string]money.Cents{"B": 460, "C": 520} {
		o.must(s.SaveTariff(ctx, webtest.Tenant, school.Tariff{
			Year: 2026, Service: school.Canteen, Band: band, Description: "Fascia " + band, Price: price,
			From: september(), To: june(),
		}))
	}
	o.must(s.SaveEnrolments(ctx, webtest.Tenant, "A001", []school.Enrolment{{
		Year: 2026, Service: school.Canteen, Class: "PRI-3A", ClassName: "3A", School: "PRI", SchoolName: "Primaria Rodari",
		Band: "B", Reason: "ISEE 12.000 €", From: september(), To: june(),
	}}))
}

func class3(name string) school.Class {
	return school.Class{
		ID: "PRI-" + name, Name: name, School: "PRI", SchoolName: "Primaria Rodari",
		Weekdays: []time.Weekday{time.Monday, time.Wednesday},
	}
}

func september() calendar.Day { return calendar.NewDay(2026, time.September, 14) }
func june() calendar.Day      { return calendar.NewDay(2027, time.June, 8) }

func (o *town) must(done bool, err error) {
	o.t.Helper()
	if err != nil || !done {
		o.t.Fatalf("%v, %v", done, err)
	}
}

func (o *town) get(path string) webtest.Answer { return webtest.Get(o.pages, path) }

func (o *town) post(path string, form url.Values) webtest.Answer {
	return webtest.Post(o.pages, path, form)
}

// lands follows the redirect that a form must end with.
func (o *town) lands(answer webtest.Answer, path string) webtest.Answer {
	o.t.Helper()
	to := answer.Header.Get("Location")
	o.location = to
	if answer.Status != http.StatusSeeOther || !strings.HasPrefix(to, path) {
		o.t.Fatalf("status %d to %q, want %s:\n%s", answer.Status, to, path, answer.Text())
	}
	return o.get(to)
}

// records are what the audit holds of a pupil, the newest first.
func (o *town) records(pupil string) []office.Record {
	o.t.Helper()
	records, _, err := o.handler.Audit.OfPupil(o.t.Context(), webtest.Tenant, pupil, "", 50)
	if err != nil {
		o.t.Fatal(err)
	}
	return records
}
