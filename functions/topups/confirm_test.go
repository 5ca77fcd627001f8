package main

import (
	"context"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"

	"serviziscolastici/shared/billing"
	"serviziscolastici/shared/problem"
	"serviziscolastici/shared/school"
	"serviziscolastici/shared/web/webtest"
)

const confirming = "/ricariche/conferma"

// Goal: CONFERMA orders the rows that were on the screen, as the parent's whole list.
// Method: rows that differ from the list, which billing judges (TestStaleList).
func TestConfirmTakesWhatWasShown(t *testing.T) {
	bills := &books{draft: listed()}
	answer := webtest.Post(serve(t, bills), confirming, url.Values{"riga": {"A001:10.50", "A002:20.00"}})
	want := "/pagamenti/scelta/cart-of-session-id-" + strings.Repeat("0f", 16)
	if answer.Status != http.StatusSeeOther || answer.Header.Get("Location") != want {
		t.Fatalf("%d to %q", answer.Status, answer.Header.Get("Location"))
	}
	rows := []billing.PupilAmount{{Pupil: "A001", Amount: 1050}, {Pupil: "A002", Amount: 2000}}
	order := bills.opened[0]
	if !slices.Equal(order.TopUps, rows) || order.Guardian != webtest.Guardian ||
		order.Municipality.ID != webtest.Tenant || !order.Listed {
		t.Errorf("order %+v", order)
	}
}

// Goal: a list that keeps the row of a child whom the parent tops up no more can be confirmed as it is shown.
// Method: such a row in the store.
func TestConfirmWithoutAFormerChild(t *testing.T) {
	bills := &books{draft: listed().With(billing.PupilAmount{Pupil: "A003", Amount: 2000})}
	webtest.Post(serve(t, bills), confirming, url.Values{"riga": {"A002:50.00", "A001:10.50"}}).Expect(t, http.StatusSeeOther)
	if bills.saved != 1 || !slices.Equal(bills.kept.TopUps, listed().TopUps) {
		t.Errorf("%d lists kept, the last %+v", bills.saved, bills.kept)
	}
}

// unpriced is a family whose tariffs and enrolments cannot be read.
type unpriced struct{ family }

func (unpriced) Enrolments(context.Context, string, string) ([]school.Enrolment, error) {
	return nil, problem.New(problem.Unavailable, "Riprova tra poco.")
}

func (unpriced) Tariffs(context.Context, string, int) ([]school.Tariff, error) {
	return nil, problem.New(problem.Unavailable, "Riprova tra poco.")
}

// Goal: a good form needs no prices, which only the page shows. Method: forms, good and wrong, while prices
// cannot be read.
func TestGoodFormsReadNoPrices(t *testing.T) {
	for path, c := range map[string]struct{ good, wrong url.Values }{
		"/ricariche/aggiungi": {
			url.Values{"alunno": {"A002"}, "importo": {"20"}}, url.Values{"alunno": {"A002"}, "importo": {"0"}},
		},
		confirming: {url.Values{"riga": {"A001:10.50"}}, url.Values{"riga": {"A001:4.99"}}},
	} {
		h := serveTo(t, unpriced{children()}, &books{draft: listed()})
		webtest.Post(h, path, c.good).Expect(t, http.StatusSeeOther)
		webtest.Post(h, path, c.wrong).Expect(t, http.StatusServiceUnavailable, "Riprova tra poco.")
	}
}

// Goal: a form sent twice leads to one cart. Method: the same form again, after the list was emptied.
func TestConfirmTwice(t *testing.T) {
	bills := &books{draft: listed()}
	h, form := serve(t, bills), url.Values{"riga": {"A002:50.00", "A001:10.50"}}
	first, second := webtest.Post(h, confirming, form), webtest.Post(h, confirming, form)
	if first.Header.Get("Location") != second.Header.Get("Location") || second.Status != http.StatusSeeOther {
		t.Errorf("%q and %q", first.Header.Get("Location"), second.Header.Get("Location"))
	}
	if len(bills.opened) != 2 || bills.opened[0].Form != bills.opened[1].Form || len(bills.draft.TopUps) != 0 {
		t.Errorf("orders %+v, list %+v", bills.opened, bills.draft.TopUps)
	}
}

