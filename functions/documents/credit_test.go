package main

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"serviziscolastici/shared/billing"
	"serviziscolastici/shared/calendar"
	"serviziscolastici/shared/tax"
	"serviziscolastici/shared/web/webtest"
)

// credited adds a note that takes document 2026/3 back, and one with a stamp.
func credited() *fixture {
	w := newFixture()
	note := w.documents["2026-3"]
	note.Number, note.Corrects, note.Notice, note.Due = "2026/6", "2026/3", "", calendar.Day{}
	w.documents["2026-6"] = note
	for i := range w.positions {
		if w.positions[i].Document == "2026-3" {
			w.positions[i].Credited, w.positions[i].State = "2026/6", billing.Cancelled
		}
	}
	w.issue(8, "anna", time.November)
	stamped := w.documents["2026-8"]
	stamped.Tax, stamped.Stamp = billing.Tax{Exempt: "Esente art. 10 DPR 633/72"}, tax.StampDuty
	stamped.Amount, stamped.StampLeave = 90_00+tax.StampDuty, "n. 7 del 01/02/2020"
	w.documents["2026-8"] = stamped
	return w
}

// Goal: a document that was taken back says so, cannot be paid, and leads to its note and back; it counts in
// no total. Method: read list, document and note.
func TestCreditNote(t *testing.T) {
	routes := credited().routes(t)
	webtest.Get(routes, "/documenti?stato=stornato").Expect(t, http.StatusOK, "1 documento", "nota di credito",
		"Emesso 0,00 €")
	original := webtest.Get(routes, "/documenti/2026-3")
	original.Expect(t, http.StatusOK, "Stornato", "nota di credito n. 2026/6", "Non devi pagarlo")
	if strings.Contains(original.Body, "/pagamenti?avviso=") {
		t.Error("a reversed document can be paid")
	}
	webtest.Get(routes, "/documenti/2026-6").Expect(t, http.StatusOK, "Nota di credito n. 2026/6",
		"annulla, per 30,00 €, il documento n. 2026/3")
	webtest.Get(routes, "/documenti/2026-6/ricevuta").Expect(t, http.StatusNotFound)
}

// Goal: a document shows stamp duty, by the leave that it was issued with, and why there is no VAT. Method: read
// one, of a municipality that has no leave by now.
func TestStamp(t *testing.T) {
	webtest.Get(credited().routes(t), "/documenti/2026-8").Expect(t, http.StatusOK,
		"Esente art. 10 DPR 633/72 90,00 €", "Imposta di bollo", "Fuori campo IVA 2,00 €", "Totale 92,00 €",
		"assolta in modo virtuale, autorizzazione n. 7 del 01/02/2020")
}

// Goal: documents and notes are PDFs, of the parent's own only. Method: ask for both and for a foreign one.
func TestPrinted(t *testing.T) {
	routes := credited().routes(t)
	for id, want := range map[string]int{
		"2026-5": http.StatusOK, "2026-6": http.StatusOK, "2026-8": http.StatusOK, "2026-9": http.StatusNotFound,
	} {
		answer := webtest.Get(routes, "/documenti/"+id+"/documento.pdf")
		if answer.Status != want || want == http.StatusOK && !strings.HasPrefix(answer.Body, "%PDF-") {
			t.Errorf("%s: status %d", id, answer.Status)
		}
	}
}
