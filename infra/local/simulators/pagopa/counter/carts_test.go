package counter_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"
)

// Goal: carts are accepted and refused as the contract and the service say.
// Method: one body per case against a station that knows two notices.
func TestCarts(t *testing.T) {
	s := start(t, t.TempDir())
	good := cartOf(payable)
	change := func(old, new string) string { return strings.Replace(good, old, new, 1) }
	cases := []struct {
		name, body, key string
		status          int
	}{
		{"good", good, key, http.StatusFound},
		{"two notices", cartOf(payable, other), key, http.StatusFound},
		{"no key", good, "", http.StatusUnauthorized},
		{"wrong key", good, "altra", http.StatusUnauthorized},
		{"no JSON", "{", key, http.StatusBadRequest},
		{"no notices", cartOf(), key, http.StatusBadRequest},
		{"amount zero", change("4500", "0"), key, http.StatusBadRequest},
		{"amount in euro", change("4500", "45.00"), key, http.StatusBadRequest},
		{"flag as text", change("false", `"false"`), key, http.StatusBadRequest},
		{"short number", change(payable, "123"), key, http.StatusBadRequest},
		{"no waiting address", change("https://p.example.it/attesa", ""), key, http.StatusBadRequest},
		{"bad e-mail", change("m.rossi@example.com", "rossi"), key, http.StatusBadRequest},
		{"six notices", cartOf(payable, other, payable, other, payable, other), key, 422},
		{"same notice twice", cartOf(payable, payable), key, http.StatusUnprocessableEntity},
		{"unknown notice", cartOf(unknown), key, http.StatusUnprocessableEntity},
	}
	for _, c := range cases {
		got := s.carts(c.body, c.key)
		if got.status != c.status {
			t.Errorf("%s: status %d, want %d: %s", c.name, got.status, c.status, got.body)
		}
		located := strings.HasPrefix(got.location, "http://checkout.example.it/checkout/")
		if located != (c.status == http.StatusFound) {
			t.Errorf("%s: Location %q", c.name, got.location)
		}
	}
}

// openCart makes a cart and returns the path of its page.
func openCart(t *testing.T, s *simulator, notices ...string) string {
	t.Helper()
	made := s.carts(cartOf(notices...), key)
	address, err := url.Parse(made.location)
	if err != nil || made.status != http.StatusFound {
		t.Fatalf("status %d: %s", made.status, made.body)
	}
	return address.Path
}

// Goal: every button of Checkout leads to its return address, and only a
// payment makes receipts. Method: press each on a fresh simulator.
func TestCheckoutButtons(t *testing.T) {
	cases := []struct {
		action, location string
		receipts         int
	}{
		{"paga", "https://p.example.it/ok", 2},
		{"paga-dopo", "https://p.example.it/attesa", 2},
		{"annulla", "https://p.example.it/annullato", 0},
		{"errore", "https://p.example.it/errore", 0},
	}
	for _, c := range cases {
		t.Run(c.action, func(t *testing.T) {
			s := start(t, t.TempDir())
			page := openCart(t, s, payable, other)
			if body := s.get(page).body; !strings.Contains(body, "90,00\u00a0€") {
				t.Errorf("the page does not show the total:\n%s", body)
			}
			for range 2 { // the second press meets a closed cart
				got := s.form(page, url.Values{"azione": {c.action}})
				if got.status != http.StatusSeeOther || got.location != c.location {
					t.Errorf("status %d to %q, want %q: %s", got.status, got.location, c.location, got.body)
				}
			}
			s.until("receipts delivered", func(list []receipt) bool {
				for _, one := range list {
					if one.State != "NOTIFIED" {
						return false
					}
				}
				return len(list) == c.receipts
			})
		})
	}
}

