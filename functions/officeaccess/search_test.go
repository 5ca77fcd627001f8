package main

import (
	"fmt"
	"net/http"
	"strings"
	"testing"

	"serviziscolastici/shared/office"
	"serviziscolastici/shared/web/webtest"
)

// seek keeps what the operator who is logged in looks for, and returns the query that asks for it.
func (f *fixture) seek(typed string) string {
	f.t.Helper()
	open, _, err := f.store.Enter(f.t.Context(), webtest.Tenant, f.token)
	if err != nil {
		f.t.Fatal(err)
	}
	key := fmt.Sprintf("%x", typed)
	if err := f.store.KeepSearch(f.t.Context(), open, key, typed); err != nil {
		f.t.Fatal(err)
	}
	return "ricerca=" + key
}

// Goal: operators and tablets are searched by what their lists say, with the file of what was found, beside the filter.
// Method: two operators and two tablets; words that fit one, and none.
func TestPeopleAndTabletsAreSearched(t *testing.T) {
	f := newFixture(t)
	f.hire("admin", office.Administrator)
	f.hire("clerk", office.Clerk)
	f.login("admin")
	f.makeLink("0a")
	for _, one := range []struct{ path, typed, want, not string }{
		{"/ufficio/operatori", "giulia clerk", ">clerk Giulia<", ">admin Giulia<"},
		{"/ufficio/operatori", "amministratore", ">admin Giulia<", ">clerk Giulia<"},
		{"/ufficio/operatori", "nessuno", "Nessun risultato per «nessuno»", ">admin Giulia<"},
		{"/ufficio/dispositivi", "bosco portineria", ">portineria<", "Nessun"},
		{"/ufficio/dispositivi", "palestra", "Nessun risultato per «palestra»", ">portineria<"},
	} {
		query := f.seek(one.typed)
		page, file := f.get(one.path+"?"+query), f.get(one.path+"/elenco.csv?"+query)
		if page.Status != http.StatusOK || !strings.Contains(page.Body, one.want) || strings.Contains(page.Body, one.not) {
			t.Errorf("%s: %d %s", one.typed, page.Status, page.Text())
		}
		rows := 2
		if strings.HasPrefix(one.want, "Nessun") {
			rows = 1
		} else if !strings.Contains(page.Body, `href="`+one.path+"/elenco.csv?"+query+`"`) {
			t.Errorf("%s: the file has lost the search", one.typed)
		}
		if strings.Count(file.Body, "\r\n") != rows {
			t.Errorf("%s: %s", one.typed, file.Body)
		}
	}
	query := f.seek("giulia")
	if both := f.get("/ufficio/operatori?ruolo=ufficio&" + query); strings.Contains(both.Body, ">admin Giulia<") ||
		!strings.Contains(both.Body, ">clerk Giulia<") {
		t.Errorf("the filter and the search are not both kept: %s", both.Text())
	}
}
