package main

import (
	"crypto/rand"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"

	"serviziscolastici/shared/billing"
	"serviziscolastici/shared/calendar"
	"serviziscolastici/shared/dynamo/dynamotest"
	"serviziscolastici/shared/ledger"
	"serviziscolastici/shared/pagopa"
	"serviziscolastici/shared/rating"
	"serviziscolastici/shared/web"
	"serviziscolastici/shared/web/webtest"
)

// stored returns the pages on top of a real store and a Checkout on the wire
// that sends every cart to the same address.
func stored(t *testing.T) (http.Handler, billing.Store) {
	t.Helper()
	parsed, err := web.NewPages(pages, "pages/*.html")
	if err != nil {
		t.Fatal(err)
	}
	checkout := httptest.NewServer(http.RedirectHandler("https://checkout.example/pay", http.StatusFound))
	t.Cleanup(checkout.Close)
	table, ops, clock := dynamotest.Table(t), dynamotest.Table(t), calendar.Fixed(webtest.Now())
	bills := billing.Store{
		Ledger: table, Ops: ops, Clock: clock, Random: rand.Reader,
		Accounts: ledger.Store{Ledger: table, Clock: clock},
	}
	return Handler{
		Site: webtest.Site(parsed), School: family{}, Billing: bills,
		Checkout: &pagopa.Checkout{BaseURL: checkout.URL, Key: "k"}, PortalURL: "https://" + webtest.Host,
		Ratings: rating.Store{Ops: ops, Clock: clock},
	}.Routes(), bills
}

// Goal: a notice goes from the list to Checkout and is paid by its receipt alone.
// Method: walk all pages, then settle.
func TestPaymentOverTheWire(t *testing.T) {
	h, bills := stored(t)
	issued, err := bills.IssueDocument(t.Context(), webtest.Municipality(), billing.Document{
		Number: "2026/1", Issued: calendar.NewDay(2026, 11, 1), Service: "mensa", Guardian: webtest.Guardian,
		Pupil: "A001", Description: "Servizio mensa scolastica", Amount: 8600, Due: calendar.NewDay(2026, 11, 30),
	})
	if err != nil || !issued {
		t.Fatalf("no document: %v", err)
	}
	webtest.Get(h, "/pagamenti").Expect(t, http.StatusOK, "Servizio mensa scolastica", "86,00 €", "Da pagare")
	listed, err := bills.ListOf(t.Context(), webtest.Tenant, webtest.Guardian)
	if err != nil {
		t.Fatal(err)
	}
	position := listed[0]
	mask := webtest.Post(h, choosing, url.Values{"avviso": numbers(listed)}).Header.Get("Location")
	webtest.Get(h, mask).Expect(t, http.StatusOK, "Paga 86,00 € online")
	cart := strings.TrimPrefix(mask, "/pagamenti/scelta/")
	webtest.Post(h, "/pagamenti/avvia/"+cart, nil).Expect(t, http.StatusOK, "Ti portiamo su pagoPA")
	back := "/pagamenti/esito/" + cart + "?da=ok"
	webtest.Get(h, back).Expect(t, http.StatusOK, "Stiamo verificando il pagamento")
	webtest.Get(h, "/pagamenti").Expect(t, http.StatusOK, "In verifica")
	webtest.Get(h, mask).Expect(t, http.StatusOK, "Hai già iniziato a pagare")
	outcome, err := bills.Settle(t.Context(), webtest.Tenant, pagopa.ReceiptMessage{
		Version: 1, ReceivedAt: webtest.Now(), Receipt: pagopa.Receipt{
			ReceiptID: "r1", NoticeNumber: position.Number, CreditorFiscalCode: position.Creditor, Outcome: "OK",
			Amount: position.Amount, PSPName: "Banca di Prova", PaidAt: webtest.Now(),
		},
	})
	if err != nil || outcome != billing.Settled {
		t.Fatalf("receipt: %s, %v", outcome, err)
	}
	webtest.Get(h, back).Expect(t, http.StatusOK, "Hai pagato 86,00 €")
	webtest.Get(h, "/pagamenti").Expect(t, http.StatusOK, "Non hai avvisi da pagare")
	webtest.Post(h, choosing, url.Values{"avviso": numbers(listed)}).Expect(t, http.StatusConflict)
	webtest.Get(h, "/pagamenti/avvisi/"+position.Number.String()+".pdf").Expect(t, http.StatusConflict)
}

// Goal: stars given at the end of a payment are kept without a name, then explained. Method: walk the pages.
func TestRatingOverTheWire(t *testing.T) {
	h, _ := stored(t)
	webtest.Post(h, opinionPath, url.Values{"stelle": {"9"}}).Expect(t, http.StatusBadRequest)
	webtest.Post(h, opinionPath, nil).Expect(t, http.StatusBadRequest, "Scegli da una a cinque stelle")
	next := webtest.Post(h, opinionPath, url.Values{"stelle": {"2"}}).Header.Get("Location")
	webtest.Get(h, next).Expect(t, http.StatusOK, "Dove hai incontrato le maggiori difficoltà?")
	long := url.Values{"dettagli": {strings.Repeat("x", 201)}}
	webtest.Post(h, next, long).Expect(t, http.StatusBadRequest, "al massimo 200 caratteri")
	end := webtest.Post(h, next, url.Values{"motivo": {"Altro"}, "dettagli": {"Va bene"}}).Header.Get("Location")
	webtest.Get(h, end).Expect(t, http.StatusOK, "Valutazione ricevuta")
	webtest.Get(h, opinionPath+"/0000").Expect(t, http.StatusNotFound)
}
