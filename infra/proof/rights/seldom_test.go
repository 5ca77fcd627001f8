package rights_test

import (
	"crypto/rand"
	"errors"
	"testing"
	"time"

	"serviziscolastici/infra/local/template"
	"serviziscolastici/shared/billing"
	"serviziscolastici/shared/calendar"
	"serviziscolastici/shared/certificate"
	"serviziscolastici/shared/dynamo"
	"serviziscolastici/shared/form"
	"serviziscolastici/shared/ledger"
	"serviziscolastici/shared/municipality"
	"serviziscolastici/shared/school"
	"serviziscolastici/shared/session"
	"serviziscolastici/shared/transfer"
)

var noon = time.Date(2026, 11, 20, 11, 0, 0, 0, time.UTC)

// part is a function's stores, which reach the tables with its rights.
type part struct {
	towns    *municipality.Store
	school   school.Store
	accounts ledger.Store
	bills    billing.Store
	papers   certificate.Store
	sessions session.Store
}

// part returns the stores of a function at a time.
func (w fixture) part(function string, at time.Time) part {
	db, clock := client(w.proxy, function), calendar.Fixed(at)
	table := func(name string) dynamo.Table { return dynamo.Table{Client: db, Name: w.names[name]} }
	accounts := ledger.Store{Ledger: table("Ledger"), Clock: clock}
	return part{
		towns:    &municipality.Store{Core: table("Core"), Clock: clock},
		school:   school.Store{Core: table("Core"), Presence: table("Presence"), Clock: clock},
		accounts: accounts,
		bills: billing.Store{
			Ledger: table("Ledger"), Ops: table("Ops"), Accounts: accounts, Clock: clock, Random: rand.Reader,
		},
		papers:   certificate.Store{Ledger: table("Ledger"), Accounts: accounts, Clock: clock, Random: rand.Reader},
		sessions: session.Store{Table: table("Ops"), Clock: clock},
	}
}

