package main

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

	"serviziscolastici/shared/calendar"
	"serviziscolastici/shared/school"
	"serviziscolastici/shared/web/webtest"
)

const opened001 = "/anagrafica/accessi/A001"

// code is a fiscal code as a parent may write it.
const code = "vrdfnc85a41h501g"

// grouped is the same code as people write it.
const grouped = " vrd fnc\u00a085a41 h501g "

// Goal: the payer lets an adult in after a summary, and takes it back. Method: walk the pages.
func TestGrantAndRevoke(t *testing.T) {
	o := office{asked: &wishes{}}
	h := newHandler(t, o)
	webtest.Get(h, opened001).Expect(t, http.StatusOK, "RSSGPP79L04F205X", "fino al 30/06/2027", "Prosegui")
	webtest.Post(h, opened001, url.Values{"codice": {"ABC"}}).Expect(t, http.StatusBadRequest, "non è valido")
	webtest.Post(h, opened001, url.Values{"codice": {grouped}}).Expect(t, http.StatusOK,
		"Controlla e conferma", strings.ToUpper(code), "CONFERMA")
	if o.asked.grant != "" {
		t.Error("granted before the confirmation")
	}
	done := webtest.Post(h, opened001+"/conferma", url.Values{"codice": {grouped}})
	want := "A001 " + webtest.Guardian + " " + school.GuardianID([]byte("key"), code) + " " + strings.ToUpper(code)
	if done.Status != http.StatusSeeOther || o.asked.grant != want {
		t.Errorf("%d, granted %q, want %q", done.Status, o.asked.grant, want)
	}
	webtest.Get(h, done.Header.Get("Location")).Expect(t, http.StatusOK, "Accesso dato")
	webtest.Post(h, opened001+"/togli", url.Values{"adulto": {"granted"}})
	if o.asked.revoke != "A001 granted" {
		t.Errorf("revoked %q", o.asked.revoke)
	}
}

// Goal: the payer, and nobody else, reads for a while that grants fell by themselves. Method: the card of a child
// for whom the parent pays and of one whom the parent may see, today, on the last day and after it.
func TestPayerIsToldOfEndedGrants(t *testing.T) {
	for days, want := range map[int]int{0: 1, toldDays: 1, toldDays + 1: 0} {
		card := webtest.Get(newHandler(t, office{fell: calendar.DayOf(webtest.Now()).AddDays(-days)}), "/anagrafica")
		if told := strings.Count(card.Body, "Sono finiti gli accessi"); told != want {
			t.Errorf("after %d days it is told %d times", days, told)
		}
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
