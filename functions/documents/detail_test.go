package main

import (
	"net/http"
	"strings"
	"testing"

	"serviziscolastici/shared/pagopa"
	"serviziscolastici/shared/web/webtest"
)

// Goal: an open document can be read, paid and printed. Method: read its page and its links.
func TestOpenDocument(t *testing.T) {
	page := webtest.Get(newFixture().routes(t), "/documenti/2026-5")
	page.Expect(t, http.StatusOK, "Documento n. 2026/5", "Da pagare",
		"Maria Bianchi, codice fiscale BNCMRA85A41A794Y", "Anna Bianchi", "Scadenza 30/11/2026",
		"3020 0000 0000 0000 05", "Trasporto scolastico novembre 2026 Trasporto scolastico, quota mensile IVA 10% 50,00 €",
		"45,45 € di imponibile e 4,55 € di imposta", "esente da bollo",
		"Totale 50,00 €", "Paga", "Scarica l'avviso")
	for _, link := range []string{
		`"/pagamenti?avviso=302000000000000005"`, `"/pagamenti/avvisi/302000000000000005.pdf"`,
	} {
		if !strings.Contains(page.Body, link) {
			t.Errorf("no link %s", link)
		}
	}
}

// Goal: each state offers what makes sense in it. Method: table of documents.
func TestDocumentByState(t *testing.T) {
	for id, want := range map[string]struct {
		says           []string
		payable, fresh bool
	}{
		"2026-4": {[]string{"In verifica", "Non pagare di nuovo"}, false, true},
		"2026-3": {[]string{"Scaduto"}, true, false},
		"2026-2": {[]string{"Pagato il 20/10/2026", "Banca di Prova", "Vedi la ricevuta"}, false, false},
		"2026-1": {[]string{"Annullato"}, false, false},
	} {
		page := webtest.Get(newFixture().routes(t), "/documenti/"+id)
		page.Expect(t, http.StatusOK, want.says...)
		if payable := strings.Contains(page.Body, "/pagamenti?avviso="); payable != want.payable {
			t.Errorf("%s: a way to pay: %v", id, payable)
		}
		if fresh := strings.Contains(page.Body, "data-aggiorna"); fresh != want.fresh {
			t.Errorf("%s: looks again by itself: %v", id, fresh)
		}
	}
}

// Goal: "not yours" and "not there" are the same page. Method: a foreign document, a missing one
// and ids that cannot be; the texts are compared.
func TestForeignDocument(t *testing.T) {
	routes := newFixture().routes(t)
	missing := webtest.Get(routes, "/documenti/2026-77")
	missing.Expect(t, http.StatusNotFound, "non c'è, oppure non è collegata")
	for _, id := range []string{"2026-9", "2026%2F5", "%23", strings.Repeat("9", 3000)} {
		for _, rest := range []string{"", "/ricevuta"} {
			page := webtest.Get(routes, "/documenti/"+id+rest)
			if page.Status != http.StatusNotFound || page.Text() != missing.Text() {
				t.Errorf("/documenti/%.10s%s differs from a missing one: status %d", id, rest, page.Status)
			}
		}
	}
}

// Goal: the receipt shows pagoPA's minimum set. Method: read the page of a paid document.
func TestReceipt(t *testing.T) {
	webtest.Get(newFixture().routes(t), "/documenti/2026-2/ricevuta").Expect(t, http.StatusOK,
		"Ricevuta di pagamento", "Abbiamo ricevuto 20,00 € per il documento n. 2026/2",
		"Data e ora 20/10/2026, ore 14:30", "Importo 20,00 €", "Commissione del gestore 1,50 €",
		"Causale Trasporto scolastico, quota mensile", "Comune di Vallechiara, codice fiscale 77777777777",
		"Banca di Prova, BPPROVA", "Identificativo unico (IUV) 02000000000000002",
		"Numero unico del pagamento c110729d258c4ab1b765fe902aae41d6",
		"Intestatario dell'avviso Maria Bianchi, codice fiscale BNCMRA85A41A794Y", "Pagato da Nonna Pia Alunno")
}

// Goal: a receipt without time of payment shows the day that settlement found. Method: such a receipt.
func TestReceiptWithoutTime(t *testing.T) {
	known := newFixture()
	for number, receipt := range known.receipts {
		known.receipts[number] = pagopa.Receipt{ReceiptID: receipt.ReceiptID, Amount: receipt.Amount}
	}
	webtest.Get(known.routes(t), "/documenti/2026-2/ricevuta").
		Expect(t, http.StatusOK, "Data e ora 20/10/2026 Importo", "Intestatario dell'avviso Maria Bianchi")
}

// Goal: without a receipt the page says why and what to do. Method: documents of each open state.
func TestNoReceiptYet(t *testing.T) {
	known := newFixture()
	known.receipts = nil
	for id, want := range map[string][]string{
		"2026-5": {"La ricevuta non è ancora arrivata", "non risulta ancora pagato", "Paga"},
		"2026-4": {"La ricevuta non è ancora arrivata", "in verifica", "Aggiorna"},
		"2026-2": {"La ricevuta non è ancora arrivata", "risulta pagato", "Aggiorna"},
		"2026-1": {"Non c'è nessuna ricevuta", "è stato annullato"},
	} {
		webtest.Get(known.routes(t), "/documenti/"+id+"/ricevuta").Expect(t, http.StatusNotFound, want...)
	}
}
