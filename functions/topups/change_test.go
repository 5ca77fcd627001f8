package main

import (
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"serviziscolastici/shared/billing"
	"serviziscolastici/shared/school"
	"serviziscolastici/shared/web"
	"serviziscolastici/shared/web/webtest"
)

// Goal: step 1 shows whom the parent pays for, with credit and list.
// Method: two payers, one viewer, two rows.
func TestShow(t *testing.T) {
	page := webtest.Get(serve(t, &books{draft: listed()}), "/ricariche?esito=aggiunta&per=A002")
	page.Expect(t, http.StatusOK, "Ricarica aggiunta per Luca: 50,00 €", "Anna Bianchi classe 3A, credito 980,00 €", "−4,60 €",
		"Da 5,00 € a 300,00 €", "Totale da pagare 60,50 €", "45,40 €", "CONFERMA 60,50 € per Luca e Anna", "100,00 € per Luca", "AGGIUNGI RICARICA")
	if strings.Contains(page.Text(), "Gaia") {
		t.Error("a child whom another adult pays for is offered")
	}
	if !strings.Contains(page.Body, `name="riga" value="A002:50.00"`) {
		t.Error("the rows are not in the form of CONFERMA")
	}
}

// Goal: the form proposes the child of the address and no other; among several it proposes nobody by itself.
// Method: each child, a foreign one, none, what a list leaves over, what follows an action or a login, an only child.
func TestShowProposesNoOtherChild(t *testing.T) {
	half := billing.Draft{}.With(billing.PupilAmount{Pupil: "A001", Amount: 1000})
	several, only := serve(t, &books{draft: half}), serveTo(t, children()[1:], &books{})
	for address, want := range map[string]string{
		"/ricariche?figlio=A001": "A001", "/ricariche?figlio=A002": "A002", "/ricariche?figlio=X9": "",
		"/ricariche?figlio=A003": "", "/ricariche": "", "/ricariche?esito=aggiunta&per=A001": "",
		"/ricariche?esito=tolta": "", "/ricariche?alunno=A002&esito=ripresa&importo=20": "A002",
		"/ricariche?esito=ripresa&rapido=A002%3A50%2C00": "A002",
	} {
		expectChosen(t, webtest.Get(several, address), address, want)
		expectChosen(t, webtest.Get(only, address), address+" of an only child", "A002")
	}
	again := webtest.Post(several, "/ricariche/aggiungi", url.Values{"alunno": {""}, "importo": {"20"}})
	expectChosen(t, again, "a form without a child", "")
	again = webtest.Post(several, "/ricariche/aggiungi", url.Values{"rapido": {"A002:1"}})
	expectChosen(t, again, "a quick amount that is too small", "A002")
}

func expectChosen(t *testing.T, page webtest.Answer, what, want string) {
	t.Helper()
	got := ""
	if at := strings.Index(page.Body, "checked"); at >= 0 {
		before := page.Body[:at]
		got, _, _ = strings.Cut(before[strings.LastIndex(before, `value="`)+len(`value="`):], `"`)
	}
	if got != want {
		t.Errorf("%s proposes %q, want %q", what, got, want)
	}
}

// Goal: buttons tell children apart who have the same first name. Method: two called Anna, and Luca.
func TestButtonsTellNamesakesApart(t *testing.T) {
	whose := family{
		{Pupil: "A001", Role: school.Payer, Name: "Anna", FamilyName: "Bianchi"},
		{Pupil: "A002", Role: school.Payer, Name: "Luca", FamilyName: "Bianchi"},
		{Pupil: "A004", Role: school.Payer, Name: "Anna", FamilyName: "Verdi"},
	}
	webtest.Get(serveTo(t, whose, &books{draft: listed()}), "/ricariche").Expect(t, http.StatusOK,
		"50,00 € per Anna Bianchi", "50,00 € per Anna Verdi", "50,00 € per Luca", "per Luca e Anna Bianchi")
}

// Goal: an address can say nothing about money that the list does not. Method: notices of rows that are not there.
func TestNoticesSpeakOfTheList(t *testing.T) {
	bills := &books{draft: listed()}
	for _, address := range []string{
		"/ricariche?esito=aggiunta&per=A003", "/ricariche?esito=aggiunta&per=", "/ricariche?esito=aggiunta",
		"/ricariche?esito=sostituita&per=A001&prima=tanto",
	} {
		page := webtest.Get(serve(t, bills), address)
		if text := page.Text(); strings.Contains(text, "aggiunta per") || strings.Contains(text, "sostituita") {
			t.Errorf("%s says what did not happen", address)
		}
	}
}

