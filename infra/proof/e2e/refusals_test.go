package e2e_test

import (
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"
)

// pupilPages are the addresses of pages about one child, whose id follows.
var pupilPages = []string{
	"/conto?figlio=", "/conto/movimenti.csv?figlio=", "/refezione?figlio=", "/documenti?figlio=",
}

// Goal: without a session every page of a parent leads to the login, and after it back to the page.
// Method: ask for a page with a question in its address, then log in from where one lands.
func TestLoginComesBack(t *testing.T) {
	v := guest(t)
	for _, path := range []string{
		"/riepilogo", "/anagrafica", "/refezione", "/documenti", "/conto", "/pagamenti", "/ricariche",
		"/pagamenti/avvisi/302000000000000000.pdf", "/conto/movimenti.csv",
	} {
		landed := v.Open(path)
		if landed.URL.Path != "/accesso" || landed.URL.Query().Get("torna_a") != path {
			t.Errorf("%s leads to %s", path, landed.URL)
		}
	}
	landed := v.Open("/conto?figlio=A002")
	back := identify(landed, maria).Expect(200, "Conto corrente virtuale")
	if back.URL.RequestURI() != "/conto?figlio=A002" {
		t.Errorf("the login comes back to %s", back.URL)
	}
}

// Goal: a login never leads away from the portal. Method: addresses of other hosts to come back to.
func TestLoginStaysHere(t *testing.T) {
	for _, address := range []string{"https://evil.example", "//evil.example", `/\evil.example`, "/esci"} {
		landed := identify(guest(t).Open("/accesso?torna_a="+url.QueryEscape(address)), verdi)
		if !strings.HasPrefix(landed.URL.String(), portal.PortalURL+"/riepilogo") {
			t.Errorf("%q leads to %s", address, landed.URL)
		}
	}
}

// Goal: a login that fails says why and opens nothing. Method: the provider's special answers.
func TestLoginRefused(t *testing.T) {
	for choice, says := range map[string]string{
		"Annulla": "Hai annullato l'accesso", "Consenso negato": "consenso", "Una persona minorenne": "18 anni",
		"ma solo di livello 1": "non è valida", "senza codice fiscale italiano": "codice fiscale italiano",
		"risposta scaduta": "non è valida", "firmata da un altro": "non è valida", "senza firma": "non è valida",
	} {
		v := guest(t)
		ways := v.Open("/accesso").Follow("Gestore di prova").Expect(200)
		ways.Press(choice, nil).Expect(200).Press("Continua", nil).Expect(403, "Accesso non riuscito", says)
		if page := v.Open("/riepilogo"); page.URL.Path != "/accesso" {
			t.Errorf("%s: reaches %s", choice, page.URL)
		}
	}
}

// Goal: somebody else's things look exactly like things that do not exist.
// Method: a child, a notice, a cart and a document of another parent, and invented ones.
func TestForeignThings(t *testing.T) {
	owner := logIn(t, maria)
	mask := owner.topUp(map[string]string{"A001": "10"})
	notice := noticesOf(mask)[0]
	cart, noCart := lastPart(mask.URL.Path), strings.Repeat("0", 32)
	pairs := [][2]string{
		{"/pagamenti/avvisi/" + notice + ".pdf", "/pagamenti/avvisi/302000000000000000.pdf"},
		{"/pagamenti/scelta/" + cart, "/pagamenti/scelta/" + noCart},
		{"/pagamenti/esito/" + cart, "/pagamenti/esito/" + noCart},
		{"/documenti/2026-101", "/documenti/2026-999"},
		{"/documenti/2026-101/ricevuta", "/documenti/2026-999/ricevuta"},
	}
	for _, page := range pupilPages {
		pairs = append(pairs, [2]string{page + "A001", page + "A999"})
	}
	stranger := logIn(t, verdi)
	for _, pair := range pairs {
		foreign, invented := stranger.Open(pair[0]), stranger.Open(pair[1])
		foreign.Expect(404, "Pagina non trovata")
		if invented.Status != foreign.Status || invented.Text != foreign.Text {
			t.Errorf("%s and %s look different:\n%s\n%s", pair[0], pair[1], foreign.Text, invented.Text)
		}
	}
	forms := stranger.Open("/ricariche").Expect(200)
	forms.Press("AGGIUNGI RICARICA", url.Values{"alunno": {"A001"}, "importo": {"20"}}).Expect(404)
	viewer := logIn(t, davide)
	if viewer.Open("/ricariche").Expect(200).Choices("alunno") != nil {
		t.Error("who may only look is offered a top-up")
	}
	owner.Open(mask.URL.Path).Expect(200)
}

