package main

import (
	"bytes"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"strings"
	"testing"
	"time"

	"serviziscolastici/shared/billing"
	"serviziscolastici/shared/calendar"
	"serviziscolastici/shared/pagopa"
	"serviziscolastici/shared/web"
	"serviziscolastici/shared/web/webtest"
)

const (
	maskPath  = "/pagamenti/scelta/" + cartID
	startPath = "/pagamenti/avvia/" + cartID
)

// Goal: the mask offers both ways to pay. Method: a cart of two.
func TestWays(t *testing.T) {
	bills := &books{positions: notices(2)}
	page := webtest.Get(serve(t, bills, closed(t)), maskPath)
	page.Expect(t, http.StatusOK, "Pagamento immediato", "Pagamento differito", "Paga 20,00 € online",
		"Anna Bianchi")
	for _, position := range bills.positions {
		if !strings.Contains(page.Body, `href="/pagamenti/avvisi/`+position.Number.String()+`.pdf"`) {
			t.Error("a notice cannot be downloaded")
		}
	}
	bills.expectNothing(t)
}

// Goal: an installation without pagoPA's keys offers the notice alone, and one without a station says that
// nothing can be paid yet; neither can be talked into a payment. Method: the mask and the way to Checkout of each.
func TestWaysWithoutPagoPA(t *testing.T) {
	site, err := web.NewPages(pages, "pages/*.html")
	if err != nil {
		t.Fatal(err)
	}
	for name, test := range map[string]struct {
		checkout  Checkout
		noStation bool
		printed   bool
	}{
		"no keys": {nil, false, true}, "no station": {closed(t), true, false}, "neither": {nil, true, false},
	} {
		bills := &books{positions: notices(2)}
		h := Handler{
			Site: webtest.Site(site), School: family{}, Billing: bills, Checkout: test.checkout, NoStation: test.noStation,
		}.Routes()
		page := webtest.Get(h, maskPath)
		page.Expect(t, http.StatusOK, "Il pagamento online non è ancora attivo")
		if strings.Contains(page.Body, startPath) {
			t.Errorf("%s: the mask offers to pay online", name)
		}
		if printed := strings.Contains(page.Body, ".pdf"); printed != test.printed {
			t.Errorf("%s: the notice is offered: %v", name, printed)
		}
		webtest.Post(h, startPath, nil).Expect(t, http.StatusServiceUnavailable, "non è ancora attivo")
		bills.expectNothing(t)
	}
}

// Goal: the mask warns before the same is paid twice. Method: a notice tried five minutes ago, and one tried
// longer ago than a payment lasts.
func TestWaysWarnsOfAPaymentUnderWay(t *testing.T) {
	for ago, warned := range map[time.Duration]bool{5 * time.Minute: true, 31 * time.Minute: false} {
		bills := &books{positions: []billing.Position{
			notice(1, 1000, calendar.Day{}), attempted(notice(2, 2000, calendar.Day{}), ago),
		}}
		page := webtest.Get(serve(t, bills, closed(t)), maskPath)
		page.Expect(t, http.StatusOK, "Paga 30,00 € online")
		if got := strings.Contains(page.Body, "Hai già iniziato a pagare"); got != warned {
			t.Errorf("%v ago: warned %v", ago, got)
		}
	}
}

// Goal: what cannot be paid any more shows its outcome. Method: a cart with a paid notice.
func TestWaysOfAPaidCart(t *testing.T) {
	all := notices(2)
	all[0].State = billing.Paid
	answer := webtest.Get(serve(t, &books{positions: all}, closed(t)), maskPath)
	if answer.Status != http.StatusSeeOther || answer.Header.Get("Location") != "/pagamenti/esito/"+cartID {
		t.Errorf("%d to %q", answer.Status, answer.Header.Get("Location"))
	}
}

// Goal: a cart that is not the parent's looks missing. Method: unknown and malformed ids, on all its pages.
func TestForeignCart(t *testing.T) {
	h := serve(t, &books{positions: notices(1)}, closed(t))
	for _, id := range []string{strings.Repeat("0", 32), "x", "00112233445566778899AABBCCDDEEFF", "..%2f.."} {
		webtest.Get(h, "/pagamenti/scelta/"+id).Expect(t, http.StatusNotFound)
		webtest.Get(h, "/pagamenti/esito/"+id).Expect(t, http.StatusNotFound)
		webtest.Post(h, "/pagamenti/avvia/"+id, nil).Expect(t, http.StatusNotFound)
	}
}

