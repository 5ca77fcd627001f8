package main

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

	"serviziscolastici/shared/web/webtest"
)

// Goal: after a login in the middle, the form has the amount that was typed. Method: open the address that
// an ended session leads back to.
func TestResumedForm(t *testing.T) {
	h, _ := stored(t)
	request := webtest.Request("POST", "/ricariche/aggiungi", url.Values{"alunno": {"A001"}, "importo": {"20,50"}})
	request.Header.Del("Cookie")
	over := webtest.Do(h, request)
	over.Expect(t, http.StatusUnauthorized, "La sessione è scaduta")
	if !strings.Contains(over.Body, "importo%3D20%252C50") {
		t.Errorf("the amount is lost:\n%s", over.Body)
	}
	back := webtest.Get(h, "/ricariche?alunno=A001&esito=ripresa&importo=20%2C50")
	back.Expect(t, http.StatusOK, "Eccoti di nuovo")
	if !strings.Contains(back.Body, `value="20,50"`) {
		t.Error("the page does not show the amount")
	}
}
