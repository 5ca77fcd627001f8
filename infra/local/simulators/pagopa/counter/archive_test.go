package counter_test

import (
	"strings"
	"testing"
)

const position = `{"paFiscalCode":"77777777777","entityType":"F","entityFiscalCode":"RSSMRA80A01H501U",` +
	`"entityFullName":"Mario Rossi","iuv":"02202500000012356","nav":"302202500000012356","amount":4500,` +
	`"description":"Mensa","expirationDate":"2026-12-31T23:59:59+01:00","iban":"IT60X0542811101000000123456",` +
	`"switchToExpired":false,"payStandIn":true}`

// Goal: the archive takes what the contract allows and refuses the rest. Method: one good body, then
// one thing wrong at a time, then a close and an order to be down.
func TestArchive(t *testing.T) {
	s := start(t, t.TempDir())
	put := func(body, key string) int {
		return s.do("POST", "/aca/v1/paCreatePosition", "application/json", body, key).status
	}
	change := func(old, new string) string { return strings.Replace(position, old, new, 1) }
	for _, c := range []struct {
		name, body, key string
		status          int
	}{
		{"close the unknown", change("4500", "0"), archiveKey, 404},
		{"create", position, archiveKey, 200},
		{"the same again", position, archiveKey, 200},
		{"change", change("4500", "5000"), archiveKey, 200},
		{"close", change("4500", "0"), archiveKey, 200},
		{"Checkout's key", position, key, 401},
		{"no JSON", "{", archiveKey, 400},
		{"no amount", change(`"amount":4500,`, ""), archiveKey, 400},
		{"negative", change("4500", "-1"), archiveKey, 400},
		{"another kind", change(`"F"`, `"X"`), archiveKey, 400},
		{"no name", change("Mario Rossi", ""), archiveKey, 400},
		{"a day alone", change("T23:59:59+01:00", ""), archiveKey, 400},
		{"short IBAN", change("IT60X05428111", "IT60"), archiveKey, 400},
		{"another creditor", change("77777777777", "77777777778"), archiveKey, 404},
	} {
		if got := put(c.body, c.key); got != c.status {
			t.Errorf("%s: status %d, want %d", c.name, got, c.status)
		}
	}
	list := s.get("/api/archive").body
	if !strings.Contains(list, `"amount":0`) || !strings.Contains(list, `"times":4`) {
		t.Errorf("the archive holds %s", list)
	}
	if page := s.get("/nodo").body; !strings.Contains(page, "chiuso") {
		t.Error("the control page does not show the position")
	}
	s.json("/api/archive/behaviour", `{"status":500}`)
	if got := put(position, archiveKey); got != 500 {
		t.Errorf("told to be down: %d", got)
	}
}
