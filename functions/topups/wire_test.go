package main

import (
	"crypto/rand"
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"sync"
	"testing"
	"time"

	"serviziscolastici/infra/local/rights/rightstest"
	"serviziscolastici/shared/billing"
	"serviziscolastici/shared/calendar"
	"serviziscolastici/shared/ledger"
	"serviziscolastici/shared/transfer"
	"serviziscolastici/shared/web"
	"serviziscolastici/shared/web/webtest"
)

// served are the pages on top of real stores, over the wire to the emulator, with the function's rights.
type served struct {
	http.Handler
	tables rightstest.Set
}

// stored returns the pages, and the test's own store beside theirs.
func stored(t *testing.T) (served, billing.Store) {
	t.Helper()
	tables := rightstest.Tables(t)
	return served{tables: tables}.at(t, webtest.Now()), billsOn(tables, calendar.Fixed(webtest.Now()))
}

// at returns the pages at another time.
func (s served) at(t *testing.T, at time.Time) served {
	t.Helper()
	parsed, err := web.NewPages(pages, "pages/*.html")
	if err != nil {
		t.Fatal(err)
	}
	site := webtest.Site(parsed)
	site.Clock = calendar.Fixed(at)
	bills := billsOn(s.tables.As(t, "topups"), site.Clock)
	s.Handler = Handler{
		Site: site, School: children(), Accounts: bills.Accounts, Billing: bills,
		Transfers: transfer.Store{Accounts: bills.Accounts, Ops: bills.Ops, Clock: site.Clock},
	}.Routes()
	return s
}

func billsOn(tables rightstest.Set, clock calendar.Clock) billing.Store {
	return billing.Store{
		Ledger: tables.Ledger, Ops: tables.Ops, Clock: clock, Random: rand.Reader,
		Accounts: ledger.Store{Ledger: tables.Ledger, Clock: clock},
	}
}

// Goal: the printed guide's steps lead to notices that can be taken back.
// Method: add, confirm, history, cancel.
func TestTopUpOverTheWire(t *testing.T) {
	h, bills := stored(t)
	webtest.Post(h, "/ricariche/aggiungi", url.Values{"alunno": {"A001"}, "importo": {"20,50"}})
	webtest.Post(h, "/ricariche/aggiungi", url.Values{"alunno": {"A002"}, "rapido": {"A002:50,00"}})
	webtest.Get(h, "/ricariche").Expect(t, http.StatusOK, "Anna Bianchi 20,50 €", "Totale da pagare 70,50 €")
	rows := url.Values{"riga": {"A001:20.50", "A002:50.00"}}
	to := webtest.Post(h, confirming, rows).Header.Get("Location")
	cart, ours := strings.CutPrefix(to, "/pagamenti/scelta/")
	if !ours || len(cart) != 32 {
		t.Fatalf("CONFERMA leads to %q", to)
	}
	webtest.Get(h, "/ricariche").Expect(t, http.StatusOK, "Non ci sono ancora ricariche nell'elenco")
	listed, err := bills.ListOf(t.Context(), webtest.Tenant, webtest.Guardian)
	if err != nil || len(listed) != 2 {
		t.Fatalf("%d notices, %v", len(listed), err)
	}
	if answer := webtest.Post(h, cancelPath(listed[0]), nil); answer.Status != http.StatusSeeOther {
		t.Errorf("cancel: status %d", answer.Status)
	}
	webtest.Post(h, cancelPath(listed[0]), nil).Expect(t, http.StatusConflict)
	webtest.Get(h, "/ricariche/storico").Expect(t, http.StatusOK, "Annullata", "Da pagare")
}

