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

// Goal: what one parent sends ends with the day's limits, in words, and no page grows with it. Kind: limits of
// one parent. Method: more of everything than a day takes, with forms of all shapes, then the parent's pages.
func TestOneParentsFlood(t *testing.T) {
	const pupil = "A033"
	s := &fixture{t: t, portal: portal.PortalURL, sessions: map[string]session.Session{}, tokens: map[string]string{}}
	links, err := school.Store{Core: portal.Table("CoreTable"), Clock: stack.Now}.GuardiansOf(t.Context(), tenant, pupil)
	if err != nil || len(links) == 0 || !links[0].Pays() {
		t.Fatalf("the guardians of %s: %v, %v", pupil, links, err)
	}
	s.open("owner", tenant, links[0].Guardian, stack.Now())
	const more = 4
	flood := func(what, address, says string, limit int) {
		for n := range limit + more {
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