// Goal: a child with an open top-up says so, with its amount, and offers to pay or to cancel it. Method: one that waits
// for the parent, one that is being paid; then a form that comes back with an error.
func TestOpenTopUpsAreSaid(t *testing.T) {
	waiting, under := topUp(1, "A001", 2000, billing.Open), topUp(2, "A001", 3330, billing.Open)
	under.Attempted = webtest.Now().Add(-10 * time.Minute)
	h := serve(t, &books{positions: []billing.Position{waiting, under, topUp(3, "A001", 5550, billing.Paid)}})
	for _, page := range []webtest.Answer{
		webtest.Get(h, "/ricariche"),
		webtest.Post(h, "/ricariche/aggiungi", url.Values{"alunno": {"A001"}, "importo": {"0"}}),
	} {
		page.Expect(t, page.Status, "Ricariche lasciate a metà", "20,00 € per Anna Bianchi", "Riprendi la ricarica di 20,00 €",
			"Ricariche in verifica 33,30 € per Anna Bianchi",
			"fino alle 18:20. Non pagare di nuovo: se non arriva, la ricarica torna da pagare.")
		cancel := `href="/ricariche/annulla/` + waiting.Number.String() + `"`
		if strings.Count(page.Body, "/ricariche/annulla/") != 1 || !strings.Contains(page.Body, cancel) {
			t.Error("not exactly the top-up that waits can be cancelled")
		}
	}
}

// Goal: a parent who pays for nobody is told so kindly. Method: only a viewer's link.
func TestShowWithoutChildren(t *testing.T) {
	parsed, err := web.NewPages(pages, "pages/*.html")
	if err != nil {
		t.Fatal(err)
	}
	seen := family{{Pupil: "A003", Role: school.Viewer}}
	h := Handler{Site: webtest.Site(parsed), School: seen, Accounts: credits{}, Billing: &books{}}
	webtest.Get(h.Routes(), "/ricariche").
		Expect(t, http.StatusOK, "Non ci sono conti da ricaricare", "Ufficio Scuola")
}

// Goal: AGGIUNGI RICARICA puts a row into the list. Method: typed and quick amounts, new and replaced rows.
func TestAdd(t *testing.T) {
	for name, c := range map[string]struct {
		form url.Values
		want billing.PupilAmount
		to   string
	}{
		"typed": {
			url.Values{"alunno": {"A002"}, "importo": {"20,50"}}, billing.PupilAmount{Pupil: "A002", Amount: 2050},
			"esito=sostituita&per=A002&prima=50%2C00",
		},
		"with the euro's name": {
			url.Values{"alunno": {"A002"}, "importo": {"20,5 euro"}}, billing.PupilAmount{Pupil: "A002", Amount: 2050},
			"esito=sostituita&per=A002&prima=50%2C00",
		},
		"with the euro's sign in front": {
			url.Values{"alunno": {"A002"}, "importo": {"€ 20"}}, billing.PupilAmount{Pupil: "A002", Amount: 2000},
			"esito=sostituita&per=A002&prima=50%2C00",
		},
		"quick": {
			url.Values{"rapido": {"A002:100,00"}}, billing.PupilAmount{Pupil: "A002", Amount: 10000},
			"esito=sostituita&per=A002&prima=50%2C00",
		},
		"quick for another child than the chosen one": {
			url.Values{"alunno": {"A001"}, "rapido": {"A002:20,00"}}, billing.PupilAmount{Pupil: "A002", Amount: 2000},
			"esito=sostituita&per=A002&prima=50%2C00",
		},
		"the same again": {
			url.Values{"alunno": {"A001"}, "importo": {"10,50"}}, billing.PupilAmount{Pupil: "A001", Amount: 1050},
			"esito=aggiunta&per=A001",
		},
	} {
		bills := &books{draft: listed()}
		answer := webtest.Post(serve(t, bills), "/ricariche/aggiungi", c.form)
		to := answer.Header.Get("Location")
		if answer.Status != http.StatusSeeOther || to != "/ricariche?"+c.to+"#riepilogo" {
			t.Errorf("%s: %d to %q", name, answer.Status, to)
		}
		if rows := bills.draft.TopUps; len(rows) != 2 || rows[1] != c.want {
			t.Errorf("%s: list %+v", name, rows)
		}
		if strings.Contains(c.to, "sostituita") {
			webtest.Get(serve(t, bills), "/ricariche?"+c.to).Expect(t, http.StatusOK,
				"Ricarica di Luca sostituita: 50,00 € → "+c.want.Amount.Digits())
		}
	}
}