// Goal: a list that another window confirmed or changed opens nothing more. Kind: what a page shows is no longer so.
// Method: two windows with the same list; both confirm, one after the other was confirmed, emptied, changed and added to.
func TestStaleList(t *testing.T) {
	for name, meanwhile := range map[string]struct {
		path string
		form url.Values
	}{
		"confirmed": {confirming, url.Values{"riga": {"A001:20.00"}, "form_id": {strings.Repeat("ab", 16)}}},
		"emptied":   {"/ricariche/togli", url.Values{"alunno": {"A001"}}},
		"changed":   {"/ricariche/aggiungi", url.Values{"alunno": {"A001"}, "importo": {"30"}}},
		"added to":  {"/ricariche/aggiungi", url.Values{"alunno": {"A002"}, "importo": {"30"}}},
	} {
		h, bills := stored(t)
		webtest.Post(h, "/ricariche/aggiungi", url.Values{"alunno": {"A001"}, "importo": {"20"}}).Expect(t, http.StatusSeeOther)
		webtest.Post(h, meanwhile.path, meanwhile.form).Expect(t, http.StatusSeeOther)
		before, err := bills.ListOf(t.Context(), webtest.Tenant, webtest.Guardian)
		if err != nil {
			t.Fatal(err)
		}
		stale := url.Values{"riga": {"A001:20.00"}, "form_id": {strings.Repeat("cd", 16)}}
		webtest.Post(h, confirming, stale).Expect(t, http.StatusConflict, "non è più quello attuale")
		if after, err := bills.ListOf(t.Context(), webtest.Tenant, webtest.Guardian); err != nil || len(after) != len(before) {
			t.Errorf("%s: %d notices, were %d, %v", name, len(after), len(before), err)
		}
	}
}

// Goal: CONFERMA pressed many times at once opens one set of notices.
// Method: the same form eight times in parallel.
func TestConfirmAtOnceOverTheWire(t *testing.T) {
	h, bills := stored(t)
	webtest.Post(h, "/ricariche/aggiungi", url.Values{"alunno": {"A001"}, "importo": {"20"}})
	var presses sync.WaitGroup
	locations := make([]string, 8)
	for i := range locations {
		presses.Go(func() {
			locations[i] = webtest.Post(h, confirming, url.Values{"riga": {"A001:20.00"}}).Header.Get("Location")
		})
	}
	presses.Wait()
	for _, location := range locations {
		if location == "" || location != locations[0] {
			t.Errorf("different carts: %q", locations)
		}
	}
	listed, err := bills.ListOf(t.Context(), webtest.Tenant, webtest.Guardian)
	if err != nil || len(listed) != 1 {
		t.Errorf("%d notices, %v", len(listed), err)
	}
}

// Goal: five lists before one payment do not pass the highest credit, the page says why and what to do, and the
// form that reached the limit is good when it is sent again. Kind: limits judged on what is settled. Method:
// lists of 300,00 € until the limit of 1.000,00 €, the last good one again, one taken back.
func TestCreditIsLimitedBeforePayment(t *testing.T) {
	h, bills := stored(t)
	list := billing.Draft{TopUps: []billing.PupilAmount{{Pupil: "A001", Amount: 300_00}}}
	confirm := func(n int) webtest.Answer {
		if err := bills.SaveDraft(t.Context(), webtest.Tenant, webtest.Guardian, list); err != nil {
			t.Fatal(err)
		}
		return webtest.Post(h, confirming, url.Values{"riga": {"A001:300.00"}, "form_id": {fmt.Sprintf("%032x", n)}})
	}
	for n := range 5 {
		answer := confirm(n)
		if n < 3 {
			answer.Expect(t, http.StatusSeeOther)
			continue
		}
		answer.Expect(t, http.StatusBadRequest, "Anna Bianchi: Con questa ricarica il credito supererebbe il massimo di "+
			"1.000,00 €, contando anche 900,00 € di ricariche confermate e non ancora pagate.", "annullarle in Ricariche fatte")
	}
	if first, again := confirm(2), confirm(2); again.Status != http.StatusSeeOther ||
		again.Header.Get("Location") != first.Header.Get("Location") {
		t.Errorf("the form again: %d to %s", again.Status, again.Header.Get("Location"))
	}
	add := url.Values{"alunno": {"A001"}, "importo": {"101"}}
	webtest.Post(h, "/ricariche/aggiungi", add).Expect(t, http.StatusBadRequest, "contando anche 900,00 €")
	listed, err := bills.ListOf(t.Context(), webtest.Tenant, webtest.Guardian)
	if err != nil || len(listed) != 3 {
		t.Fatalf("%d notices, %v", len(listed), err)
	}
	webtest.Post(h, cancelPath(listed[1]), nil).Expect(t, http.StatusSeeOther)
	webtest.Post(h, "/ricariche/aggiungi", add).Expect(t, http.StatusSeeOther)
	confirm(5).Expect(t, http.StatusSeeOther)
	confirm(6).Expect(t, http.StatusBadRequest)
}
