package pagopa_test

import (
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"
	"time"

	"serviziscolastici/shared/calendar"
	"serviziscolastici/shared/pagopa"
)

func archived() pagopa.ArchivedPosition {
	return pagopa.ArchivedPosition{
		CreditorFiscalCode: "77777777777", Notice: "302202500000012356", Amount: 4500, Description: "Mensa",
		Debtor:  pagopa.Subject{FiscalCode: "RSSMRA80A01H501U", FullName: "Mario Rossi"},
		DueDate: calendar.NewDay(2026, time.July, 31),
		Transfers: []pagopa.Transfer{{
			Amount: 4500, FiscalCode: "77777777777", IBAN: "IT60X0542811101000000123456", Category: "9/0107101TS/",
		}},
	}
}

func TestArchivePut(t *testing.T) {
	// Goal: a position has the contract's form; the amount 0 closes it. Method: a server that
	// keeps what it reads, in summer and without a due day.
	var sent json.RawMessage
	var call string
	server := httptest.NewServer(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
		call = r.Method + " " + r.URL.Path + " " + r.Header.Get("Ocp-Apim-Subscription-Key")
		if err := json.NewDecoder(r.Body).Decode(&sent); err != nil {
			t.Error(err)
		}
	}))
	defer server.Close()
	archive := pagopa.Archive{BaseURL: server.URL, Key: fixed("k2")}
	const head = `{"paFiscalCode":"77777777777","entityType":"F","entityFiscalCode":"RSSMRA80A01H501U",` +
		`"entityFullName":"Mario Rossi","iuv":"02202500000012356","nav":"302202500000012356",`
	const tail = `"iban":"IT60X0542811101000000123456","switchToExpired":false,"payStandIn":true}`
	closed := archived()
	closed.Amount, closed.DueDate = 0, calendar.Day{}
	postal := archived()
	postal.Expires, postal.Transfers[0].PostalIBAN = true, "IT57N0760114800000011050036"
	for want, position := range map[string]pagopa.ArchivedPosition{
		head + `"amount":4500,"description":"Mensa","expirationDate":"2026-07-31T23:59:59+02:00",` + tail: archived(),
		head + `"amount":0,"description":"Mensa","expirationDate":"2099-12-31T23:59:59+01:00",` + tail:    closed,
		head + `"amount":4500,"description":"Mensa","expirationDate":"2026-07-31T23:59:59+02:00",` +
			`"iban":"IT60X0542811101000000123456","postalIban":"IT57N0760114800000011050036",` +
			`"switchToExpired":true,"payStandIn":true}`: postal,
	} {
		if err := archive.Put(t.Context(), position); err != nil || string(sent) != want {
			t.Errorf("%v, sent %s\nwant %s", err, sent, want)
		}
	}
	if call != "POST /aca/v1/paCreatePosition k2" {
		t.Errorf("called with %q", call)
	}
}

func TestArchiveAnswers(t *testing.T) {
	// Goal: Case 61, what is final and what is worth another try are told apart. Method: table, and
	// a server that is gone.
	cases := map[int]error{
		200: nil, 400: pagopa.ErrArchiveRefused, 404: pagopa.ErrArchiveRefused, 409: pagopa.ErrArchiveRefused,
		422: pagopa.ErrArchiveRefused, 401: pagopa.ErrArchiveUnavailable, 429: pagopa.ErrArchiveUnavailable,
		500: pagopa.ErrArchiveUnavailable, 502: pagopa.ErrArchiveUnavailable,
	}
	for status, want := range cases {
		server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
			w.WriteHeader(status)
		}))
		archive := pagopa.Archive{BaseURL: server.URL}
		if err := archive.Put(t.Context(), archived()); !errors.Is(err, want) {
			t.Errorf("status %d: %v, want %v", status, err, want)
		}
		server.Close()
		if err := archive.Put(t.Context(), archived()); !errors.Is(err, pagopa.ErrArchiveUnavailable) {
			t.Errorf("gone: %v", err)
		}
	}
}

// Goal: Case 61, closing what the archive never heard of is done. Method: a server that knows nothing.
func TestArchiveClosesTheUnknown(t *testing.T) {
	server := httptest.NewServer(http.NotFoundHandler())
	defer server.Close()
	archive, single := pagopa.Archive{BaseURL: server.URL}, archived()
	shared := sharedPosition()
	single.Amount, shared.Amount = 0, 0
	paid := shared
	paid.PaidOn = calendar.NewDay(2026, time.November, 19)
	for _, position := range []pagopa.ArchivedPosition{single, shared, paid} {
		if err := archive.Put(t.Context(), position); err != nil {
			t.Error(err)
		}
	}
}

// sharedPosition is a position of 120.00, 30.00 of which go to another creditor.
func sharedPosition() pagopa.ArchivedPosition {
	position := archived()
	position.Amount, position.CompanyName = 12000, "Comune di Prova"
	position.Transfers[0].Amount = 9000
	position.Transfers = append(position.Transfers, pagopa.Transfer{
		Amount: 3000, FiscalCode: "88888888888", CompanyName: "Unione", IBAN: "IT63O0569611100000009876543",
		Remittance: "Trasporto", Category: "9/0107102SP/",
	})
	return position
}

// gpd is GPD-for-ACA with one position at most: its state, "" for none, and the calls made.
type gpd struct {
	state string
	calls []string
	body  string
}

