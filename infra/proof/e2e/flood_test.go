package e2e_test

import (
	"fmt"
	"net/http"
	"strings"
	"testing"

	"serviziscolastici/infra/proof/e2e/stack"
	"serviziscolastici/shared/municipality"
	"serviziscolastici/shared/report"
	"serviziscolastici/shared/school"
	"serviziscolastici/shared/session"
)

// payer lets the parent in who pays for a pupil of the demo whom no other test uses.
func payer(t *testing.T, pupil string) *fixture {
	t.Helper()
	s := &fixture{t: t, portal: portal.PortalURL, sessions: map[string]session.Session{}, tokens: map[string]string{}}
	links, err := school.Store{Core: portal.Table("CoreTable"), Clock: stack.Now}.GuardiansOf(t.Context(), tenant, pupil)
	if err != nil || len(links) == 0 || !links[0].Pays() {
		t.Fatalf("the guardians of %s: %v, %v", pupil, links, err)
	}
	s.open("owner", tenant, links[0].Guardian, stack.Now())
	return s
}

// Goal: lists that are confirmed before any is paid do not lift the credit above its limit. Kind: limits judged on
// what is settled. Method: five lists of the largest amount, which are more than the limit together.
func TestCreditIsLimitedBeforePayment(t *testing.T) {
	s, opened := payer(t, "A036"), 0
	for n := range 5 {
		got := s.ask("owner", http.MethodPost, "/ricariche/aggiungi?alunno=A036&importo=300")
		if got.status == http.StatusSeeOther {
			got = s.ask("owner", http.MethodPost, fmt.Sprintf("/ricariche/conferma?riga=A036:300.00&form_id=%032x", n))
		}
		switch {
		case got.status == http.StatusSeeOther:
			opened++
		case got.status != http.StatusBadRequest || !strings.Contains(got.text(t), "il credito supererebbe il massimo"):
			t.Errorf("list %d: status %d\n%s", n+1, got.status, got.text(t))
		}
	}
	if opened == 0 || opened > 3 {
		t.Errorf("%d lists of 300 euro below a limit of 1000", opened)
	}
}

// Goal: what one parent sends ends with the day's limits, in words, and no page grows with it. Kind: limits of
// one parent. Method: more of everything than a day takes, with forms of all shapes, then the parent's pages.
func TestOneParentsFlood(t *testing.T) {
	const pupil = "A033"
	s := payer(t, pupil)
	const more = 4
	flood := func(what, address, says string, limit int) {
		for n := range limit + more {
			if what == "top-up" {
				s.ask("owner", http.MethodPost, "/ricariche/aggiungi?importo=5&alunno="+pupil)
			}
			// The same keys for every action: a form of one is no form of another.
			got := s.ask("owner", http.MethodPost, address+fmt.Sprintf("&form_id=%032x", n))
			want := http.StatusSeeOther
			if n >= limit {
				want = http.StatusTooManyRequests
			}
			if got.status != want || want == http.StatusTooManyRequests && !strings.Contains(got.text(t), says) {
				t.Fatalf("%s %d: status %d\n%s", what, n+1, got.status, got.text(t))
			}
			if to := got.header.Get("Location"); want == http.StatusSeeOther && s.ask("owner", http.MethodGet, to).status != http.StatusOK {
				t.Fatalf("%s %d leads to %s", what, n+1, to)
			}
		}
	}
	usual := municipality.Municipality{}
	flood("report", "/anagrafica/segnalazioni/nuova?testo=x&argomento="+report.Topics()[4],
		"più di 10 segnalazioni. Oggi hai raggiunto il limite. Potrai continuare da domani", usual.ReportsPerDay())
	flood("top-up", "/ricariche/conferma?riga="+pupil+":5.00",
		"più di 20 ricariche. Oggi hai raggiunto il limite. Potrai continuare da domani", usual.TopUpsPerDay())
	for n := range more {
		unpaid := lastPart(s.ask("owner", http.MethodPost, "/ricariche/conferma?riga="+pupil+":5.00&form_id="+fmt.Sprintf("%032x", n)).
			header.Get("Location"))
		got := s.ask("owner", http.MethodPost, fmt.Sprintf("/pagamenti/valutazione?stelle=1&carrello=%s&form_id=%032x", unpaid, n))
		if got.status != http.StatusConflict {
			t.Errorf("stars without a payment: %d", got.status)
		}
	}
	for _, path := range []string{
		"/riepilogo", "/pagamenti", "/ricariche/storico", "/anagrafica/segnalazioni", "/documenti", "/conto",
	} {
		if page := s.ask("owner", http.MethodGet, path); page.status != http.StatusOK || len(page.body) > 100<<10 {
			t.Errorf("%s: status %d, %d bytes", path, page.status, len(page.body))
		}
	}
}
