package main

import (
	"crypto/rand"
	"fmt"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"

	"serviziscolastici/infra/local/rights/rightstest"
	"serviziscolastici/shared/billing"
	"serviziscolastici/shared/calendar"
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
	tables, clock := rightstest.Tables(t), calendar.Fixed(webtest.Now())
	bills := billing.Store{
		Ledger: tables.Ledger, Ops: tables.Ops, Clock: clock, Random: rand.Reader,
		Accounts: ledger.Store{Ledger: tables.Ledger, Clock: clock},
	}
	own := tables.As(t, "payments")
	return Handler{
		Site: webtest.Site(parsed), School: family{},
		Billing:  billing.Store{Ledger: own.Ledger, Ops: own.Ops, Clock: clock, Random: rand.Reader},
		Checkout: &pagopa.Checkout{BaseURL: checkout.URL}, PortalURL: "https://" + webtest.Host,
		Ratings: rating.Store{Ops: own.Ops, Clock: clock},
	}.Routes(), bills
}

// issue gives the parent a document to pay, and returns its notice as the list has it.
func issue(t *testing.T, bills billing.Store) []billing.Position {
	t.Helper()
	issued, err := bills.IssueDocument(t.Context(), webtest.Municipality(), billing.Document{
		Number: "2026/1", Issued: calendar.NewDay(2026, 11, 1), Service: "mensa", Guardian: webtest.Guardian,
		Pupil: "A001", Description: "Servizio mensa scolastica", Amount: 8600, Due: calendar.NewDay(2026, 11, 30),
	})
	if err != nil || !issued {
		t.Fatalf("no document: %v", err)
	}
	listed, err := bills.ListOf(t.Context(), webtest.Tenant, webtest.Guardian)
	if err != nil || len(listed) != 1 {
		t.Fatalf("%d notices, %v", len(listed), err)
	}
	return listed
}

// pay settles the receipt of a notice.
func pay(t *testing.T, bills billing.Store, position billing.Position) {
	t.Helper()
	outcome, err := bills.Settle(t.Context(), webtest.Tenant, pagopa.ReceiptMessage{
		Version: 1, ReceivedAt: webtest.Now(), Receipt: pagopa.Receipt{
			ReceiptID: "r1", NoticeNumber: position.Number, CreditorFiscalCode: position.Creditor, Outcome: "OK",
			Amount: position.Amount, PSPName: "Banca di Prova", PaidAt: webtest.Now(),
		},
	})
	if err != nil || outcome != billing.Settled {
		t.Fatalf("receipt: %s, %v", outcome, err)
	}
}

// Goal: a notice goes from the list to Checkout and is paid by its receipt alone.
// Method: walk all pages, then settle.
func TestPaymentOverTheWire(t *testing.T) {
	h, bills := stored(t)
	listed := issue(t, bills)
	webtest.Get(h, "/pagamenti").Expect(t, http.StatusOK, "Servizio mensa scolastica", "86,00 €", "Da pagare")
	position := listed[0]
	mask := webtest.Post(h, choosing, url.Values{"avviso": numbers(listed)}).Header.Get("Location")
	webtest.Get(h, mask).Expect(t, http.StatusOK, "Paga 86,00 € online")
	cart := strings.TrimPrefix(mask, "/pagamenti/scelta/")
	webtest.Post(h, "/pagamenti/avvia/"+cart, nil).Expect(t, http.StatusOK, "Ti portiamo su pagoPA")
	back := "/pagamenti/esito/" + cart + "?da=ok"
	webtest.Get(h, back).Expect(t, http.StatusOK, "Stiamo verificando il pagamento")
	webtest.Get(h, "/pagamenti").Expect(t, http.StatusOK, "In verifica")
	webtest.Get(h, mask).Expect(t, http.StatusOK, "Hai già iniziato a pagare")
	pay(t, bills, position)
	webtest.Get(h, back).Expect(t, http.StatusOK, "Hai pagato 86,00 €")
	webtest.Get(h, "/pagamenti").Expect(t, http.StatusOK, "Non hai avvisi da pagare")
	webtest.Post(h, choosing, url.Values{"avviso": numbers(listed)}).Expect(t, http.StatusConflict)
	webtest.Get(h, "/pagamenti/avvisi/"+position.Number.String()+".pdf").Expect(t, http.StatusConflict)
}