func (g *gpd) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	const root = "/aca/debt-positions-service/v1/organizations/77777777777/"
	call := r.Method + " " + strings.TrimPrefix(r.URL.RequestURI(), root)
	g.calls = append(g.calls, call)
	content, _ := io.ReadAll(r.Body)
	const one = "debtpositions/302202500000012356"
	switch call {
	case "POST debtpositions?toPublish=true":
		g.body, g.state = string(content), "VALID"
		w.WriteHeader(http.StatusCreated)
	case "PUT " + one + "?toPublish=true":
		if g.state == "" {
			w.WriteHeader(http.StatusNotFound)
		} else if g.state != "VALID" {
			w.WriteHeader(http.StatusConflict)
		}
		g.body = string(content)
	case "POST " + one + "/invalidate", "POST paymentoptions/paids/302202500000012356":
		if g.state != "VALID" {
			w.WriteHeader(http.StatusConflict)
		} else {
			g.state = map[bool]string{true: "INVALID", false: "PAID"}[strings.HasSuffix(call, "invalidate")]
		}
		g.body = string(content)
	case "GET " + one:
		_, _ = io.WriteString(w, `{"status":"`+g.state+`"}`)
	default:
		w.WriteHeader(http.StatusTeapot)
	}
}

// Goal: Case 61, a position of several creditors is created, changed, cancelled or marked as paid, each
// as often as it is put. Method: a server of that contract, every step twice.
func TestArchiveShared(t *testing.T) {
	const one = "debtpositions/302202500000012356"
	cancelled, paid := sharedPosition(), sharedPosition()
	cancelled.Amount, paid.Amount = 0, 0
	paid.PaidOn = calendar.NewDay(2026, time.November, 19)
	for name, c := range map[string]struct {
		before   string
		position pagopa.ArchivedPosition
		state    string
		calls    []string
	}{
		"create": {"", sharedPosition(), "VALID", []string{"PUT " + one + "?toPublish=true",
			"POST debtpositions?toPublish=true", "PUT " + one + "?toPublish=true"}},
		"change": {"VALID", sharedPosition(), "VALID", []string{"PUT " + one + "?toPublish=true",
			"PUT " + one + "?toPublish=true"}},
		"cancel": {"VALID", cancelled, "INVALID", []string{"POST " + one + "/invalidate",
			"POST " + one + "/invalidate", "GET " + one}},
		"paid elsewhere": {"VALID", paid, "PAID", []string{"POST paymentoptions/paids/302202500000012356",
			"POST paymentoptions/paids/302202500000012356", "GET " + one}},
	} {
		g := &gpd{state: c.before}
		server := httptest.NewServer(g)
		archive := pagopa.Archive{BaseURL: server.URL}
		for range 2 {
			if err := archive.Put(t.Context(), c.position); err != nil {
				t.Errorf("%s: %v", name, err)
			}
		}
		if g.state != c.state || !slices.Equal(g.calls, c.calls) {
			t.Errorf("%s: %s, %v", name, g.state, g.calls)
		}
		server.Close()
	}
}

// Goal: a shared position has the contract's form, and one that the archive cannot take is refused.
// Method: read what is sent; an open position where a paid one is, a cancelled one where a draft is.
func TestArchiveSharedForm(t *testing.T) {
	g := &gpd{}
	server := httptest.NewServer(g)
	defer server.Close()
	archive := pagopa.Archive{BaseURL: server.URL}
	if err := archive.Put(t.Context(), sharedPosition()); err != nil {
		t.Fatal(err)
	}
	want := `{"iupd":"302202500000012356","type":"F","fiscalCode":"RSSMRA80A01H501U","fullName":"Mario Rossi",` +
		`"companyName":"Comune di Prova","switchToExpired":false,"payStandIn":true,"paymentOption":[{` +
		`"nav":"302202500000012356","iuv":"02202500000012356","amount":12000,"description":"Mensa",` +
		`"isPartialPayment":false,"dueDate":"2026-07-31T23:59:59+02:00","transfer":[{"idTransfer":"1",` +
		`"amount":9000,"organizationFiscalCode":"77777777777","remittanceInformation":"NA",` +
		`"category":"9/0107101TS/","iban":"IT60X0542811101000000123456"},{"idTransfer":"2","amount":3000,` +
		`"organizationFiscalCode":"88888888888","companyName":"Unione","remittanceInformation":"Trasporto",` +
		`"category":"9/0107102SP/","iban":"IT63O0569611100000009876543"}]}]}`
	if g.body != want {
		t.Errorf("sent\n%s\nwant\n%s", g.body, want)
	}
	g.state = "PAID"
	if err := archive.Put(t.Context(), sharedPosition()); !errors.Is(err, pagopa.ErrArchiveRefused) {
		t.Errorf("open where it is paid: %v", err)
	}
	g.state = "DRAFT"
	closed := sharedPosition()
	closed.Amount = 0
	if err := archive.Put(t.Context(), closed); !errors.Is(err, pagopa.ErrArchiveRefused) {
		t.Errorf("cancelled where it is a draft: %v", err)
	}
}

// Goal: what is at the end of a redirect is not the archive's answer, and learns neither key nor debtor. Method: every
// redirect, to a page that answers 200, for a position and for a shared one.
func TestArchiveFollowsNoRedirect(t *testing.T) {
	visits := 0
	page := httptest.NewServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { visits++ }))
	defer page.Close()
	shared := archived()
	shared.Transfers = append(shared.Transfers, pagopa.Transfer{Amount: 100, FiscalCode: "80000000001"})
	for _, status := range []int{301, 302, 303, 307, 308} {
		server := httptest.NewServer(http.RedirectHandler(page.URL, status))
		archive := pagopa.Archive{BaseURL: server.URL, Key: fixed("k2")}
		for _, position := range []pagopa.ArchivedPosition{archived(), shared} {
			if err := archive.Put(t.Context(), position); !errors.Is(err, pagopa.ErrArchiveUnavailable) || visits > 0 {
				t.Errorf("status %d: %v, %d visits", status, err, visits)
			}
		}
		server.Close()
	}
}
