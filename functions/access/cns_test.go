package main

import (
	"context"
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"testing"
	"time"

	"serviziscolastici/infra/local/simulators/cards"
	"serviziscolastici/shared/calendar"
	"serviziscolastici/shared/cns"
	"serviziscolastici/shared/identity"
	"serviziscolastici/shared/identity/identitytest"
	"serviziscolastici/shared/school"
	"serviziscolastici/shared/session"
)

const doorHost = "cns.example.it:8443"

// cnsFixture is the function with a door of cards beside it. The list of revoked cards cannot be reached.
type cnsFixture struct {
	fixture
	authority cards.Authority
	door      cns.Door
}

func newCNSFixture(t *testing.T) cnsFixture {
	t.Helper()
	s := newFixture(t)
	authority, err := cards.NewRoot("CNS di prova", identitytest.Now().AddDate(-5, 0, 0))
	if err != nil {
		t.Fatal(err)
	}
	clock := calendar.Fixed(identitytest.Now())
	s.CNSDomain, s.CNS = doorHost, cns.Logins{Table: s.tables.As(t, "access").Ops, Clock: clock}
	s.routes = s.Routes()
	door := s.tables.As(t, "cns")
	return cnsFixture{s, authority, cns.Door{
		Logins: cns.Logins{Table: door.Ops, Clock: clock}, Register: identity.Register{Table: door.IdentityLog, Clock: clock},
		Guardian: func(fiscalCode string) string { return school.GuardianID(s.PeopleKey, fiscalCode) },
		Cards: cns.Cards{
			Clock: clock, Revocations: &cns.Revocations{Clock: clock, Copies: door.Ops},
			Authorities: &cns.Authorities{
				Clock: clock, Read: func(context.Context) ([]byte, error) { return authority.PEM(), nil },
			},
		},
	}}
}

// leave starts a login and returns the request in the link to the door, and the browser's cookie.
func (s cnsFixture) leave(t *testing.T, returnTo string) (string, *http.Cookie) {
	t.Helper()
	answer := s.get("/accesso/cns?torna_a=" + url.QueryEscape(returnTo))
	answer.Expect(t, http.StatusOK, "Continua con la CNS", "PIN", "Se il browser mostra un errore")
	link := regexp.MustCompile(`https://` + doorHost + `/cns/carta\?richiesta=([\w-]{43})"`).FindStringSubmatch(answer.Body)
	if link == nil {
		t.Fatalf("no link to the door:\n%s", answer.Body)
	}
	return link[1], cookie(t, answer, "__Host-accesso")
}

// ticket plays the door with a verdict of its own, since a good card needs the authority's list.
func (s cnsFixture) ticket(t *testing.T, request, certificate string) string {
	t.Helper()
	verdict, err := s.door.Judge(t.Context(), session.Secret(request), certificate)
	if err != nil {
		t.Fatal(err)
	}
	return "/cns/ritorno?" + url.Values{"biglietto": {string(verdict.Ticket)}}.Encode()
}

// Goal: the page of the ways in has the button only where there is a door. Method: with and without.
func TestChooseCNS(t *testing.T) {
	newCNSFixture(t).get("/accesso").Expect(t, http.StatusOK, "Entra con CNS", "TS-CNS")
	without := newFixture(t)
	answer := without.get("/accesso")
	answer.Expect(t, http.StatusOK, "non è attivo su questo portale")
	if strings.Contains(answer.Body, "/accesso/cns") {
		t.Error("a button that leads nowhere")
	}
	without.get("/accesso/cns").Expect(t, http.StatusNotFound)
	without.get("/cns/ritorno").Expect(t, http.StatusNotFound)
}

// Goal: a card that is refused is explained in plain words, with the way to try again where that helps,
// and opens nothing. Method: certificates with one fault each, up to the list that cannot be had.
func TestCardRefused(t *testing.T) {
	s := newCNSFixture(t)
	card := func(from time.Time, fiscalCode string) string {
		issued, err := s.authority.Issue(cards.Holder{FiscalCode: fiscalCode}, from, "http://none.example/crl", nil)
		if err != nil {
			t.Fatal(err)
		}
		return string(issued.PEM())
	}
	now := identitytest.Now()
	year := now.AddDate(-1, 0, 0)
	for name, c := range map[string]struct{ certificate, says string }{
		"none":       {"", "nessuna carta"},
		"unreadable": {"x", "non è quello di accesso"},
		"expired":    {card(now.AddDate(-7, 0, 0), identitytest.Code), "scaduta"},
		"early":      {card(now.AddDate(0, 0, 1), identitytest.Code), "non è ancora valida"},
		"minor":      {card(year, "FOXDAA16P54L219N"), "18 anni"},
		"no code":    {card(year, "RSSMRA80A01H501X"), "codice fiscale italiano valido"},
		"no list":    {card(year, identitytest.Code), "non riusciamo a verificare"},
	} {
		request, browser := s.leave(t, "/ricariche")
		answer := s.get(s.ticket(t, request, c.certificate), browser)
		answer.Expect(t, http.StatusForbidden, "Accesso non riuscito", c.says, "Per la carta risponde l’ente")
		if len(answer.Header.Values("Set-Cookie")) > 0 {
			t.Errorf("%s: a cookie is set", name)
		}
	}
}

// Goal: every reason that only a card has is explained, never as a provider's answer.
// Method: all of them.
func TestCardReasonsAreExplained(t *testing.T) {
	for _, reason := range []identity.Reason{
		cns.NoCard, cns.Unreadable, cns.NotYet, cns.Expired, cns.Untrusted,
		cns.WrongPurpose, cns.WrongPolicy, cns.BadSubject, cns.Revoked, cns.Unverified,
	} {
		shown, known := explain(&identity.Refusal{Reason: reason}, cns.Method)
		if !known || shown.Text == "" || strings.Contains(shown.Text, "gestore") {
			t.Errorf("%s: %+v", reason, shown)
		}
	}
}

// Goal: a return without a ticket, with an old one or in another browser starts again kindly.
// Method: none, an invented one, one of another browser, one twice.
func TestCardReturn(t *testing.T) {
	s := newCNSFixture(t)
	request, browser := s.leave(t, "/ricariche")
	expired := "scaduto, è già stato usato o è iniziato in un altro browser"
	s.get("/cns/ritorno", browser).Expect(t, http.StatusForbidden, expired)
	s.get("/cns/ritorno?biglietto="+request, browser).Expect(t, http.StatusForbidden, expired)
	address := s.ticket(t, request, "")
	s.get(address).Expect(t, http.StatusForbidden, expired)
	s.get(address, browser).Expect(t, http.StatusForbidden, expired)
}