// Goal: the receipt repeats what GetPayment said, with the cart's note asked
// for, text escaped and the payer when there is one. Method: read the messages.
func TestReceiptContent(t *testing.T) {
	s := start(t, t.TempDir())
	fields := url.Values{
		"azione": {"paga"}, "pagatore": {"Giulia Verdi"}, "codice_fiscale": {"vrdlgu82c50h501r"},
	}
	s.form(openCart(t, s, payable), fields)
	s.until("one receipt", func(list []receipt) bool { return len(list) == 1 && list[0].State == "NOTIFIED" })
	s.station.mu.Lock()
	all := strings.Join(s.station.requests, "\n")
	s.station.mu.Unlock()
	for _, want := range []string{
		"<paymentNote>carrello-1</paymentNote>", "<paymentAmount>45.00</paymentAmount>",
		"<description>Mensa &amp; co</description>", "<creditorReferenceId>02202500000012356</creditorReferenceId>",
		"<entityUniqueIdentifierValue>VRDLGU82C50H501R</entityUniqueIdentifierValue>",
		"<IBAN>IT60X0542811101000000123456</IBAN>", "<pafn:paSendRTV2Request>", "<standIn>false</standIn>",
	} {
		if !strings.Contains(all, want) {
			t.Errorf("no %s in the messages:\n%s", want, all)
		}
	}
}

// Goal: the bank takes one fee for a cart, which one receipt tells, or one for each notice where it is told to. Kind: a payer
// who is told of two fees and paid one. Method: read page and messages of both.
func TestCartFee(t *testing.T) {
	for each, want := range map[string]struct {
		fees int
		text string
	}{"false": {1, "1,00\u00a0€"}, "true": {2, "2,00\u00a0€"}} {
		s := start(t, t.TempDir())
		s.json("/api/behaviour", `{"fee_each":`+each+`}`)
		page := openCart(t, s, payable, other)
		if body := s.get(page).body; !strings.Contains(body, "Commissione della banca, in più: "+want.text) {
			t.Errorf("fee each %s: the page does not say %s:\n%s", each, want.text, body)
		}
		s.form(page, url.Values{"azione": {"paga"}})
		s.until("two receipts", func(list []receipt) bool {
			return len(list) == 2 && list[0].State == "NOTIFIED" && list[1].State == "NOTIFIED"
		})
		s.station.mu.Lock()
		all := strings.Join(s.station.requests, "\n")
		s.station.mu.Unlock()
		if got := strings.Count(all, "<fee>1.00</fee>"); got != want.fees || strings.Count(all, "<fee>") != want.fees {
			t.Errorf("fee each %s: %d receipts tell a fee", each, got)
		}
	}
}

// Goal: the counter shows and pays a notice given as number or as QR text, once.
// Method: look it up, pay it, try again.
func TestDesk(t *testing.T) {
	s := start(t, t.TempDir())
	for _, text := range []string{"3022 0250 0000 0123 56", "PAGOPA|002|" + payable + "|77777777777|4500"} {
		found := s.get("/sportello?avviso=" + url.QueryEscape(text))
		if found.status != http.StatusOK || !strings.Contains(found.body, "45,00\u00a0€") {
			t.Errorf("%s: status %d:\n%s", text, found.status, found.body)
		}
	}
	paid := s.form("/sportello", url.Values{"avviso": {payable}, "metodo": {"contanti"}})
	if paid.status != http.StatusOK || !strings.Contains(paid.body, "Pagati 45,00\u00a0€") {
		t.Errorf("status %d:\n%s", paid.status, paid.body)
	}
	again := s.form("/sportello", url.Values{"avviso": {payable}, "metodo": {"contanti"}})
	if again.status != http.StatusConflict || !strings.Contains(again.body, "PPT_PAGAMENTO_DUPLICATO") {
		t.Errorf("second payment: status %d:\n%s", again.status, again.body)
	}
	for text, status := range map[string]int{
		unknown: http.StatusConflict, "123": http.StatusBadRequest,
		"PAGOPA|002|" + payable + "|00000000000|4500": http.StatusBadRequest,
	} {
		if got := s.get("/sportello?avviso=" + url.QueryEscape(text)).status; got != status {
			t.Errorf("%s: status %d, want %d", text, got, status)
		}
	}
}
