package main

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

	"serviziscolastici/shared/school"
	"serviziscolastici/shared/web/webtest"
)

const opened001 = "/anagrafica/accessi/A001"

// code is a fiscal code as a parent may write it.
const code = "vrdfnc85a41h501g"

// Goal: the payer lets an adult in after a summary, and takes it back. Method: walk the pages.
func TestGrantAndRevoke(t *testing.T) {
	o := office{asked: &wishes{}}
	h := newHandler(t, o)
	page := webtest.Get(h, opened001)
	page.Expect(t, http.StatusOK, "RSSGPP79L04F205X", "Prosegui")
	if strings.Contains(page.Body, "office-viewer") {
		t.Error("the page tells of a guardian of the office's files")
	}
	webtest.Post(h, opened001, url.Values{"codice": {"ABC"}}).Expect(t, http.StatusBadRequest, "non è valido")
	webtest.Post(h, opened001, url.Values{"codice": {code}}).Expect(t, http.StatusOK,
		"Controlla e conferma", strings.ToUpper(code), "CONFERMA")
	if o.asked.grant != "" {
		t.Error("granted before the confirmation")
	}
	done := webtest.Post(h, opened001+"/conferma", url.Values{"codice": {code}})
	want := "A001 " + school.GuardianID([]byte("key"), code) + " " + strings.ToUpper(code)
	if done.Status != http.StatusSeeOther || o.asked.grant != want {
		t.Errorf("%d, granted %q, want %q", done.Status, o.asked.grant, want)
	}
	webtest.Get(h, done.Header.Get("Location")).Expect(t, http.StatusOK, "Accesso dato")
	webtest.Post(h, opened001+"/togli", url.Values{"adulto": {"granted"}})
	if o.asked.revoke != "A001 granted" {
		t.Errorf("revoked %q", o.asked.revoke)
	}
}

// Goal: only the payer lets others in. Method: a pupil whom the parent may only see, and a stranger's.
func TestOnlyThePayerGrants(t *testing.T) {
	o := office{asked: &wishes{}}
	h := newHandler(t, o)
	for _, pupil := range []string{"A002", "A999"} {
		path := "/anagrafica/accessi/" + pupil
		webtest.Get(h, path).Expect(t, http.StatusNotFound)
		for _, action := range []string{"", "/conferma", "/togli"} {
			form := url.Values{"codice": {code}, "adulto": {"granted"}}
			webtest.Post(h, path+action, form).Expect(t, http.StatusNotFound)
		}
	}
	if o.asked.grant+o.asked.revoke != "" {
		t.Errorf("done all the same: %+v", *o.asked)
	}
}
