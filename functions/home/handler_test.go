package main

import (
	"context"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"serviziscolastici/shared/billing"
	"serviziscolastici/shared/calendar"
	"serviziscolastici/shared/ledger"
	"serviziscolastici/shared/money"
	"serviziscolastici/shared/municipality"
	"serviziscolastici/shared/problem"
	"serviziscolastici/shared/school"
	"serviziscolastici/shared/web"
	"serviziscolastici/shared/web/webtest"
)

// familyOf is one parent's world, held in memory.
type familyOf struct {
	pupils  []school.Link
	credit  map[string]money.Cents
	price   money.Cents
	notices []billing.Position
	broken  error
	outside string // who is enrolled in nothing
}

// PupilsOf implements Pupils.
func (f familyOf) PupilsOf(context.Context, string, string) ([]school.Link, error) {
	return f.pupils, f.broken
}

// Enrolments implements Pupils.
func (f familyOf) Enrolments(_ context.Context, _, pupil string) ([]school.Enrolment, error) {
	if pupil == f.outside {
		return nil, nil
	}
	return []school.Enrolment{{Pupil: pupil, Year: 2026, Service: school.Canteen, Band: "B",
		From: calendar.NewDay(2026, 9, 14), To: calendar.NewDay(2027, 6, 8)}}, nil
}

// Tariffs implements Pupils.
func (f familyOf) Tariffs(context.Context, string, int) ([]school.Tariff, error) {
	return []school.Tariff{{Year: 2026, Service: school.Canteen, Band: "B", Price: f.price,
		From: calendar.NewDay(2026, 9, 14)}}, nil
}

// News implements Pupils.
func (f familyOf) News(context.Context, string) ([]school.News, error) {
	return []school.News{
		{ID: "1", School: "*", From: calendar.NewDay(2026, 11, 1), Title: "Nuovo menu", Text: "Dal 7 dicembre."},
	}, nil
}

// Statement implements Accounts.
func (f familyOf) Statement(_ context.Context, _, pupil string, _ calendar.Day) (ledger.Statement, error) {
	balance := f.credit[pupil]
	s := ledger.Statement{Account: ledger.Account{Balance: balance}}
	for i := range 4 {
		s.Lines = append(s.Lines, ledger.Line{Balance: balance + money.Cents(460*i), Entry: ledger.Entry{
			Kind: ledger.Meal, Day: calendar.NewDay(2026, 11, 20-i), Amount: -460,
		}})
	}
	return s, nil
}

// ListOf implements Notices.
func (f familyOf) ListOf(context.Context, string, string) ([]billing.Position, error) {
	return f.notices, nil
}

func routes(t *testing.T, f familyOf) http.Handler {
	t.Helper()
	parsed, err := web.NewPages(pages, "pages/*.html")
	if err != nil {
		t.Fatal(err)
	}
	return Handler{Site: webtest.Site(parsed), School: f, Accounts: f, Billing: f, Logos: f}.Routes()
}

func twoChildren() familyOf {
	return familyOf{
		pupils: []school.Link{
			{Pupil: "p1", Role: school.Payer, Name: "Anna", FamilyName: "Rossi", ClassName: "3A"},
			{Pupil: "p2", Role: school.Viewer, Name: "Luca", FamilyName: "Rossi", ClassName: "1B"},
		},
		credit: map[string]money.Cents{"p1": 3740, "p2": 910}, price: 460,
		notices: []billing.Position{
			{State: billing.Open, Amount: 6000, Due: calendar.NewDay(2026, 12, 15)},
			{State: billing.Open, Amount: 2600, Due: calendar.NewDay(2026, 11, 30)},
			{State: billing.Open, Amount: 9900, Attempted: webtest.Now().Add(-time.Minute)},
			{State: billing.Paid, Amount: 7700},
		},
	}
}