// Goal: an address that nothing can have gets the page of what is not there, whatever its characters and length,
// never another page or an error. Method: characters that an address writes otherwise, ids beyond every limit of
// the tables, bytes that are no text, by every kind of id in path, query and form.
func TestAddressesOfNothing(t *testing.T) {
	parent := logIn(t, maria)
	long := strings.Repeat("9", 3000)
	paths := []string{"/aiuto%23x", "/aiuto%3Fx=1", "/100%25", "/aiuto%2525", "/documenti/a%2Fb", "/aiuto%00", "/%FF"}
	for _, id := range []string{long, "%FF", "%23", "A001%23"} {
		for _, before := range append(slices.Clone(pupilPages), "/pagamenti/scelta/", "/pagamenti/esito/", "/documenti/",
			"/pagamenti/valutazione/", "/ricariche/annulla/", "/pagamenti/avvisi/", "/stemma/", "/anagrafica/accessi/") {
			paths = append(paths, before+id)
		}
		paths = append(paths, "/documenti/"+id+"/ricevuta", "/anagrafica/attestazioni/2026/"+id)
	}
	for _, path := range paths {
		if page := parent.Open(path); page.Status != 404 || !strings.Contains(page.Text, "Pagina non trovata") {
			t.Errorf("%.60s: %d %.200s", path, page.Status, page.Text)
		}
	}
	parent.Open("/ricariche").Press("AGGIUNGI RICARICA", url.Values{"alunno": {long}, "importo": {"20"}}).Expect(404)
}

// Goal: an amount that cannot be is refused with a word about it, and changes nothing.
// Method: every kind of bad amount, typed into the form.
func TestBadAmounts(t *testing.T) {
	p := logIn(t, anna)
	page := p.Open("/ricariche").Expect(200)
	for _, amount := range []string{
		"", "0", "0,00", "-5", "4,99", "300,01", "20,505", "venti", "1e3", "99999999999999",
	} {
		form := url.Values{"alunno": {"A009"}, "importo": {amount}}
		page.Press("AGGIUNGI RICARICA", form).Expect(400, "Controlla questi dati")
	}
	p.Open("/ricariche").Expect(200, "Non ci sono ancora ricariche nell'elenco")
}

// Goal: wrong requests get a page with the right status. Method: one of each kind.
func TestWrongRequests(t *testing.T) {
	p := logIn(t, anna)
	p.Open("/questa-pagina-non-esiste").Expect(404, "Pagina non trovata")
	p.Open("/ricariche/questa-pagina-non-esiste").Expect(404, "Pagina non trovata")
	p.Ask(http.MethodDelete, "/conto").Expect(405, "Operazione non prevista")
	p.Ask(http.MethodGet, "/ricariche/conferma").Expect(405, "Operazione non prevista")
	p.Send("/conto", url.Values{}).Expect(405, "Operazione non prevista")
	noToken := url.Values{"alunno": {"A009"}, "importo": {"20"}}
	p.Send("/ricariche/aggiungi", noToken).Expect(403, "non è più valido")
	large := url.Values{"importo": {strings.Repeat("9", 70_000)}}
	p.Send("/ricariche/aggiungi", large).Expect(413, "troppo grande")
	guest(t).Send("/ricariche/aggiungi", url.Values{}).Expect(401, "La sessione è scaduta", "Accedi di nuovo")
	p.SetCookies([]*http.Cookie{{Name: "sessione", Value: "invented", Path: "/"}})
	if page := p.Open("/conto"); page.URL.Path != "/accesso" {
		t.Errorf("an invented cookie reaches %s", page.URL)
	}
}

// Goal: the same form sent twice opens one set of notices. Method: press CONFERMA twice on one page.
func TestFormSentTwice(t *testing.T) {
	p := logIn(t, anna)
	page := p.Open("/ricariche").Press("AGGIUNGI RICARICA", url.Values{"alunno": {"A009"}, "importo": {"25"}})
	first, second := page.Press("CONFERMA", nil).Expect(200), page.Press("CONFERMA", nil).Expect(200)
	if first.URL.Path != second.URL.Path {
		t.Errorf("two carts: %s and %s", first.URL.Path, second.URL.Path)
	}
}

func lastPart(path string) string { return path[strings.LastIndexByte(path, '/')+1:] }
