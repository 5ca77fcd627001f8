package main

import (
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"sync"
	"testing"
	"time"

	"serviziscolastici/shared/calendar"
	"serviziscolastici/shared/dynamo"
	"serviziscolastici/shared/ledger"
	"serviziscolastici/shared/money"
	"serviziscolastici/shared/web/webtest"
)

const confirmingMove = movePath + "/conferma"

// withCredit returns the pages over real stores, and the accounts, in which the children have credit.
func withCredit(t *testing.T, credit map[string]money.Cents) (served, ledger.Store) {
	t.Helper()
	h, bills := stored(t)
	for pupil, amount := range credit {
		_, err := bills.Accounts.PostOpening(t.Context(), webtest.Tenant, pupil, webtest.Visit().Today(), "saldo", amount, "")
		if err != nil {
			t.Fatal(err)
		}
	}
	return h, bills.Accounts
}

// balances compares what is on the children's accounts.
func balances(t *testing.T, accounts ledger.Store, anna, luca money.Cents) {
	t.Helper()
	got, err := accounts.Accounts(t.Context(), webtest.Tenant, []string{"A001", "A002"})
	if err != nil || got["A001"].Balance != anna || got["A002"].Balance != luca {
		t.Errorf("Anna has %s and Luca %s, want %s and %s, %v", got["A001"].Balance, got["A002"].Balance, anna, luca, err)
	}
}

// Goal: a parent moves credit in three steps, reads both names and both balances before CONFERMA, and takes it back
// once. Method: the pages in their order, over real stores, with an amount as parents type it.
func TestMove(t *testing.T) {
	h, accounts := withCredit(t, map[string]money.Cents{"A001": 3740, "A002": -460})
	page := webtest.Get(h, movePath+"?da=A001")
	page.Expect(t, http.StatusOK, "Sposta credito", "Anna Bianchi, credito 37,40 €", "Luca Bianchi, credito −4,60 €")
	if strings.Contains(page.Text(), "Gaia") || strings.Contains(page.Text(), "Spostamenti di oggi") {
		t.Error("a child of somebody else's money, or transfers that nobody made")
	}
	if strings.Count(page.Body, " selected>") != 1 || !strings.Contains(page.Body, `value="A001" selected`) {
		t.Error("not the child of the link alone is chosen")
	}
	webtest.Get(h, confirmingMove+"?da=A001&a=A002&importo=20+euro").Expect(t, http.StatusOK,
		"Sposti 20,00 € dal conto di Anna Bianchi al conto di Luca Bianchi", "Anna Bianchi 37,40 € 17,40 €",
		"Luca Bianchi −4,60 € 15,40 €", "fino alle 21:00 del 23 novembre 2026", "almeno 20,00 €", "Una parte paga pasti già fatti",
		"CONFERMA 20,00 € da Anna a Luca")
	balances(t, accounts, 3740, -460)
	done := webtest.Post(h, confirmingMove, url.Values{"da": {"A001"}, "a": {"A002"}, "importo": {"20,00"}})
	if done.Status != http.StatusSeeOther {
		t.Fatalf("%d: %s", done.Status, done.Text())
	}
	balances(t, accounts, 1740, 1540)
	webtest.Get(h, done.Header.Get("Location")).Expect(t, http.StatusOK,
		"Spostati 20,00 € dal conto di Anna a quello di Luca.", "Spostamenti di oggi e di ieri", "Annulla", "fino alle 21:00 del 23/11/2026")
	back := takingBack(t, h)
	webtest.Get(h, back).Expect(t, http.StatusOK, "Adesso non si può annullare",
		"Sul conto di Luca ci sono 15,40 €: non bastano per restituire 20,00 €.")
	webtest.Post(h, back, nil).Expect(t, http.StatusConflict, "non bastano per restituire 20,00 €. Nulla è cambiato.")
	balances(t, accounts, 1740, 1540)
	if _, err := accounts.PostOpening(t.Context(), webtest.Tenant, "A002", webtest.Visit().Today(), "2", 460, ""); err != nil {
		t.Fatal(err)
	}
	webtest.Get(h, back).Expect(t, http.StatusOK, "Luca Bianchi 20,00 € 0,00 €", "Anna Bianchi 17,40 € 37,40 €")
	for range 2 {
		gone := webtest.Post(h, back, nil)
		if gone.Status != http.StatusSeeOther {
			t.Fatalf("%d: %s", gone.Status, gone.Text())
		}
		webtest.Get(h, gone.Header.Get("Location")).Expect(t, http.StatusOK, "Spostamento annullato: 20,00 € sono di nuovo sul conto di Anna.")
	}
	balances(t, accounts, 3740, 0)
	webtest.Get(h, back).Expect(t, http.StatusConflict, "già stato annullato")
}

// takingBack returns the address by which the page offers to take the one transfer back.
func takingBack(t *testing.T, h http.Handler) string {
	t.Helper()
	found := regexp.MustCompile(movePath + `/annulla/[a-z0-9]+`).FindString(webtest.Get(h, movePath).Body)
	if found == "" {
		t.Fatal("nothing can be taken back")
	}
	return found
}