// Goal: a list that was tampered with opens nothing. Method: table of rows.
func TestConfirmRefusesRows(t *testing.T) {
	for name, c := range map[string]struct {
		rows   []string
		status int
	}{
		"none":       {nil, http.StatusBadRequest},
		"foreign":    {[]string{"A001:10.00", "X999:10.00"}, http.StatusNotFound},
		"only seen":  {[]string{"A003:10.00"}, http.StatusNotFound},
		"twice":      {[]string{"A001:10.00", "A001:5.00"}, http.StatusBadRequest},
		"letters":    {[]string{"A001:dieci"}, http.StatusBadRequest},
		"no amount":  {[]string{"A001"}, http.StatusBadRequest},
		"zero":       {[]string{"A001:0.00"}, http.StatusBadRequest},
		"negative":   {[]string{"A001:-5.00"}, http.StatusBadRequest},
		"decimals":   {[]string{"A001:5.001"}, http.StatusBadRequest},
		"too little": {[]string{"A001:4.99"}, http.StatusBadRequest},
		"too much":   {[]string{"A002:300.01"}, http.StatusBadRequest},
		"six":        {slices.Repeat([]string{"A001:5.00"}, 6), http.StatusBadRequest},
	} {
		bills := &books{draft: listed()}
		answer := webtest.Post(serve(t, bills), confirming, url.Values{"riga": c.rows})
		if answer.Status != c.status {
			t.Errorf("%s: status %d, want %d", name, answer.Status, c.status)
		}
		bills.expectNothing(t)
	}
}

// Goal: a limit met at CONFERMA names the child and keeps the amount. Method: Anna beyond the highest credit.
func TestConfirmNamesTheChild(t *testing.T) {
	bills := &books{draft: listed(), refuse: billing.OverCredit{TopUp: billing.PupilAmount{Pupil: "A001", Amount: 20_01}}}
	answer := webtest.Post(serve(t, bills), confirming, url.Values{"riga": {"A002:50.00", "A001:20.01"}})
	answer.Expect(t, http.StatusBadRequest, "Anna Bianchi: Con questa ricarica il credito supererebbe")
	if !strings.Contains(answer.Body, `value="20,01"`) || bills.saved != 0 {
		t.Errorf("the amount is not kept, or %d lists are", bills.saved)
	}
}

// Goal: when the notices cannot be opened the list stays. Method: billing answers with a trouble.
func TestConfirmKeepsTheListOnTrouble(t *testing.T) {
	bills := &books{draft: listed(), refuse: problem.New(problem.Unavailable, "Riprova tra poco.")}
	webtest.Post(serve(t, bills), confirming, url.Values{"riga": {"A002:50.00"}}).
		Expect(t, http.StatusServiceUnavailable, "Riprova tra poco.")
	if bills.saved != 0 {
		t.Error("the list was changed")
	}
}

// Goal: every form is the portal's own, small and sent by POST. Method: no token, a foreign one, 64 KB, GET.
func TestFormsAreGuarded(t *testing.T) {
	for _, path := range []string{"/ricariche/aggiungi", "/ricariche/togli", confirming} {
		bills := &books{draft: listed()}
		h, rows := serve(t, bills), []string{"A001:10.50"}
		for name, c := range map[string]struct {
			form   url.Values
			status int
		}{
			"no token": {
				url.Values{"csrf": {""}, "alunno": {"A001"}, "importo": {"20"}, "riga": rows}, http.StatusForbidden,
			},
			"foreign token": {url.Values{"csrf": {strings.Repeat("ab", 64)}, "riga": rows}, http.StatusForbidden},
			"64 KB":         {url.Values{"importo": {strings.Repeat("1", 64<<10)}}, http.StatusRequestEntityTooLarge},
		} {
			if answer := webtest.Post(h, path, c.form); answer.Status != c.status {
				t.Errorf("%s, %s: status %d, want %d", path, name, answer.Status, c.status)
			}
		}
		page := webtest.Get(h, path)
		page.Expect(t, http.StatusMethodNotAllowed, "Operazione non prevista")
		if page.Header.Get("Allow") != http.MethodPost {
			t.Errorf("%s: Allow %q", path, page.Header.Get("Allow"))
		}
		bills.expectNothing(t)
	}
}

// Goal: without a session nothing happens. Method: the same form from a browser whose session is over.
func TestConfirmNeedsASession(t *testing.T) {
	bills := &books{draft: listed()}
	request := webtest.Request(http.MethodPost, confirming, url.Values{"riga": {"A001:10.50"}})
	request.Header.Del("Cookie")
	webtest.Do(serve(t, bills), request).Expect(t, http.StatusUnauthorized, "La sessione è scaduta")
	bills.expectNothing(t)
}
