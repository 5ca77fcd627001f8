package main

import (
	"net/http"
	"testing"

	"serviziscolastici/shared/calendar"
	"serviziscolastici/shared/identity/identitytest"
	"serviziscolastici/shared/office"
	"serviziscolastici/shared/school"
	"serviziscolastici/shared/web/webtest"
)

// atWork is the fixture's citizen as an operator.
func (s fixture) atWork(roles ...office.Role) office.Operator {
	return office.Operator{
		ID: school.GuardianID(s.PeopleKey, identitytest.Code), FiscalCode: identitytest.Code, Name: "Mario", FamilyName: "Rossi",
		Roles: roles,
	}
}

// enter logs the citizen in for a page.
func (s fixture) enter(t *testing.T, page string) webtest.Answer {
	t.Helper()
	message, relay, browser := s.depart(t, page)
	return s.arrive(t, message, relay, browser)
}

// records are the deeds of the month, the newest first.
func (s fixture) records(t *testing.T) []office.Record {
	t.Helper()
	found, _, err := s.audit.Month(t.Context(), webtest.Tenant, calendar.DayOf(identitytest.Now()).Month(), "", 9)
	if err != nil {
		t.Fatal(err)
	}
	return found
}

// Goal: a citizen who is an operator gets a session of the office by SPID, lands on the page that was asked for, and the
// login is noted; the parents' portal does not open with it. Method: a login for a page of the office.
func TestOperatorComesIn(t *testing.T) {
	s := newFixture(t)
	store := s.operators
	if err := store.Save(t.Context(), webtest.Tenant, s.atWork(office.Clerk)); err != nil {
		t.Fatal(err)
	}
	answer := s.enter(t, "/ufficio/alunni?classe=3A")
	answer.Expect(t, http.StatusSeeOther)
	c := cookie(t, answer, "__Secure-ufficio")
	if answer.Header.Get("Location") != "/ufficio/alunni?classe=3A" || c.Path != "/ufficio" || !c.HttpOnly || !c.Secure ||
		len(answer.Header.Values("Set-Cookie")) != 1 {
		t.Errorf("%v", answer.Header)
	}
	open, who, err := store.Enter(t.Context(), webtest.Tenant, c.Value)
	if err != nil || !who.Has(office.Clerk) || open.Method != "spid" || open.Assertion == "" || who.LastLogin.IsZero() {
		t.Errorf("%+v, %+v, %v", open, who, err)
	}
	if _, _, err := store.Enter(t.Context(), "c_y000", c.Value); err == nil {
		t.Error("it opens the office of another Comune")
	}
	if _, err := s.sessions.Find(t.Context(), c.Value); err == nil {
		t.Error("it opens the parents' portal")
	}
	found := s.records(t)
	if len(found) != 1 || found[0].Action != "Accesso" || found[0].Object != "SPID" || found[0].Operator != who.ID {
		t.Errorf("%+v", found)
	}
}

// Goal: who is parent and operator has two sessions, each by its own login; a login for one leaves the other alone.
// Method: both logins of one citizen, one after the other.
func TestParentAndOperatorAreTwoSessions(t *testing.T) {
	s := newFixture(t)
	store := s.operators
	if err := store.Save(t.Context(), webtest.Tenant, s.atWork(office.Clerk)); err != nil {
		t.Fatal(err)
	}
	parent := cookie(t, s.enter(t, "/riepilogo"), "__Host-sessione")
	operator := cookie(t, s.enter(t, "/ufficio"), "__Secure-ufficio")
	if _, err := s.sessions.Find(t.Context(), parent.Value); err != nil {
		t.Errorf("the parent's: %v", err)
	}
	if _, _, err := store.Enter(t.Context(), webtest.Tenant, operator.Value); err != nil {
		t.Errorf("the operator's: %v", err)
	}
	if _, _, err := store.Enter(t.Context(), webtest.Tenant, parent.Value); err == nil {
		t.Error("the parent's opens the office")
	}
}

// Goal: whoever is no operator, or is one no more, reads so and has no session, whatever a parent may. Method: a parent,
// a removed operator, one of another Comune.
func TestNoOperator(t *testing.T) {
	for name, prepare := range map[string]func(office.Store, office.Operator) error{
		"parent": func(office.Store, office.Operator) error { return nil },
		"removed": func(store office.Store, o office.Operator) error {
			o.Removed = identitytest.Now()
			return store.Save(t.Context(), webtest.Tenant, o)
		},
		"elsewhere": func(store office.Store, o office.Operator) error { return store.Save(t.Context(), "c_y000", o) },
	} {
		s := newFixture(t)
		if err := prepare(s.operators, s.atWork(office.Clerk)); err != nil {
			t.Fatal(err)
		}
		answer := s.enter(t, "/ufficio")
		answer.Expect(t, http.StatusForbidden, "Non risulti tra gli operatori", "Chiedi all’amministratore")
		if len(answer.Header.Values("Set-Cookie")) != 0 || len(s.records(t)) != 0 {
			t.Errorf("%s: %v, %d records", name, answer.Header.Values("Set-Cookie"), len(s.records(t)))
		}
	}
}

// Goal: whom the template names becomes the first administrator by coming in, once, for that Comune alone, and both is
// noted. Method: the parameter with this citizen, with another, with another Comune; then a removal.
func TestFirstAdministrator(t *testing.T) {
	for _, names := range [][]string{nil, {webtest.Tenant + "=" + formerCode}, {"c_y000=" + identitytest.Code}} {
		s := newFixture(t)
		s.FirstAdministrators = names
		s.routes = s.Routes()
		s.enter(t, "/ufficio").Expect(t, http.StatusForbidden)
	}
	s := newFixture(t)
	s.FirstAdministrators = []string{"c_y000=" + formerCode, webtest.Tenant + "=" + identitytest.Code}
	s.routes = s.Routes()
	store := s.operators
	s.enter(t, "/ufficio").Expect(t, http.StatusSeeOther)
	s.enter(t, "/ufficio").Expect(t, http.StatusSeeOther)
	all, err := store.Operators(t.Context(), webtest.Tenant)
	if err != nil || len(all) != 1 || all[0].Summary() != "amministratore" || all[0].Version != 1 {
		t.Fatalf("%+v, %v", all, err)
	}
	count := map[office.Action]int{}
	for _, deed := range s.records(t) {
		if count[deed.Action]++; (deed.Colleague == all[0].ID) != (deed.Action == "Operatore aggiunto") {
			t.Errorf("%+v", deed)
		}
	}
	if count["Operatore aggiunto"] != 1 || count["Accesso"] != 2 {
		t.Errorf("%v", count)
	}
	gone := all[0]
	gone.Removed = identitytest.Now()
	if err := store.Save(t.Context(), webtest.Tenant, gone); err != nil {
		t.Fatal(err)
	}
	s.enter(t, "/ufficio").Expect(t, http.StatusForbidden, "Non risulti tra gli operatori")
}