// Goal: Riepilogo shows credit, meals left, what is due and the latest movements. Method: two
// children, four notices.
func TestSummary(t *testing.T) {
	page := webtest.Get(routes(t, twoChildren()), "/riepilogo")
	page.Expect(t, 200, "Anno scolastico 2026/2027. Dati aggiornati al 22/11/2026, ore 18:00.",
		"Credito mensa di Anna 37,40 €", "Basta per circa 8 pasti", "Credito mensa di Luca 1 pasto", "Il credito di Luca basta per 1 pasto",
		"Il credito sta finendo", "86,00 €", "2 avvisi, il primo scade il 30/11/2026", "In verifica", "1 pagamento",
		"Refezione scolastica", "Ultimi movimenti", "20/11/2026", "−4,60 €")
	if n := strings.Count(page.Body, `<th scope="row">`); n != shownMovements {
		t.Errorf("%d movements", n)
	}
	if strings.Contains(page.Text(), "9,10") {
		t.Error("another adult reads an amount, from which the ISEE band follows")
	}
	if n := strings.Count(page.Body, `href="/ricariche?figlio=p1">Ricarica<`); n != 1 {
		t.Errorf("%d buttons to top up, want one: Luca's account is only visible", n)
	}
}

// Goal: a top-up that is not paid is no debt: it stands apart, to take up again or to let go. Kind: what is promised
// counts as owed. Method: one left halfway beside notices, one that is being paid, one that is paid.
func TestTopUpsAreNoDebts(t *testing.T) {
	f := twoChildren()
	for _, topUp := range []billing.Position{
		{State: billing.Open, Amount: 1111, Created: webtest.Now()},
		{State: billing.Open, Amount: 2222, Attempted: webtest.Now().Add(-time.Minute)},
		{State: billing.Paid, Amount: 3333},
	} {
		topUp.Kind, topUp.Pupil = billing.TopUp, "p1"
		f.notices = append(f.notices, topUp)
	}
	page := webtest.Get(routes(t, f), "/riepilogo")
	page.Expect(t, 200, "86,00 €", "2 avvisi, il primo scade", "2 pagamenti: aspettiamo la conferma di pagoPA fino alle 18:29, poi tornano da pagare",
		"Ricariche lasciate a metà", "Non sono debiti", "11,11 € per Anna Rossi, del 22/11/2026", "Riprendi", "Annulla")
	if text := page.Text(); strings.Contains(text, "22,22") || strings.Contains(text, "33,33") {
		t.Error("a top-up that is under way or paid is offered again")
	}
	f.notices = f.notices[4:5]
	webtest.Get(routes(t, f), "/riepilogo").Expect(t, 200, "Non hai avvisi da pagare.", "Ricariche lasciate a metà")
}

// Goal: who only looks after a child reads the movements without columns for amounts. Method: that child alone.
func TestSummaryOfAViewer(t *testing.T) {
	f := twoChildren()
	f.pupils = f.pupils[1:]
	page := webtest.Get(routes(t, f), "/riepilogo")
	page.Expect(t, 200, "Ultimi movimenti", "20/11/2026", "Pasto")
	if strings.Contains(page.Body, "Saldo") || strings.Contains(page.Body, `data-etichetta="Importo"`) {
		t.Error("columns of amounts that say nothing")
	}
}

// Goal: every link that says a child's name leads to that child. Method: two children, both in need of a top-up.
func TestLinksCarryTheChild(t *testing.T) {
	f := twoChildren()
	f.pupils[1].Role = school.Payer
	f.credit = map[string]money.Cents{"p1": -460, "p2": 100}
	webtest.LinksCarry(t, webtest.Get(routes(t, f), "/riepilogo"), map[string]string{"Anna": "=p1", "Luca": "=p2"})
	webtest.LinksCarry(t, webtest.Get(routes(t, f), "/messaggi"), map[string]string{"Anna": "=p1", "Luca": "=p2"})
}