// Goal: CONFERMA pressed many times at once moves once. Method: the same form eight times in parallel.
func TestMoveAtOnce(t *testing.T) {
	h, accounts := withCredit(t, map[string]money.Cents{"A001": 10000})
	var presses sync.WaitGroup
	for range 8 {
		presses.Go(func() {
			webtest.Post(h, confirmingMove, url.Values{"da": {"A001"}, "a": {"A002"}, "importo": {"20,00"}})
		})
	}
	presses.Wait()
	balances(t, accounts, 8000, 2000)
}

// Goal: what cannot be moved is refused with what to do, at CONFERMA's page and again by CONFERMA, and moves nothing.
// Method: a table of forms; an open top-up counts for the limit of 1.000,00 €.
func TestMoveRefused(t *testing.T) {
	h, accounts := withCredit(t, map[string]money.Cents{"A001": 98000, "A002": 5000})
	webtest.Post(h, "/ricariche/aggiungi", url.Values{"alunno": {"A002"}, "importo": {"100"}}).Expect(t, http.StatusSeeOther)
	webtest.Post(h, confirming, url.Values{"riga": {"A002:100.00"}}).Expect(t, http.StatusSeeOther)
	for _, c := range []struct {
		query  string
		status int
		text   string
	}{
		{"", 400, "Scegli da quale conto spostare il credito."},
		{"da=A001&importo=5", 400, "Scegli su quale conto spostare il credito."},
		{"da=A001&a=A001&importo=5", 400, "Scegli due figli diversi."},
		{"da=A001&a=A002", 400, "Scrivi l'importo"},
		{"da=A001&a=A002&importo=tanto", 400, "Non abbiamo capito l'importo «tanto»"},
		{"da=A001&a=A002&importo=0", 400, "maggiore di zero"},
		{"da=A001&a=A002&importo=980,01", 400, "Sul conto di Anna ci sono 980,00 €: puoi spostare al massimo 980,00 €."},
		{"da=A001&a=A002&importo=850,01", 400, "puoi spostare al massimo 850,00 €."},
		{"da=A001&a=A003&importo=5", 404, ""},
		{"da=A003&a=A001&importo=5", 404, ""},
		{"da=A001&a=X999&importo=5", 404, ""},
	} {
		webtest.Get(h, confirmingMove+"?"+c.query).Expect(t, c.status, c.text)
		form, err := url.ParseQuery(c.query)
		if err != nil {
			t.Fatal(err)
		}
		webtest.Post(h, confirmingMove, form).Expect(t, c.status, c.text)
	}
	webtest.Get(h, confirmingMove+"?da=A001&a=A002&importo=20.000").Expect(t, http.StatusBadRequest, "Abbiamo capito 20.000,00 €")
	balances(t, accounts, 98000, 5000)
}

// Goal: a day's transfers have an end. Method: one more than there may be, by forms of their own.
func TestMovesOfADay(t *testing.T) {
	h, accounts := withCredit(t, map[string]money.Cents{"A001": 10000})
	for n := range daily().Max + 1 {
		answer := webtest.Post(h, confirmingMove, url.Values{
			"da": {"A001"}, "a": {"A002"}, "importo": {"1"}, "form_id": {strings.Repeat("0123456789abcdef", 2)[n:] + strings.Repeat("0", n)},
		})
		if n < daily().Max {
			answer.Expect(t, http.StatusSeeOther)
			continue
		}
		answer.Expect(t, http.StatusTooManyRequests, "spostare credito più di 10 volte", "da domani, 23/11/2026")
	}
	balances(t, accounts, 9000, 1000)
}

// Goal: nobody takes back what another parent moved, what is invented, or what is too old, and nobody is offered to.
// Method: a transfer of another payer of both children; invented ids; the evening of the next day.
func TestWhoMayTakeBack(t *testing.T) {
	h, accounts := withCredit(t, map[string]money.Cents{"A001": 3000})
	today := webtest.Visit().Today()
	move := func(by string, day calendar.Day) {
		t.Helper()
		writes, err := accounts.TransferWrites(webtest.Tenant, ledger.Moving{
			ID: by, From: "A001", To: "A002", Amount: 500, Day: day, By: by,
		}, 0)
		if err != nil {
			t.Fatal(err)
		}
		if err := dynamo.Transact(t.Context(), accounts.Ledger.Client, writes); err != nil {
			t.Fatal(err)
		}
	}
	move("another", today)
	move(webtest.Guardian, today.AddDays(-2))
	page := webtest.Get(h, movePath)
	page.Expect(t, http.StatusOK, "Spostamenti di oggi e di ieri", "Fatto")
	if strings.Contains(page.Body, movePath+"/annulla/") {
		t.Error("offers to take back what it must not")
	}
	for _, id := range []string{"another", webtest.Guardian, "invented"} {
		webtest.Get(h, movePath+"/annulla/"+id).Expect(t, http.StatusNotFound)
		webtest.Post(h, movePath+"/annulla/"+id, nil).Expect(t, http.StatusNotFound)
	}
	move(webtest.Guardian, today.AddDays(-1))
	evening := h.at(t, today.Start().Add(21*time.Hour))
	webtest.Get(evening, movePath+"/annulla/"+webtest.Guardian).Expect(t, http.StatusConflict, "fino alle 21:00 del 22/11/2026")
	webtest.Post(evening, movePath+"/annulla/"+webtest.Guardian, nil).Expect(t, http.StatusConflict, "fino alle 21:00 del 22/11/2026")
	balances(t, accounts, 1500, 1500)
}