// Goal: for what happens seldom, and in no test of the whole stack, functions have the rights too. Method: each such
// thing with the stores and the rights of the function that does it.
func TestSeldomThings(t *testing.T) {
	declared, err := template.ReadFile(templateFile)
	if err != nil {
		t.Fatal(err)
	}
	w, ctx := prepare(t, declared), t.Context()
	must := func(what string, errs ...error) {
		t.Helper()
		if err := errors.Join(errs...); err != nil {
			t.Errorf("%s: %v", what, err)
		}
	}
	town := municipality.Municipality{
		ID: "c_x000", Name: "Comune di Prova", FiscalCode: "77777777777", Segregation: "02",
		IBAN: "IT60X0542811101000000123456", TaxonomyMeals: "9/0107101TS/", Hosts: []string{"a.example", "b.example"},
	}
	pupil := school.Pupil{ID: "p1", Name: "Anna"}
	in3A := school.Enrolment{
		Pupil: "p1", Year: 2026, Service: school.Canteen, Class: "3A", From: calendar.NewDay(2026, 9, 1),
	}
	in3B, fewer := in3A, town
	in3B.Class, fewer.Hosts = "3B", town.Hosts[:1]
	payer := school.Guardianship{Guardian: "g1", Role: school.Payer}
	other := school.Guardianship{Guardian: "g2", Role: school.Viewer}

	office := w.part("intake", noon)
	_, saved := office.towns.Save(ctx, town)
	_, changed := office.towns.Save(ctx, fewer)
	must("an address of the portal goes", saved, changed)
	_, saved = office.school.SavePupil(ctx, town.ID, pupil, []school.Guardianship{payer, other})
	_, changed = office.school.SavePupil(ctx, town.ID, pupil, []school.Guardianship{payer})
	must("a guardian goes", saved, changed)
	_, saved = office.school.SaveEnrolments(ctx, town.ID, pupil.ID, []school.Enrolment{in3A})
	_, changed = office.school.SaveEnrolments(ctx, town.ID, pupil.ID, []school.Enrolment{in3B})
	must("a pupil moves", saved, changed)
	_, saved = office.school.SavePupil(ctx, town.ID, pupil, []school.Guardianship{{Guardian: "g3", Role: school.Payer}})
	_, changed = office.school.SavePupil(ctx, town.ID, pupil, []school.Guardianship{payer})
	must("another parent pays", saved, changed)
	_, saved = office.accounts.PostOpening(ctx, town.ID, pupil.ID, in3A.From, "1", 500, "")
	_, refunded := office.papers.PostRefund(ctx, town.ID, "g1", certificate.Refund{
		ID: "1", Pupil: pupil.ID, Day: in3A.From, Year: 2026, Amount: 100,
	})
	_, read := office.accounts.Statement(ctx, town.ID, pupil.ID, in3A.From)
	must("money goes back", saved, refunded, read)

	registry := w.part("registry", noon)
	must("an adult is let in and out", registry.school.Grant(ctx, town.ID, pupil.ID, "g1", "g4", "X"),
		registry.school.Revoke(ctx, town.ID, pupil.ID, "g4"))
	_, read = registry.papers.OppositionsOf(ctx, town.ID, "g1")
	_, changed = registry.papers.RefundsOf(ctx, town.ID, "g1")
	must("an opposition", registry.papers.Oppose(ctx, town.ID, "g1", 2026, pupil.ID, true), read, changed)

	_, read = w.part("mealplanner", noon).accounts.Accounts(ctx, town.ID, []string{pupil.ID})
	must("the evening's report", read)

	topups := w.part("topups", noon)
	_, saved = topups.bills.OpenTopUps(ctx, billing.Order{
		Municipality: town, Guardian: "g1", Session: "s", Form: "f",
		TopUps: []billing.PupilAmount{{Pupil: pupil.ID, Amount: 500}},
	})
	list, read := topups.bills.ListOf(ctx, town.ID, "g1")
	must("a top-up", saved, read)
	if len(list) != 1 {
		t.Fatalf("%d notices", len(list))
	}
	notices, at := w.part("notices", noon).bills, list[0]
	must("the archive refuses a notice", notices.Refused(ctx, at, "PAA"), notices.Again(ctx, town.FiscalCode, at.Number))
	marks, read := notices.ToPublish(ctx, town.ID)
	if len(marks) != 1 {
		t.Fatalf("%d marks, %v", len(marks), read)
	}
	must("the archive takes it", notices.Queued(ctx, marks[0]), notices.Published(ctx, at))
	must("the parent takes it back", topups.bills.CancelTopUp(ctx, at))

	_, saved = topups.bills.OpenTopUps(ctx, billing.Order{
		Municipality: town, Guardian: "g1", Session: "s", Form: "f2",
		TopUps: []billing.PupilAmount{{Pupil: pupil.ID, Amount: 500}},
	})
	late := w.part("notices", noon.AddDate(0, 0, town.TopUpLasts()+1)).bills
	lapsed, read := late.Lapsed(ctx, town.ID)
	must("another top-up", saved, read)
	if len(lapsed) != 2 {
		t.Fatalf("%d top-ups have lapsed", len(lapsed))
	}
	moves := transfer.Store{Accounts: topups.accounts, Ops: topups.bills.Ops, Clock: calendar.Fixed(noon)}
	_, saved = moves.Make(ctx, transfer.Order{
		Tenant: town.ID, From: pupil.ID, To: "p2", Amount: 100, By: "g1",
		Form:  form.Form{Purpose: dynamo.ToMove, Holder: "s", Key: "f"},
		Limit: form.Limit{Purpose: dynamo.ToMove, Max: 1, What: "%d"},
	})
	account, read := topups.accounts.Statement(ctx, town.ID, pupil.ID, calendar.DayOf(noon))
	must("credit moves", saved, read)
	for _, one := range transfer.From(pupil.ID, account) {
		_, changed = moves.TakeBack(ctx, town.ID, one, "g1", 0)
		must("and goes back", changed)
	}
	must("nobody pays it in time", late.Lapse(ctx, lapsed[0]), late.Lapse(ctx, lapsed[1]))
}

// Goal: every page that a logged-in parent opens can note it, and a parent can end all sessions; a page can neither
// begin nor end one. Method: a session of access, found by each function twenty minutes later.
func TestSessionsAreSeen(t *testing.T) {
	declared, err := template.ReadFile(templateFile)
	if err != nil {
		t.Fatal(err)
	}
	w, ctx := prepare(t, declared), t.Context()
	for _, page := range []string{
		"access", "account", "documents", "home", "meals", "payments", "registry", "topups",
	} {
		access := w.part("access", noon).sessions
		token, err := access.Start(ctx, session.Session{Tenant: "c_x000", Guardian: "g1"})
		if err != nil {
			t.Fatal(err)
		}
		later := w.part(page, noon.Add(20*time.Minute)).sessions
		seen, err := later.Find(ctx, token)
		if err != nil || !seen.Seen.Equal(noon.Add(20*time.Minute)) {
			t.Errorf("%s finds %v, %v", page, seen.Seen, err)
		}
		if page != "access" {
			_, began := later.Start(ctx, session.Session{Tenant: "c_x000", Guardian: "g2"})
			if began == nil || later.End(ctx, seen.ID) == nil {
				t.Errorf("%s begins or ends a session", page)
			}
		}
		if err := access.EndAll(ctx, "c_x000", "g1"); err != nil {
			t.Error(err)
		}
		if _, err := later.Find(ctx, token); err == nil {
			t.Errorf("%s finds a session that has ended", page)
		}
	}
}