// Goal: credit below zero is a state of its own, in words and not by colour alone, with what to do and whether the child
// eats. Method: a child below zero who eats seldom, one who eats every day, one who runs short; the Comune's own sentence.
func TestBelowZero(t *testing.T) {
	f := twoChildren()
	f.pupils[1].Role = school.Payer
	f.credit = map[string]money.Cents{"p1": -780, "p2": 100}
	for _, path := range []string{"/riepilogo", "/messaggi"} {
		page := webtest.Get(routes(t, f), path)
		page.Expect(t, 200, "Credito sotto zero", "Il credito di Anna è sotto zero: −7,80 €", "Con 8,00 € torna in pari. Ricarica il conto di Anna",
			"Il pasto viene servito anche con il credito sotto zero.", "Il credito sta finendo", "Il credito di Luca è 1,00 €")
		if !strings.Contains(page.Body, `href="/ricariche?figlio=p1&amp;importo=8%2c00"`) {
			t.Errorf("%s suggests no amount:\n%s", path, page.Body)
		}
	}
	page := webtest.Get(routes(t, f), "/riepilogo")
	if strings.Count(page.Body, "cifra-sotto") != 1 || strings.Count(page.Body, "cifra-bassa") != 1 ||
		!strings.Contains(page.Text(), "Sotto zero") {
		t.Error("below zero and running short look alike")
	}
}

// Goal: credit does not run out for a child who is enrolled in nothing, but what is owed is told. Method: none, and below zero.
func TestNoCreditWithoutEnrolment(t *testing.T) {
	f := twoChildren()
	f.outside, f.credit = "p1", map[string]money.Cents{"p1": 0, "p2": 9100}
	if page := webtest.Get(routes(t, f), "/riepilogo"); strings.Contains(page.Text(), "sta finendo") {
		t.Error("who does not eat is to top up")
	}
	f.credit["p1"] = -460
	webtest.Get(routes(t, f), "/riepilogo").Expect(t, 200, "Il credito di Anna è sotto zero: −4,60 €")
}

// Goal: in English the usual sentence about credit below zero is English, and the Comune's own stays as it wrote it. Method:
// the page in a browser that has chosen English.
func TestBelowZeroInEnglish(t *testing.T) {
	f := twoChildren()
	f.credit = map[string]money.Cents{"p1": -780}
	parsed, err := web.NewPages(pages, "pages/*.html")
	if err != nil {
		t.Fatal(err)
	}
	for own, want := range map[string]string{
		"": "The meal is served even when the credit is below zero.", "Chiama la segreteria.": "Chiama la segreteria.",
	} {
		site := webtest.Site(parsed)
		site.Municipalities = sentence(own)
		request := webtest.Request(http.MethodGet, "/riepilogo", nil)
		request.AddCookie(&http.Cookie{Name: "__Host-lingua", Value: "en"})
		page := webtest.Do(Handler{Site: site, School: f, Accounts: f, Billing: f, Logos: f}.Routes(), request)
		page.Expect(t, http.StatusOK, want)
		if strings.Contains(page.Body, `lang="it">`+want) != (own != "") {
			t.Errorf("the language of %q:\n%s", want, page.Body)
		}
	}
}

// sentence is a Comune with its own sentence about credit below zero.
type sentence string

// ByHost implements web.Municipalities.
func (s sentence) ByHost(context.Context, string) (municipality.Municipality, error) {
	town := webtest.Municipality()
	town.BelowZeroText = string(s)
	return town, nil
}

// Goal: without a price nothing is guessed; credit below zero is said. Method: price zero, negative
// balance.
func TestSummaryWithoutPrice(t *testing.T) {
	f := twoChildren()
	f.price, f.notices = 0, nil
	f.credit["p1"] = -920
	page := webtest.Get(routes(t, f), "/riepilogo")
	page.Expect(t, 200, "sotto zero: −9,20 €", "Non hai avvisi da pagare.")
	if strings.Contains(page.Text(), "circa") {
		t.Error("a number of meals is guessed")
	}
}

