package pagopa_test

import (
	"context"
	"encoding/json"
	"errors"
	"net/http"
	"net/http/httptest"
	"testing"
	"testing/synctest"
	"time"

	"serviziscolastici/shared/pagopa"
)

func cart(notices ...pagopa.CartNotice) pagopa.Cart {
	return pagopa.Cart{
		Notices:       notices,
		ID:            "cart-01",
		ReturnOK:      "https://portal.example/ok",
		ReturnCancel:  "https://portal.example/cancel",
		ReturnError:   "https://portal.example/error",
		ReturnWaiting: "https://portal.example/waiting",
	}
}

func notice(number string) pagopa.CartNotice {
	return pagopa.CartNotice{
		Number:             pagopa.NoticeNumber(number),
		CreditorFiscalCode: "77777777777",
		Amount:             4500,
		CompanyName:        "Comune di Esempio",
		Description:        "Servizio mensa scolastica, ricarica",
	}
}

func TestCreateCart(t *testing.T) {
	// Goal: Case 51, the cart has Checkout's form and the redirect is handed on, not followed.
	// Method: a server that keeps what it reads and answers 302 to itself.
	var sent map[string]any
	var key string
	calls := 0
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		calls++
		key = r.Method + " " + r.URL.Path + " " + r.Header.Get("Ocp-Apim-Subscription-Key")
		if err := json.NewDecoder(r.Body).Decode(&sent); err != nil {
			t.Error(err)
		}
		http.Redirect(w, r, "/pay/7", http.StatusFound)
	}))
	defer server.Close()
	checkout := pagopa.Checkout{BaseURL: server.URL, Key: fixed("k1")}
	location, err := checkout.CreateCart(context.Background(), cart(notice("302202500000012356")))
	if err != nil || location != server.URL+"/pay/7" || calls != 1 {
		t.Fatalf("location %q, %v, %d calls", location, err, calls)
	}
	if key != "POST /checkout/ec/v2/carts k1" {
		t.Errorf("called with %q", key)
	}
	got, err := json.Marshal(sent)
	want := `{"allCCP":false,"idCart":"cart-01","paymentNotices":[{"amount":4500,` +
		`"companyName":"Comune di Esempio","description":"Servizio mensa scolastica, ricarica",` +
		`"fiscalCode":"77777777777","noticeNumber":"302202500000012356"}],` +
		`"returnUrls":{"returnCancelUrl":"https://portal.example/cancel",` +
		`"returnErrorUrl":"https://portal.example/error","returnOkUrl":"https://portal.example/ok",` +
		`"returnWaitingUrl":"https://portal.example/waiting"}}`
	if err != nil || string(got) != want {
		t.Errorf("sent %s, %v", got, err)
	}
}

func TestCreateCartAnswers(t *testing.T) {
	// Goal: Case 52, each answer of Checkout becomes the error its caller can explain. Method: table.
	cases := map[int]error{
		http.StatusBadRequest:          pagopa.ErrInvalidCart,
		http.StatusUnauthorized:        pagopa.ErrCheckoutKey,
		http.StatusUnprocessableEntity: pagopa.ErrNotPayable,
		http.StatusInternalServerError: pagopa.ErrCheckoutUnavailable,
		http.StatusOK:                  pagopa.ErrCheckoutUnavailable,
		http.StatusFound:               pagopa.ErrCheckoutUnavailable, // without a Location
	}
	for status, want := range cases {
		server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
			w.WriteHeader(status)
		}))
		checkout := pagopa.Checkout{BaseURL: server.URL}
		_, err := checkout.CreateCart(context.Background(), cart(notice("302202500000012356")))
		if !errors.Is(err, want) {
			t.Errorf("status %d: %v, want %v", status, err, want)
		}
		server.Close()
	}
}

func TestCreateCartUnreachable(t *testing.T) {
	// Goal: Case 52, a Checkout that is gone is "unavailable". Method: a closed server, a context
	// that is over.
	server := httptest.NewServer(http.NotFoundHandler())
	checkout := pagopa.Checkout{BaseURL: server.URL}
	over, cancel := context.WithCancel(context.Background())
	cancel()
	_, err := checkout.CreateCart(over, cart(notice("302202500000012356")))
	if !errors.Is(err, pagopa.ErrCheckoutUnavailable) || errors.Is(err, pagopa.ErrCheckoutTimeout) {
		t.Errorf("context over: %v", err)
	}
	server.Close()
	_, err = checkout.CreateCart(context.Background(), cart(notice("302202500000012356")))
	if !errors.Is(err, pagopa.ErrCheckoutUnavailable) {
		t.Errorf("server gone: %v", err)
	}
}

// hanging is a road on which no answer ever comes.
type hanging struct{}

func (hanging) RoundTrip(r *http.Request) (*http.Response, error) {
	<-r.Context().Done()
	return nil, r.Context().Err()
}

// Goal: Case 52, a Checkout that does not answer is given up before the page's own ten seconds end.
// Method: one that hangs, on a clock of the test's own.
func TestCreateCartTimeout(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		checkout, began := pagopa.Checkout{HTTP: &http.Client{Transport: hanging{}}}, time.Now()
		checkout.BaseURL = "http://checkout.example"
		_, err := checkout.CreateCart(t.Context(), cart(notice("302202500000012356")))
		if !errors.Is(err, pagopa.ErrCheckoutUnavailable) || !errors.Is(err, pagopa.ErrCheckoutTimeout) {
			t.Errorf("slow: %v", err)
		}
		if took := time.Since(began); took == 0 || took > 9*time.Second {
			t.Errorf("given up after %s", took)
		}
	})
}

func TestCreateCartRefusesBadCarts(t *testing.T) {
	// Goal: Case 53, a cart that Checkout would refuse is never sent. Method: no server at all.
	free, six := notice("302202500000012356"), cart()
	free.Amount = 0
	for _, number := range []string{"1", "2", "3", "4", "5", "6"} {
		six.Notices = append(six.Notices, notice("30220250000001235"+number))
	}
	lost := cart(notice("302202500000012356"))
	lost.ReturnWaiting = ""
	carts := map[string]pagopa.Cart{
		"no notice":       cart(),
		"six notices":     six,
		"a notice twice":  cart(notice("302202500000012356"), notice("302202500000012356")),
		"nothing to pay":  cart(free),
		"a short number":  cart(notice("3022")),
		"no waiting page": lost,
	}
	for name, c := range carts {
		checkout := pagopa.Checkout{BaseURL: "http://127.0.0.1:0"}
		if _, err := checkout.CreateCart(context.Background(), c); !errors.Is(err, pagopa.ErrInvalidCart) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestCheckoutLeadsToNoPlainAddress(t *testing.T) {
	// Goal: a parent who is about to pay is never sent to an address that others can read along.
	// Method: a server with TLS that redirects to plain http and to a script, then to itself.
	to := ""
	server := httptest.NewTLSServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Location", to)
		w.WriteHeader(http.StatusFound)
	}))
	defer server.Close()
	checkout := pagopa.Checkout{BaseURL: server.URL, Key: fixed("k1"), HTTP: server.Client()}
	for address, good := range map[string]bool{
		"http://checkout.example/pay": false, "javascript:alert(1)": false, "https://checkout.example/pay": true,
	} {
		to = address
		_, err := checkout.CreateCart(context.Background(), cart(notice("302202500000012356")))
		if good && err != nil || !good && !errors.Is(err, pagopa.ErrCheckoutUnavailable) {
			t.Errorf("%s: %v", address, err)
		}
	}
}

// fixed is a key that nobody changes.
func fixed(key string) pagopa.Key { return func(context.Context) string { return key } }
