package pagopa_test

import (
	"encoding/json"
	"errors"
	"net/http"
	"net/http/httptest"
	"testing"
	"time"

	"serviziscolastici/shared/calendar"
	"serviziscolastici/shared/pagopa"
)

func archived() pagopa.ArchivedPosition {
	return pagopa.ArchivedPosition{
		CreditorFiscalCode: "77777777777", Notice: "302202500000012356", Amount: 4500, Description: "Mensa",
		Debtor:  pagopa.Subject{FiscalCode: "RSSMRA80A01H501U", FullName: "Mario Rossi"},
		DueDate: calendar.NewDay(2026, time.July, 31), IBAN: "IT60X0542811101000000123456",
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
	archive := pagopa.Archive{BaseURL: server.URL, Key: "k2"}
	const head = `{"paFiscalCode":"77777777777","entityType":"F","entityFiscalCode":"RSSMRA80A01H501U",` +
		`"entityFullName":"Mario Rossi","iuv":"02202500000012356","nav":"302202500000012356",`
	const tail = `"iban":"IT60X0542811101000000123456","switchToExpired":false,"payStandIn":true}`
	closed := archived()
	closed.Amount, closed.DueDate = 0, calendar.Day{}
	for want, position := range map[string]pagopa.ArchivedPosition{
		head + `"amount":4500,"description":"Mensa","expirationDate":"2026-07-31T23:59:59+02:00",` + tail: archived(),
		head + `"amount":0,"description":"Mensa","expirationDate":"2099-12-31T23:59:59+01:00",` + tail:    closed,
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
