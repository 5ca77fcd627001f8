package main

import (
	"errors"
	"html"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"serviziscolastici/shared/billing"
	"serviziscolastici/shared/calendar"
	"serviziscolastici/shared/ledger"
	"serviziscolastici/shared/money"
	"serviziscolastici/shared/school"
	"serviziscolastici/shared/web/webtest"
)

// Goal: the page shows the credit of every child and the first child's movements of the school
// year, newest first, each with the balance after it. Method: ask for the page, read its text.
func TestStatement(t *testing.T) {
	page := webtest.Get(newFixture().routes(t), "/conto")
	page.Expect(t, http.StatusOK, "Anna Bianchi", "Luca Bianchi : vedi i movimenti 0,00 €",
		"Movimenti di Anna Bianchi", "dal 01/09/2026 al 22/11/2026", "Saldo prima del periodo 10,00 €", "Entrate +34,60 €",
		"Uscite −9,20 €", "Saldo alla fine del periodo 35,40 €", "4 movimenti",
		"20/11/2026 Pasto Classe 3A, fascia B, tariffa 4,60 € (ISEE presentato) . Saldo 35,40 € Segnala −4,60 € 35,40 € "+
			"18/11/2026 Storno Presenza corretta: assente. Annulla l'addebito dello stesso giorno . Saldo 40,00 € Segnala +4,60 € 40,00 € "+
			"18/11/2026 Pasto Classe 3A, fascia B, tariffa 4,60 € (ISEE presentato) . Saldo 35,40 € Segnala −4,60 € 35,40 € "+
			"09/11/2026 Ricarica Avviso pagoPA 3020 0000 0000 1234 56 . Saldo 40,00 € Segnala +30,00 € 40,00 €",
		"aggiornati alle 18:00 del 22/11/2026")
	if !strings.Contains(html.UnescapeString(page.Body), `"`+reportAddress(calendar.NewDay(2026, 11, 18), "anna")+`"`) {
		t.Error("a movement cannot be reported with its day")
	}
	if strings.Contains(page.Text(), "Residuo 2025/2026") {
		t.Error("a movement before the period is shown")
	}
}

// Goal: links lead to the child that they say or that the page is about. Method: two children, the second one chosen.
func TestLinksCarryTheChild(t *testing.T) {
	for address, child := range map[string]string{"/conto": "anna", "/conto?figlio=luca&dal=01/06/2026": "luca"} {
		page := webtest.Get(newFixture().routes(t), address)
		webtest.LinksCarry(t, page, map[string]string{"Anna": "=anna", "Luca": "=luca"})
		if strings.Contains(page.Body, "giorno per giorno") && !strings.Contains(page.Body, `"/refezione?figlio=`+child) {
			t.Errorf("%s leads to the meals of the first child", address)
		}
	}
}

// Goal: the filters select by child, day (in both forms) and type. Method: table of addresses.
func TestFilters(t *testing.T) {
	for address, want := range map[string][]string{
		"/conto?figlio=luca": {"Anna Bianchi : vedi i movimenti 35,40 €", "Nessun movimento finora", "Movimenti di Luca Bianchi", "Non ci sono movimenti dal 01/09/2026"},
		"/conto?dal=2026-11-18&al=18%2F11%2F2026": {
			"2 movimenti", "fine del periodo 40,00 €", "prima del periodo 40,00 €",
		},
		"/conto?dal=01/06/2026":               {"5 movimenti", "Saldo iniziale Residuo 2025/2026", "prima del periodo 0,00 €"},
		"/conto?dal=18/11/26&al=18.11.2026":   {"2 movimenti", "Totali dal 18/11/2026 al 18/11/2026"},
		"/conto?tipo=ricarica":                {"1 movimento", "Entrate +30,00 €", "Uscite 0,00 €"},
		"/conto?tipo=saldo":                   {"Non ci sono movimenti di questo tipo"},
		"/conto?dal=19/11/2026&al=19/11/2026": {"prima del periodo 40,00 €", "fine del periodo 40,00 €"},
		"/conto?pagina=9&tipo=pasto":          {"2 movimenti"},
	} {
		t.Run(address, func(t *testing.T) {
			webtest.Get(newFixture().routes(t), address).Expect(t, http.StatusOK, want...)
		})
	}
}

// Goal: a filter that makes no sense is said beside its field, and what was typed stays there.
// Method: table of addresses; the status is 400 and no movement is shown.
func TestWrongFilters(t *testing.T) {
	for address, want := range map[string]string{
		"/conto?dal=31/02/2026":               "scrivi una data che esiste",
		"/conto?al=ieri":                      "scrivi una data che esiste",
		"/conto?dal=20/11/2026&al=01/11/2026": "Abbiamo capito dal 20/11/2026 al 01/11/2026: la data finale viene prima di quella iniziale.",
		"/conto?tipo=altro":                   "Scegli un tipo di movimento dall'elenco.",
	} {
		t.Run(address, func(t *testing.T) {
			page := webtest.Get(newFixture().routes(t), address)
			page.Expect(t, http.StatusBadRequest, want, "Controlla questi dati")
			if strings.Contains(page.Body, "<table") || !strings.Contains(page.Body, `aria-invalid="true"`) {
				t.Error("the field is not marked, or movements are shown all the same")
			}
		})
	}
	page := webtest.Get(newFixture().routes(t), "/conto?dal=31/02/2026")
	if !strings.Contains(page.Body, `value="31/02/2026"`) {
		t.Error("what the parent typed is gone")
	}
}