// Goal: pay now leads to Checkout by a page of our own.
// Method: look at the way out, the cart sent and the note left.
func TestStart(t *testing.T) {
	const address = "https://checkout.example/c/1?id=a&b=c"
	var sent pagopa.Cart
	bills := &books{positions: notices(2)}
	page := webtest.Post(serve(t, bills, func(cart pagopa.Cart) (string, error) {
		sent = cart
		return address, nil
	}), startPath, nil)
	page.Expect(t, http.StatusOK, "Ti portiamo su pagoPA", "Continua su pagoPA")
	if got := page.Header.Get("Refresh"); got != "0; url="+address {
		t.Errorf("Refresh %q", got)
	}
	if !strings.Contains(page.Body, `href="https://checkout.example/c/1?id=a&amp;b=c"`) {
		t.Error("no link to follow by hand")
	}
	if len(sent.Notices) != 2 || sent.Notices[0].Amount != 1000 ||
		sent.Notices[1].Number != bills.positions[1].Number {
		t.Errorf("cart %+v", sent)
	}
	if len(bills.begun) != 2 {
		t.Errorf("%d notices in verification", len(bills.begun))
	}
}

// Goal: nothing that Checkout is told names a person.
// Method: look for the family in the cart sent, addresses first.
func TestStartTellsNoNames(t *testing.T) {
	session := webtest.Session()
	webtest.Post(serve(t, &books{positions: notices(1)}, func(cart pagopa.Cart) (string, error) {
		for door, address := range map[string]string{
			"ok": cart.ReturnOK, "annullato&uscita=1795366800": cart.ReturnCancel, "errore": cart.ReturnError,
			"attesa": cart.ReturnWaiting,
		} {
			if want := "https://" + webtest.Host + "/pagamenti/esito/" + cartID + "?da=" + door; address != want {
				t.Errorf("return address %q, want %q", address, want)
			}
		}
		told := fmt.Sprintf("%+v", cart)
		for _, personal := range []string{
			session.FiscalCode, session.Name, session.FamilyName, session.Guardian, session.ID, "Anna", "A001",
		} {
			if strings.Contains(told, personal) {
				t.Errorf("Checkout is told %q", personal)
			}
		}
		return "https://checkout.example/", nil
	}), startPath, nil).Expect(t, http.StatusOK)
}

// Goal: with several Comuni in one installation, Checkout returns to the portal that the parent left, where
// the session is. Method: the installation's own address is another municipality's; look at the cart sent.
func TestCheckoutReturnsToTheMunicipality(t *testing.T) {
	parsed, err := web.NewPages(pages, "pages/*.html")
	if err != nil {
		t.Fatal(err)
	}
	var sent pagopa.Cart
	h := Handler{
		Site: webtest.Site(parsed), School: family{}, Billing: &books{positions: notices(1)},
		Checkout: till(func(cart pagopa.Cart) (string, error) {
			sent = cart
			return "https://checkout.example/", nil
		}),
		PortalURL: "https://portale.altrocomune.example.it",
	}
	webtest.Post(h.Routes(), startPath, nil).Expect(t, http.StatusOK)
	for _, address := range []string{sent.ReturnOK, sent.ReturnCancel, sent.ReturnError, sent.ReturnWaiting} {
		if !strings.HasPrefix(address, "https://"+webtest.Host+"/pagamenti/esito/"+cartID) {
			t.Errorf("return address %q is not on the parent's portal", address)
		}
	}
}

