package main

import (
	"net/http"
	"strings"
	"testing"

	"serviziscolastici/shared/billing"
	"serviziscolastici/shared/web/webtest"
)

// Goal: the receipt of any paid notice of the parent's own is a PDF; while it is open a page says what to
// expect, and another number is not there. Method: ask for the three.
func TestReceipt(t *testing.T) {
	bills := &books{positions: notices(2)}
	paid := &bills.positions[0]
	paid.State, paid.Payment = billing.Paid, &billing.Payment{Receipt: "RT1", At: webtest.Now(), PSP: "Banca di prova"}
	h := serve(t, bills, closed(t))
	path := "/pagamenti/ricevute/"
	answer := webtest.Get(h, path+paid.Number.String()+".pdf")
	if answer.Status != http.StatusOK || answer.Header.Get("Content-Type") != "application/pdf" ||
		!strings.HasPrefix(answer.Body, "%PDF-") {
		t.Errorf("status %d, %s", answer.Status, answer.Header.Get("Content-Type"))
	}
	// A person can tell the files apart, and the address names nobody.
	want := "attachment; filename=ricevuta-anna-10.00-euro-2026-11-22-" + paid.Number.String()[14:] + ".pdf"
	if got := answer.Header.Get("Content-Disposition"); got != want {
		t.Errorf("the file is called %q, want %q", got, want)
	}
	paid.Pupil = "A009" // no child of the parent's of today
	if got := webtest.Get(h, path+paid.Number.String()+".pdf").Header.Get("Content-Disposition"); strings.Contains(got, "anna") {
		t.Errorf("the file of a former child is called %q", got)
	}
	webtest.Get(h, path+bills.positions[1].Number.String()+".pdf").Expect(t, http.StatusNotFound, "non è ancora arrivata")
	webtest.Get(h, path+"302000000000000099.pdf").Expect(t, http.StatusNotFound)
	webtest.Get(h, path+paid.Number.String()).Expect(t, http.StatusNotFound)
}