// Goal: a child of somebody else looks as one that does not exist, and no account is read.
// Method: ask for the page and the file with foreign ids.
func TestForeignChild(t *testing.T) {
	for _, address := range []string{"/conto?figlio=zoe", "/conto/movimenti.csv?figlio=zoe", "/conto?figlio=%23"} {
		known := newFixture()
		webtest.Get(known.routes(t), address).Expect(t, http.StatusNotFound, "non c'è, oppure non è collegata")
		if len(known.asked) > 0 {
			t.Errorf("%s: statements of %v were read", address, known.asked)
		}
	}
}

// Goal: a parent without children gets a kind page. Method: empty fixture.
func TestNoChildren(t *testing.T) {
	empty := newFixture()
	empty.links = nil
	webtest.Get(empty.routes(t), "/conto").Expect(t, http.StatusOK, "Non ci sono conti collegati", "Ufficio Scuola")
	webtest.Get(empty.routes(t), "/conto/movimenti.csv").Expect(t, http.StatusNotFound)
}

// Goal: the second adult sees movements and for how many meals the credit lasts, but no amount, from
// which the price of a meal and so the ISEE band would follow, nor the other parent's notices and
// notes, nor a way to top up. Method: change the role; read the page and the files.
func TestViewerSeesNoBand(t *testing.T) {
	known := newFixture()
	known.links = known.links[:1]
	known.links[0].Role = school.Viewer
	page := webtest.Get(known.routes(t), "/conto")
	page.Expect(t, http.StatusOK, "Classe 3A", "Pagamento con pagoPA", "7 pasti",
		"Presenza corretta: assente")
	for _, secret := range []string{"fascia B", "1234 56", "Ricarica il conto", "€", "ISEE"} {
		if strings.Contains(page.Text(), secret) {
			t.Errorf("a viewer reads %q", secret)
		}
	}
	file := webtest.Get(known.routes(t), "/conto/movimenti.csv")
	file.Expect(t, http.StatusOK, "20/11/2026;Anna Bianchi;Pasto;Classe 3A")
	if strings.Contains(file.Body, "4,60") || strings.Contains(file.Body, "35,40") {
		t.Error("the viewer's file has amounts")
	}
	webtest.Get(known.routes(t), "/conto/estratto.pdf").Expect(t, http.StatusNotFound)
}

// Goal: the statement is a PDF of the same movements, also of one type only. Method: ask for both.
func TestPrinted(t *testing.T) {
	for _, query := range []string{"", "?tipo=ricarica", "?dal=18/11/2026&al=18/11/2026"} {
		answer := webtest.Get(newFixture().routes(t), "/conto/estratto.pdf"+query)
		if answer.Status != http.StatusOK || !strings.HasPrefix(answer.Body, "%PDF-") {
			t.Errorf("%s: status %d", query, answer.Status)
		}
		if name := answer.Header.Get("Content-Disposition"); !strings.Contains(name, "estratto-conto-anna-2026-") {
			t.Errorf("file name: %s", name)
		}
	}
	webtest.Get(newFixture().routes(t), "/conto/estratto.pdf?dal=ieri").Expect(t, http.StatusBadRequest)
}

// Goal: the page says for how long the credit lasts at the usual pace, once there is a pace. Method: few
// meals, then many.
func TestDaysLeft(t *testing.T) {
	few := webtest.Get(newFixture().routes(t), "/conto")
	if strings.Contains(few.Text(), "Al ritmo") {
		t.Error("an estimate from two meals")
	}
	known := newFixture()
	for day := range 6 {
		known.post(ledger.Entry{Kind: ledger.Meal, Day: calendar.NewDay(2026, time.November, 9+day), Amount: -200})
	}
	webtest.Get(known.routes(t), "/conto").Expect(t, http.StatusOK, "basta per circa 39 giorni")
}