// Goal: Case 52, each refusal of Checkout has its own words, and the parent can pay on paper.
// Method: down, late, wrong key, a cart that is refused, not payable; look at page and log.
func TestStartRefused(t *testing.T) {
	for name, c := range map[string]struct {
		refusal error
		status  int
		text    string
	}{
		"down": {pagopa.ErrCheckoutUnavailable, http.StatusServiceUnavailable, "pagoPA ha un problema"},
		"late": {
			errors.Join(pagopa.ErrCheckoutUnavailable, pagopa.ErrCheckoutTimeout), http.StatusServiceUnavailable,
			"pagoPA non ha risposto in tempo",
		},
		"refused": {pagopa.ErrInvalidCart, http.StatusServiceUnavailable, "non accetta il pagamento online"},
		"wrong key": {
			errors.Join(pagopa.ErrCheckoutUnavailable, pagopa.ErrCheckoutKey), http.StatusServiceUnavailable,
			"il Comune non può aprire pagamenti online",
		},
		"not payable": {pagopa.ErrNotPayable, http.StatusConflict, "in questo momento non è pagabile"},
	} {
		parsed, err := web.NewPages(pages, "pages/*.html")
		if err != nil {
			t.Fatal(err)
		}
		var log bytes.Buffer
		site := webtest.Site(parsed)
		site.Log = slog.New(slog.NewTextHandler(&log, nil))
		bills := &books{positions: notices(1)}
		refusing := till(func(pagopa.Cart) (string, error) { return "", c.refusal })
		h := Handler{Site: site, School: family{}, Billing: bills, Checkout: refusing}
		page := webtest.Post(h.Routes(), startPath, nil)
		page.Expect(t, c.status, c.text, "Non è stato possibile avviare il pagamento", "Pagamento differito", "Scarica l'avviso")
		if strings.Contains(page.Body, "Controlla questi dati") {
			t.Errorf("%s: the parent is told to check data that is right", name)
		}
		if page.Header.Get("Refresh") != "" || strings.Count(page.Body, "<h1") != 1 {
			t.Errorf("%s: not one page, or it leaves", name)
		}
		if strings.Count(log.String(), "\n") != 1 || !strings.Contains(log.String(), "pagopa: ") {
			t.Errorf("%s: the cause is not in one line of the log: %s", name, log.String())
		}
		bills.expectNothing(t)
	}
}

// Goal: a cart with a paid notice does not go to Checkout. Method: one of two paid meanwhile.
func TestStartOfAPaidCart(t *testing.T) {
	all := notices(2)
	all[1].State = billing.Paid
	bills := &books{positions: all}
	webtest.Post(serve(t, bills, closed(t)), startPath, nil).
		Expect(t, http.StatusConflict, "nel frattempo è stato pagato o annullato")
	bills.expectNothing(t)
}

// Goal: a top-up of which a payment is under way is not paid with another cart, also by a form that was made before; the cart
// itself can be tried again. Kind: two carts of one notice. Method: the form and the mask of a cart with a top-up that was begun
// five minutes ago with another, the same of a document, of one begun longer ago than a payment lasts, and with this cart.
func TestStartOfATopUpUnderWay(t *testing.T) {
	for name, c := range map[string]struct {
		kind   billing.Kind
		ago    time.Duration
		cart   string
		status int
	}{
		"under way": {billing.TopUp, 5 * time.Minute, "another", http.StatusConflict},
		"over":      {billing.TopUp, 31 * time.Minute, "another", http.StatusOK},
		"document":  {billing.ForDocument, 5 * time.Minute, "another", http.StatusOK},
		"again":     {billing.TopUp, 5 * time.Minute, cartID, http.StatusOK},
	} {
		one := attempted(notice(1, 1000, calendar.Day{}), c.ago)
		one.Kind, one.AttemptedBy = c.kind, c.cart
		bills, asked := &books{positions: []billing.Position{one}}, 0
		h := serve(t, bills, func(pagopa.Cart) (string, error) {
			asked++
			return "https://checkout.example/pay", nil
		})
		offered := strings.Contains(webtest.Get(h, maskPath).Body, startPath)
		page := webtest.Post(h, startPath, nil)
		page.Expect(t, c.status)
		refused := c.status == http.StatusConflict
		if (asked == 0) != refused || (len(bills.begun) == 0) != refused || offered == refused {
			t.Errorf("%s: Checkout was asked %d times, %d attempts, offered %t: %s", name, asked, len(bills.begun), offered, page.Text())
		}
		if refused {
			page.Expect(t, c.status, "Non è stato possibile avviare il pagamento", billing.ErrVerifying.Text)
		}
	}
}

// Goal: pagoPA is not asked for one parent without end. Kind: limits of one parent. Method: the last payment of a day,
// and one more with a Checkout that nobody may ask.
func TestStartsOfADay(t *testing.T) {
	bills, asked := &books{positions: notices(1), started: 99}, 0
	h := serve(t, bills, func(pagopa.Cart) (string, error) {
		asked++
		return "https://checkout.example/pay", nil
	})
	webtest.Post(h, "/pagamenti/avvia/"+cartID, nil).Expect(t, http.StatusOK, "Ti portiamo su pagoPA")
	webtest.Post(h, "/pagamenti/avvia/"+cartID, nil).Expect(t, http.StatusTooManyRequests, "Oggi hai raggiunto il limite.")
	if asked != 1 {
		t.Errorf("Checkout was asked %d times", asked)
	}
}
