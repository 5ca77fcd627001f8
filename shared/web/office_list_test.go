package web_test

import (
	"context"
	"net/http"
	"net/url"
	"testing"

	"serviziscolastici/shared/problem"
	"serviziscolastici/shared/session"
	"serviziscolastici/shared/web"
	"serviziscolastici/shared/web/webtest"
)

type kept map[string]string

// SearchOf knows the searches of one session.
func (k kept) SearchOf(_ context.Context, open session.Session, form string) (string, error) {
	return k[open.ID+" "+form], nil
}

// Goal: the addresses around a page of a list keep its choices and what is sought, and never have the words of a kept search;
// a search that is over, or of another session, is no whole list. Method: pages with and without each.
func TestWays(t *testing.T) {
	visit := webtest.Visit()
	searches := kept{visit.Session.ID + " k1": "rossi"}
	for query, want := range map[string]web.Ways{
		"":            {CSV: "/f", All: "/l", Next: "/l?da=n"},
		"q=neve":      {CSV: "/f", All: "/l", Next: "/l?da=n"}, // words that could be a name are not taken from an address
		"x=1&da=b":    {CSV: "/f?da=b&x=1", All: "/l?x=1", Next: "/l?da=n&x=1", First: "/l?x=1"},
		"ricerca=k1":  {CSV: "/f?ricerca=k1", All: "/l", Next: "/l?da=n&ricerca=k1"},
		"ricerca=&y=": {CSV: "/f", All: "/l", Next: "/l?da=n"},
	} {
		request := webtest.Request(http.MethodGet, "/l?"+query, nil)
		asked, err := web.AskedOf(request, visit, searches, "x")
		if err != nil {
			t.Fatal(err)
		}
		got := asked.Ways("/l", "/f", "n")
		if got.CSV != want.CSV || got.All != want.All || got.Next != want.Next || got.First != want.First {
			t.Errorf("%q: %+v", query, got)
		}
		if found := got.Sought.Fits("Mario Rossi"); !found || (got.Sought.Words == "rossi") != (query == "ricerca=k1") {
			t.Errorf("%q seeks %q", query, got.Sought.Words)
		}
	}
	if _, err := web.AskedOf(webtest.Request(http.MethodGet, "/l?ricerca=k2", nil), visit, searches); !problem.Is(err, problem.NotFound) {
		t.Errorf("another's search: %v", err)
	}
	plain := web.AskedIn(url.Values{"q": {" neve  PRI "}, "mese": {"2026-11"}, "da": {"z"}}, "mese").Ways("/l", "/f", "")
	if plain.CSV != "/f?da=z&mese=2026-11&q=neve+PRI" || plain.Next != "" || plain.First != "/l?mese=2026-11&q=neve+PRI" {
		t.Errorf("%+v", plain)
	}
}