// Goal: a wrong amount changes nothing, says why beside the field and keeps what was typed. Method: table.
func TestAddRefusesAmounts(t *testing.T) {
	for typed, why := range map[string]string{
		"":                      "Scrivi l'importo",
		"0":                     "maggiore di zero",
		"-5":                    "maggiore di zero",
		"4,99":                  "La ricarica più piccola è di 5,00 €",
		"300,01":                "La ricarica più grande è di 300,00 €",
		"21":                    "supererebbe il massimo di 1.000,00 €", // Anna has 980,00 €.
		"€ 4":                   "Abbiamo capito 4,00 €. La ricarica più piccola",
		"20.000":                "Abbiamo capito 20.000,00 €, perché il punto separa le migliaia: se volevi i decimali usa la virgola",
		"400 euro":              "Abbiamo capito 400,00 €. La ricarica più grande",
		"20,505":                "Non abbiamo capito l'importo «20,505»: scrivi le cifre e al massimo due decimali",
		"venti":                 "al massimo due decimali",
		"20 30":                 "al massimo due decimali",
		"999999999999999999999": "troppo alto",
	} {
		bills := &books{}
		form := url.Values{"alunno": {"A001"}, "importo": {typed}}
		answer := webtest.Post(serve(t, bills), "/ricariche/aggiungi", form)
		answer.Expect(t, http.StatusBadRequest, "Controlla questi dati", why)
		if !strings.Contains(answer.Body, `id="importo-errore"`) {
			t.Errorf("%q: no error beside the field", typed)
		}
		field := `value="` + typed + `" aria-describedby="importo-errore importo-aiuto" aria-invalid="true"`
		if !strings.Contains(answer.Body, field) {
			t.Errorf("%q is not kept in the field", typed)
		}
		bills.expectNothing(t)
	}
}

// Goal: no top-up for somebody else's child, nor for nobody. Method: unknown, only seen, missing.
func TestAddRefusesPupils(t *testing.T) {
	for pupil, status := range map[string]int{
		"X999": http.StatusNotFound, "A003": http.StatusNotFound, "": http.StatusBadRequest,
	} {
		bills := &books{}
		form := url.Values{"alunno": {pupil}, "importo": {"20"}}
		answer := webtest.Post(serve(t, bills), "/ricariche/aggiungi", form)
		if answer.Status != status {
			t.Errorf("pupil %q: status %d, want %d", pupil, answer.Status, status)
		}
		bills.expectNothing(t)
	}
}

// Goal: the list holds what one payment takes. Method: a sixth child for a parent who has five in the list.
func TestAddRefusesTheSixth(t *testing.T) {
	parsed, err := web.NewPages(pages, "pages/*.html")
	if err != nil {
		t.Fatal(err)
	}
	var six family
	bills := &books{}
	for _, id := range []string{"B1", "B2", "B3", "B4", "B5", "B6"} {
		six = append(six, school.Link{Pupil: id, Role: school.Payer, Name: id})
		if id != "B6" {
			bills.draft = bills.draft.With(billing.PupilAmount{Pupil: id, Amount: 1000})
		}
	}
	h := Handler{Site: webtest.Site(parsed), School: six, Accounts: credits{}, Billing: bills}
	webtest.Post(h.Routes(), "/ricariche/aggiungi", url.Values{"alunno": {"B6"}, "importo": {"10"}}).
		Expect(t, http.StatusBadRequest, "al massimo 5 ricariche per volta")
	bills.expectNothing(t)
}

// Goal: Togli takes one row off. Method: remove one of two, then look at the list.
func TestRemove(t *testing.T) {
	bills := &books{draft: listed()}
	answer := webtest.Post(serve(t, bills), "/ricariche/togli", url.Values{"alunno": {"A002"}})
	left := bills.draft.TopUps
	if answer.Status != http.StatusSeeOther || len(left) != 1 || left[0].Pupil != "A001" {
		t.Errorf("%d, list %+v", answer.Status, left)
	}
}