// Goal: messages tell what the portal notices and what the office says. Method: a family with both, and one
// where all is in order.
func TestMessages(t *testing.T) {
	webtest.Get(routes(t, twoChildren()), "/messaggi").Expect(t, 200, "Il credito sta finendo",
		"Il credito di Luca basta per 1 pasto", "Pagamento in verifica", "2 avvisi per 86,00 €", "Nuovo menu")
	webtest.Get(routes(t, twoChildren()), "/riepilogo").Expect(t, 200, "Nuovo menu", "Vedi tutti i messaggi")
	fine := twoChildren()
	fine.notices, fine.pupils = nil, fine.pupils[:1]
	webtest.Get(routes(t, fine), "/messaggi").Expect(t, 200, "credito e pagamenti sono in ordine")
}

// Goal: a parent without children is told so; a part that fails gives an error page. Method: both.
func TestSummaryEmptyAndBroken(t *testing.T) {
	none := webtest.Get(routes(t, familyOf{}), "/riepilogo")
	none.Expect(t, 200, "Nessun alunno collegato al tuo codice fiscale")
	down := familyOf{broken: problem.New(problem.Unavailable, "I dati non rispondono.")}
	webtest.Get(routes(t, down), "/riepilogo").Expect(t, 503, "I dati non rispondono.")
}

// Goal: public pages are there for everybody, each with one h1; the rest is not found. Method: with
// and without session.
func TestPublicPages(t *testing.T) {
	h := routes(t, twoChildren())
	for _, path := range []string{"/aiuto", "/contatti", "/privacy", "/note-legali", "/accessibilita"} {
		stranger := webtest.Request("GET", path, nil)
		stranger.Header.Del("Cookie")
		for _, answer := range []webtest.Answer{webtest.Get(h, path), webtest.Do(h, stranger)} {
			answer.Expect(t, 200, "Comune di Vallechiara")
			if strings.Count(answer.Body, "<h1>") != 1 {
				t.Errorf("%s: not one h1", path)
			}
		}
	}
	webtest.Get(h, "/nulla").Expect(t, 404, "Pagina non trovata")
	if answer := webtest.Get(h, "/"); answer.Status != 303 || answer.Header.Get("Location") != "/riepilogo" {
		t.Errorf("/: %d to %s", answer.Status, answer.Header.Get("Location"))
	}
	stranger := webtest.Request("GET", "/", nil)
	stranger.Header.Del("Cookie")
	webtest.Do(h, stranger).Expect(t, 200, "Chi può entrare", "Entra con l’identità digitale", "Accedi")
}

// Logo implements Logos.
func (f familyOf) Logo(context.Context, string) (municipality.Logo, error) {
	return municipality.NewLogo([]byte("<svg/>")), nil
}

// Goal: a logo is sent under its own name only, as a picture that may run nothing. Method: the demo's
// municipality has none, another has one.
func TestLogo(t *testing.T) {
	logo := municipality.NewLogo([]byte("<svg/>"))
	webtest.Get(routes(t, twoChildren()), "/stemma/"+logo.Name).Expect(t, 404)
	town := webtest.Municipality()
	town.LogoPath = logo.Name
	h := Handler{Logos: twoChildren()}
	for name, want := range map[string]bool{logo.Name: true, "other.svg": false} {
		answer, request := httptest.NewRecorder(), httptest.NewRequest("GET", "/stemma/"+name, nil)
		request.SetPathValue("file", name)
		err := h.logo(answer, request, web.Visit{Municipality: town})
		if sent := err == nil; sent != want {
			t.Fatalf("%s: %v", name, err)
		}
		header := answer.Header()
		if want && (header.Get("Content-Type") != "image/svg+xml" ||
			!strings.Contains(header.Get("Content-Security-Policy"), "default-src 'none'") ||
			!strings.Contains(header.Get("Content-Security-Policy"), "sandbox")) {
			t.Errorf("headers %v", header)
		}
	}
}
