package e2e_test

import (
	"net/http"
	"testing"

	"serviziscolastici/infra/proof/e2e/visitor"
)

// Goal: who paid for a child once meets nothing of the child of today, on any page or paper to which what was paid,
// chosen, told or let in then can lead. Method: follow every link with the session of that parent, and of the adult
// whom that parent let in; every answer is searched.
func TestFormerPayerMeetsThePast(t *testing.T) {
	s := openStage(t, "2")
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
		walk(t, p.Visitor, "/riepilogo")
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