// Goal: only who eats is told that the credit is running out, as on the summary; who owes is told in any case. Method: a little
// credit and a debt, of a child with a canteen, one without and one without a price; as payer and as another adult.
func TestWhoIsTold(t *testing.T) {
	today := webtest.Visit().Today()
	tariffs := []school.Tariff{{Year: today.SchoolYear(), Service: school.Canteen, Band: "B", Price: 450, From: today.AddDays(-60), To: today.AddDays(60)}}
	eats := func(band string) []school.Enrolment {
		return []school.Enrolment{{Service: school.Canteen, Band: band, From: today.AddDays(-60), To: today.AddDays(60)}}
	}
	for _, c := range []struct {
		role       school.Role
		enrolments []school.Enrolment
		credit     money.Cents
		low        bool
	}{
		{school.Payer, eats("B"), 500, true}, {school.Payer, eats("B"), 5000, false}, {school.Payer, nil, 500, false},
		{school.Payer, eats("Z"), 500, false}, {school.Payer, nil, -1, true}, {school.Viewer, eats("B"), 500, true}, {school.Viewer, nil, 500, false},
	} {
		home := household{
			Links: []school.Link{{Pupil: "A001", Role: c.role}}, Enrolments: [][]school.Enrolment{c.enrolments}, Tariffs: tariffs,
			Accounts: []ledger.Statement{{Account: ledger.Account{Balance: c.credit, Version: 1}}},
		}
		if got := newCard(home, 0, webtest.Visit()).Low; got != c.low {
			t.Errorf("%+v: %t", c, got)
		}
	}
}

// Goal: a top-up just paid on Checkout shows as in verification, an abandoned one and a document's
// notice do not. Method: positions of each sort.
func TestComingTopUp(t *testing.T) {
	known := newFixture()
	open := billing.Position{Pupil: "luca", Kind: billing.TopUp, State: billing.Open, Amount: 2000}
	fresh, old, other := open, open, open
	fresh.Attempted = webtest.Now().Add(-5 * time.Minute)
	old.Attempted = webtest.Now().Add(-2 * time.Hour)
	other.Kind, other.Attempted = billing.ForDocument, fresh.Attempted
	known.positions = []billing.Position{open, fresh, old, other}
	webtest.Get(known.routes(t), "/conto").Expect(t, http.StatusOK, "In verifica +20,00 €: aspettiamo la conferma di pagoPA fino alle 18:25",
		"se non arriva, la ricarica torna da pagare")
}

// Goal: a long statement comes in pages of fifty. Method: 70 more meals; each page has its rows
// and the balance runs on from one to the next.
func TestPages(t *testing.T) {
	known := newFixture()
	for range 70 {
		known.post(ledger.Entry{Kind: ledger.Meal, Day: calendar.NewDay(2026, time.November, 21), Amount: -10})
	}
	routes := known.routes(t)
	for address, want := range map[string]string{
		"/conto": "Movimenti da 1 a 50 di 74", "/conto?pagina=2": "Movimenti da 51 a 74 di 74",
		"/conto?pagina=99": "Movimenti da 51 a 74 di 74", "/conto?pagina=-1": "Movimenti da 1 a 50 di 74",
	} {
		page := webtest.Get(routes, address)
		page.Expect(t, http.StatusOK, want)
		if rows := strings.Count(page.Body, `<th scope="row"`); rows != 50 && rows != 24 {
			t.Errorf("%s has %d rows", address, rows)
		}
	}
	webtest.Get(routes, "/conto?pagina=2").Expect(t, http.StatusOK, amounts(3540-20*10, 3540, 4000)...)
}

// Goal: when a table does not answer there is a page that says so and shows no figure.
// Method: a store that fails.
func TestFailure(t *testing.T) {
	known := newFixture()
	known.failure = errors.New("no table")
	webtest.Get(known.routes(t), "/conto").Expect(t, http.StatusInternalServerError, "I tuoi dati sono al sicuro")
}

// Goal: without a session there is no account. Method: a browser without the cookie.
func TestNeedsSession(t *testing.T) {
	request := webtest.Request(http.MethodGet, "/conto", nil)
	request.Header.Del("Cookie")
	answer := webtest.Do(newFixture().routes(t), request)
	if answer.Status != http.StatusSeeOther || answer.Header.Get("Location") != "/accesso?torna_a=%2Fconto" {
		t.Errorf("status %d to %q", answer.Status, answer.Header.Get("Location"))
	}
}

// Goal: the page reads each account once, however far back the filter reaches, and the estimate of the
// days stays whatever the filter is. Method: count the statements read for filters before, in and after
// the weeks of the pace, with enough meals for an estimate.
func TestEachAccountIsReadOnce(t *testing.T) {
	const pace = "Al ritmo delle ultime quattro settimane"
	for address, want := range map[string]string{
		"/conto": pace, "/conto?dal=01/01/2026": pace, "/conto?dal=20/11/2026": pace, "/conto?figlio=luca": "Movimenti di Luca",
	} {
		known := newFixture()
		for day := range 5 {
			known.post(ledger.Entry{Kind: ledger.Meal, Amount: -200,
				Day: calendar.NewDay(2026, time.November, 20).AddDays(-day), Meal: &ledger.MealDetail{Mark: "P", Price: 200}})
		}
		slices.SortStableFunc(known.lines, func(a, b ledger.Line) int {
			return strings.Compare(b.Day.String(), a.Day.String())
		})
		webtest.Get(known.routes(t), address).Expect(t, http.StatusOK, want)
		slices.Sort(known.asked)
		if !slices.Equal(known.asked, []string{"anna", "luca"}) {
			t.Errorf("%s: read %v", address, known.asked)
		}
	}
}