// Goal: stars given at the end of a payment are kept without a name, then explained. Method: walk the pages.
func TestRatingOverTheWire(t *testing.T) {
	h, bills := stored(t)
	listed := issue(t, bills)
	mask := webtest.Post(h, choosing, url.Values{"avviso": numbers(listed)}).Header.Get("Location")
	pay(t, bills, listed[0])
	cart := strings.TrimPrefix(mask, "/pagamenti/scelta/")
	page := webtest.Get(h, "/pagamenti/esito/"+cart)
	if !strings.Contains(page.Body, `name="carrello" value="`+cart+`"`) {
		t.Error("the stars do not name the payment")
	}
	webtest.Post(h, opinionPath, url.Values{"stelle": {"9"}, "carrello": {cart}}).Expect(t, http.StatusBadRequest)
	webtest.Post(h, opinionPath, nil).Expect(t, http.StatusBadRequest, "Scegli da una a cinque stelle")
	next := webtest.Post(h, opinionPath, url.Values{"stelle": {"2"}, "carrello": {cart}}).Header.Get("Location")
	webtest.Get(h, next).Expect(t, http.StatusOK, "Dove hai incontrato le maggiori difficoltà?")
	long := url.Values{"dettagli": {strings.Repeat("x", 201)}}
	webtest.Post(h, next, long).Expect(t, http.StatusBadRequest, "al massimo 200 caratteri")
	end := webtest.Post(h, next, url.Values{"motivo": {"Altro"}, "dettagli": {"Va bene"}}).Header.Get("Location")
	webtest.Get(h, end).Expect(t, http.StatusOK, "Valutazione ricevuta")
	for _, nowhere := range []string{"/0000", "/" + strings.Repeat("0", 32), "/" + strings.Repeat("0", 3000)} {
		webtest.Get(h, opinionPath+nowhere).Expect(t, http.StatusNotFound)
		webtest.Post(h, opinionPath+nowhere, nil).Expect(t, http.StatusNotFound)
	}
}

// Goal: stars count for a payment that is done, of the parent's own, and once. Kind: limits of one parent. Method:
// stars before the payment, for no payment, then with many forms and by two carts that hold the same notice.
func TestRatingWithoutPayment(t *testing.T) {
	h, bills := stored(t)
	listed := issue(t, bills)
	var carts []string
	for range 2 {
		mask := webtest.Post(h, choosing, url.Values{"avviso": numbers(listed)}).Header.Get("Location")
		carts = append(carts, strings.TrimPrefix(mask, "/pagamenti/scelta/"))
	}
	rate := func(cart string, n int) webtest.Answer {
		return webtest.Post(h, opinionPath, url.Values{
			"stelle": {"1"}, "carrello": {cart}, "form_id": {fmt.Sprintf("%032x", n)},
		})
	}
	rate(carts[0], 1).Expect(t, http.StatusConflict, "Puoi valutare un pagamento quando è concluso")
	for _, none := range []string{"", "x", strings.Repeat("0", 32)} {
		rate(none, 2).Expect(t, http.StatusNotFound)
	}
	pay(t, bills, listed[0])
	kept := 0
	for n := range 60 {
		if rate(carts[n%2], 3+n).Status == http.StatusSeeOther {
			kept++
		}
	}
	if kept != 1 {
		t.Errorf("%d ratings of one payment", kept)
	}
	rate(carts[1], 100).Expect(t, http.StatusConflict, "Hai già valutato questo pagamento")
}
