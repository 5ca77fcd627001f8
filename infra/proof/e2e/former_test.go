package e2e_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

	"serviziscolastici/infra/proof/e2e/visitor"
)

// Goal: who paid for a child once meets nothing of the child of today, on any page or paper to which what was paid,
// chosen, told or let in then can lead. Method: follow every link with the session of that parent, and of the adult
// whom that parent let in; every answer is searched.
func TestFormerPayerMeetsThePast(t *testing.T) {
	s := openFixture(t, "2")
	certificate := "/anagrafica/attestazioni/2026/" + child
	if done := s.ask("former", http.MethodPost, certificate); done.status != http.StatusSeeOther {
		t.Fatalf("the certificate: %d", done.status)
	}
	for _, column := range []string{"former", "guest"} {
		p := s.browse(column)
		proper := p.Check
		p.Check = func(page visitor.Page) {
			proper(page)
			row := matrixRow{Method: http.MethodGet, Address: page.URL.RequestURI()}
			s.expectNoLeak(column, row, reply{asked: row.Address, header: page.Header, body: page.Body})
		}
		walk(t, p.Visitor, "/riepilogo", unseen)
		if column == "guest" {
			p.Open("/anagrafica").Expect(http.StatusOK, "Nessun alunno collegato")
			continue
		}
		p.Open(certificate).Expect(http.StatusOK, "44,44", "Sara Martinelli")
		p.Open("/ricariche/storico").Expect(http.StatusOK, "22,22", "Alunno non più collegato")
		for _, path := range []string{
			certificate + "/attestazione.pdf", "/documenti/2026-923/documento.pdf", "/documenti/2026-923/ricevuta",
			"/pagamenti/scelta/" + s.formersCart, "/pagamenti/esito/" + s.formersCart, "/documenti/elenco.csv",
		} {
			p.Open(path).Expect(http.StatusOK)
		}
	}
}

// Goal: giving access and taking it back look alike for somebody whom the office's files link to the child, for a
// stranger and for the payer. Method: the payer does both over the pages with each; the codes apart, all that can be
// read is the same.
func TestGrantLooksAlike(t *testing.T) {
	s := openFixture(t, "3")
	p := s.browse("owner")
	var seen []string
	for _, code := range []string{formersOwn, "SLVNMO89S62H501T", owner} {
		asked := p.Open("/anagrafica/accessi/"+child).Press("Prosegui", url.Values{"codice": {code}})
		given := asked.Press("CONFERMA", nil).Expect(http.StatusOK, "Accesso dato", code)
		taken := given.Press("Togli", nil).Expect(http.StatusOK, "Accesso tolto")
		all := strings.Join([]string{asked.Text, given.URL.String(), given.Text, taken.URL.String(), taken.Text}, "\n")
		seen = append(seen, strings.ReplaceAll(all, code, "CODICE"))
	}
	if seen[0] != seen[1] || seen[0] != seen[2] {
		t.Errorf("a stranger, a linked adult and the payer read different things:\n%s", strings.Join(seen, "\n\n"))
	}
	s.ask("second", http.MethodGet, "/refezione?figlio="+child).expect(t, http.StatusOK)
	s.ask("owner", http.MethodGet, "/anagrafica/accessi/"+child).expect(t, http.StatusOK)
}

// expect fails the test unless the answer has this status.
func (r reply) expect(t *testing.T, status int) {
	t.Helper()
	if r.status != status {
		t.Errorf("%s: %d, want %d", r.asked, r.status, status)
	}
}
