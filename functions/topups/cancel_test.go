package main

import (
	"net/http"
	"net/url"
	"testing"

	"serviziscolastici/shared/billing"
	"serviziscolastici/shared/problem"
	"serviziscolastici/shared/web/webtest"
)

func cancelPath(position billing.Position) string {
	return "/ricariche/annulla/" + position.Number.String()
}

// Goal: a parent takes an open top-up back after seeing it once more. Method: question, then answer.
func TestCancel(t *testing.T) {
	bills := &books{positions: past()}
	h, path := serve(t, bills), cancelPath(bills.positions[0])
	webtest.Get(h, path).Expect(t, http.StatusOK, "Luca Bianchi", "50,00 €", "Annulla l'avviso")
	bills.expectNothing(t)
	answer := webtest.Post(h, path, nil)
	to := answer.Header.Get("Location")
	if answer.Status != http.StatusSeeOther || to != "/ricariche/storico?esito=annullata" {
		t.Errorf("%d to %q", answer.Status, to)
	}
	if len(bills.cancelled) != 1 || bills.cancelled[0].Number != bills.positions[0].Number {
		t.Errorf("cancelled %+v", bills.cancelled)
	}
	webtest.Get(h, "/ricariche/storico?esito=annullata").Expect(t, http.StatusOK, "Ricarica annullata.")
}

// Goal: nothing else can be cancelled.
// Method: under way, paid, cancelled, a document's, unknown, junk; both verbs.
func TestCancelRefused(t *testing.T) {
	all := past()
	for path, status := range map[string]int{
		cancelPath(all[1]): http.StatusConflict, cancelPath(all[2]): http.StatusConflict,
		cancelPath(all[3]): http.StatusConflict, cancelPath(all[4]): http.StatusNotFound,
		cancelPath(topUp(9, "A001", 1, billing.Open)): http.StatusNotFound,
		"/ricariche/annulla/abc":                      http.StatusNotFound,
	} {
		bills := &books{positions: all}
		h := serve(t, bills)
		webtest.Get(h, path).Expect(t, status)
		webtest.Post(h, path, nil).Expect(t, status)
		bills.expectNothing(t)
	}
	bills := &books{positions: all}
	webtest.Post(serve(t, bills), cancelPath(all[0]), url.Values{"csrf": {""}}).Expect(t, http.StatusForbidden)
	bills.expectNothing(t)
}

// Goal: billing has the last word. Method: the notice gets paid between the reading and the writing.
func TestCancelTooLate(t *testing.T) {
	bills := &books{positions: past(), refuse: problem.New(problem.Conflict, "Pagata nel frattempo.")}
	webtest.Post(serve(t, bills), cancelPath(bills.positions[0]), nil).
		Expect(t, http.StatusConflict, "Pagata nel frattempo.")
}
