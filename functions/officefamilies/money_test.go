package main

import (
	"html"
	"net/http"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"serviziscolastici/shared/billing"
	"serviziscolastici/shared/calendar"
	"serviziscolastici/shared/dynamo"
	"serviziscolastici/shared/ledger"
	"serviziscolastici/shared/money"
	"serviziscolastici/shared/office"
	"serviziscolastici/shared/pagopa"
	"serviziscolastici/shared/school"
	"serviziscolastici/shared/web"
	"serviziscolastici/shared/web/webtest"
)

var hiddenFields = regexp.MustCompile(`<input type="hidden" name="([^"]*)" value="([^"]*)">`)

// yesForm are the fields of the page that shows what a form comes to.
func yesForm(t *testing.T, page webtest.Answer) url.Values {
	t.Helper()
	form := url.Values{}
	for _, field := range hiddenFields.FindAllStringSubmatch(page.Body, -1) {
		form.Set(html.UnescapeString(field[1]), html.UnescapeString(field[2]))
	}
	if !strings.Contains(page.Body, `name="passo" value="conferma"`) {
		t.Fatalf("no page to say yes on:\n%s", page.Text())
	}
	form.Set("passo", "conferma")
	return form
}

func (o *town) balance(pupil string) money.Cents {
	o.t.Helper()
	accounts, err := o.handler.Accounts.Accounts(o.t.Context(), webtest.Tenant, []string{pupil})
	if err != nil {
		o.t.Fatal(err)
	}
	return accounts[pupil].Balance
}

// Goal: an adjustment shows the balance before and after, is posted once however often its form is sent, and is in the
// log with the reason. Method: adjust both ways, sending each form twice.
func TestAdjustment(t *testing.T) {
	o := newTown(t, office.Accounting)
	const path = "/ufficio/alunni/scheda/A001/rettifica"
	o.get(path).Expect(t, http.StatusOK, "Saldo: 0,00 €", "Aggiungi al conto")
	for i, step := range []struct {
		direction, typed, shown string
		balance                 money.Cents
	}{{"piu", "12,50", "0,00 € 12,50 €", 1250}, {"meno", "€ 20", "12,50 € −7,50 €", -750}} {
		page := o.post(path, url.Values{"verso": {step.direction}, "importo": {step.typed}, "motivo": {"pasti contati due volte"}})
		page.Expect(t, http.StatusOK, "Controlla e conferma", step.shown, "pasti contati due volte")
		form := yesForm(t, page)
		for range 2 {
			o.lands(o.post(path, form), "/ufficio/alunni/scheda/A001").Expect(t, http.StatusOK, "Rettifica registrata",
				"Rettifica dell’ufficio: pasti contati due volte", "Giulia Conti")
		}
		if got := o.balance("A001"); got != step.balance {
			t.Errorf("balance %d, want %d", got, step.balance)
		}
		if records := o.records("A001"); len(records) != i+1 || records[0].Reason != "pasti contati due volte" {
			t.Errorf("%d records: %+v", len(records), records)
		}
	}
	statement, err := o.handler.Accounts.Statement(t.Context(), webtest.Tenant, "A001", september())
	if err != nil || statement.Lines[0].Kind != ledger.Adjusted || statement.Account.Expected != -750 {
		t.Errorf("%+v, %v", statement, err)
	}
}

// Goal: whoever thinks again before the yes finds the form as it was filled in. Method: go back from each page before
// the yes.
func TestThinkAgain(t *testing.T) {
	o := newTown(t, office.Clerk)
	number := o.document("2026/7", 8000).String()
	for path, form := range map[string]url.Values{
		"scheda/A001/rettifica":         {"verso": {"meno"}, "importo": {"12,34"}, "motivo": {"conto sbagliato"}},
		"scheda/A001/versamento":        {"importo": {"12,34"}, "modo": {"cash"}, "pagato": {"20/11/2026"}, "motivo": {"bollettino"}},
		"scheda/A001/dati":              {"nome": {"Nino"}, "cognome": {"Rossi"}, "codice_fiscale": {"RSSNCL17C15A794Y"}, "nascita": {"1/3/2017"}, "visto": {"9"}},
		"avvisi/" + number + "/importo": {"importo": {"12,34"}, "motivo": {"ricalcolo"}, "visto": {"0"}},
	} {
		back := yesForm(t, o.post("/ufficio/alunni/"+path, form))
		back.Set("passo", "modifica")
		page := o.post("/ufficio/alunni/"+path, back)
		page.Expect(t, http.StatusOK, "Continua")
		for _, field := range []string{"importo", "motivo", "nome"} {
			if typed := form.Get(field); typed != "" && !strings.Contains(page.Body, `value="`+typed+`"`) {
				t.Errorf("%s: %s is empty again", path, field)
			}
		}
	}
	if records := o.records("A001"); len(records) != 0 {
		t.Errorf("%+v", records)
	}
}

// Goal: of two operators who adjust one account at once, the second reads that the balance is another. Method: show
// both the page before the yes, then let both say yes.
func TestTwoOperatorsAdjustAtOnce(t *testing.T) {
	o := newTown(t, office.Clerk)
	const path = "/ufficio/alunni/scheda/A001/rettifica"
	form := url.Values{"verso": {"piu"}, "importo": {"10"}, "motivo": {"errore di ieri"}}
	first, second := yesForm(t, o.post(path, form)), yesForm(t, o.post(path, form))
	o.lands(o.post(path, first), "/ufficio/alunni/scheda/A001")
	o.post(path, second).Expect(t, http.StatusConflict, "Nel frattempo il conto è cambiato")
	if got := o.balance("A001"); got != 1000 {
		t.Errorf("balance %d", got)
	}
	stale := yesForm(t, o.post(path, form))
	stale.Set("giorno", "2026-11-01")
	o.post(path, stale).Expect(t, http.StatusBadRequest, "Il modulo è di un altro giorno")
}

// Goal: what is typed wrong is said beside its field, and nothing is posted. Method: each fault.
func TestWrongAmounts(t *testing.T) {
	o := newTown(t, office.Clerk)
	good := url.Values{"verso": {"piu"}, "importo": {"10"}, "motivo": {"motivo buono"}, "modo": {"cash"}, "pagato": {"20/11/2026"}}
	for _, path := range []string{"/ufficio/alunni/scheda/A001/rettifica", "/ufficio/alunni/scheda/A001/versamento"} {
		for field, wrong := range map[string][]string{
			"importo": {"", "dieci", "0", "-5", "99999", "1,234"}, "motivo": {"", "a", strings.Repeat("x", 201)},
		} {
			for _, typed := range wrong {
				form := url.Values{}
				for name, values := range good {
					form[name] = values
				}
				form.Set(field, typed)
				answer := o.post(path, form)
				if answer.Status != http.StatusBadRequest || !strings.Contains(answer.Body, `aria-invalid="true"`) {
					t.Errorf("%s, %s %q: status %d", path, field, typed, answer.Status)
				}
			}
		}
	}
	for typed, said := range map[string]string{"23/11/2026": "da un anno fa a oggi", "01/01/2020": "da un anno fa a oggi", "ieri": "scrivi la data"} {
		form := url.Values{"importo": {"10"}, "motivo": {"motivo"}, "modo": {"cash"}, "pagato": {typed}}
		o.post("/ufficio/alunni/scheda/A001/versamento", form).Expect(t, http.StatusBadRequest, said)
	}
	form := url.Values{"verso": {"piu"}, "importo": {"990"}, "motivo": {"quasi il massimo"}}
	const path = "/ufficio/alunni/scheda/A001/rettifica"
	o.lands(o.post(path, yesForm(t, o.post(path, form))), "/ufficio/alunni/scheda/A001")
	o.post(path, form).Expect(t, http.StatusBadRequest, "supera il massimo di 1.000,00 €")
	if got := o.balance("A001"); got != 99000 {
		t.Errorf("balance %d", got)
	}
}

// Goal: a deposit is credit, a paid top-up that certificates count, a printed receipt and a record, once for its form.
// Method: take one by card, twice.
func TestDeposit(t *testing.T) {
	o := newTown(t, office.Accounting)
	const path = "/ufficio/alunni/scheda/A001/versamento"
	page := o.post(path, url.Values{"importo": {"50"}, "modo": {"debitCard"}, "pagato": {"20/11/2026"}, "motivo": {"POS n. 123"}})
	page.Expect(t, http.StatusOK, "0,00 € 50,00 €", "carta (POS)", "Maria Bianchi")
	form := yesForm(t, page)
	var notice string
	for range 2 {
		answer := o.post(path, form)
		o.lands(answer, "/ufficio/alunni/avvisi/3").Expect(t, http.StatusOK, "Versamento registrato", "Pagato al Comune", "50,00 €")
		if to := answer.Header.Get("Location"); notice != "" && notice != to {
			t.Errorf("two deposits, %s and %s", notice, to)
		} else {
			notice = to
		}
	}
	if got := o.balance("A001"); got != 5000 {
		t.Errorf("balance %d", got)
	}
	paper, _, _ := strings.Cut(notice, "?")
	o.get(paper+"/quietanza").Expect(t, http.StatusOK, "Quietanza di pagamento", "ha ricevuto 50,00 € da Maria Bianchi",
		"Niccolò D’Angelo Rossi", "20/11/2026", "carta (POS)", "Giulia Conti")
	positions, err := o.handler.Billing.ListOf(t.Context(), webtest.Tenant, o.payer.ID)
	if err != nil || len(positions) != 1 || !positions[0].AtOffice() || positions[0].Payment.Method != billing.Card {
		t.Errorf("%+v, %v", positions, err)
	}
	if marks, err := o.handler.Billing.ToPublish(t.Context(), webtest.Tenant); err != nil || len(marks) != 0 {
		t.Errorf("pagoPA is told of a deposit: %v, %v", marks, err)
	}
	if records := o.records("A001"); len(records) != 1 || records[0].Action != "Versamento registrato" || records[0].Reason != "POS n. 123" {
		t.Errorf("%+v", records)
	}
	o.get("/ufficio/alunni/scheda/A001/conto").Expect(t, http.StatusOK, "Versamento al Comune", "+50,00 €")
}

// Goal: credit moves to a sibling once, within what both accounts allow, and to nobody else. Method: move what is there
// twice by one form, then more than there is, and to a stranger.
func TestCreditMovesToASibling(t *testing.T) {
	o := newTown(t, office.Accounting)
	const path = "/ufficio/alunni/scheda/A001/spostamento"
	o.must(o.handler.Accounts.PostOpening(t.Context(), webtest.Tenant, "A001", september(), "o", 3000, "Saldo"))
	o.must(o.handler.School.SavePupil(t.Context(), webtest.Tenant, school.Pupil{ID: "A003", Name: "Ugo"}, []school.Guardianship{
		{Guardian: o.payer.ID, Role: school.Viewer},
	}))
	o.get(path).Expect(t, http.StatusOK, "Saldo: 30,00 €", "Anna D’Angelo Rossi")
	page := o.post(path, url.Values{"a": {"A002"}, "importo": {"12"}, "motivo": {"chiesto dalla madre"}})
	page.Expect(t, http.StatusOK, "30,00 € 18,00 €", "0,00 € 12,00 €", "chiesto dalla madre")
	form := yesForm(t, page)
	for range 2 {
		o.lands(o.post(path, form), "/ufficio/alunni/scheda/A001").Expect(t, http.StatusOK, "Credito spostato", "Spostamento di credito", "−12,00 €")
	}
	if a, b := o.balance("A001"), o.balance("A002"); a != 1800 || b != 1200 {
		t.Errorf("balances %d and %d", a, b)
	}
	for _, pupil := range []string{"A001", "A002"} { // each of whom it is about
		records := o.records(pupil)
		if len(records) != 1 || records[0].Reason != "chiesto dalla madre" || records[0].Pupil != "A001" || records[0].Sibling != "A002" ||
			records[0].Before != "A001: "+money.Cents(3000).String()+"; A002: "+money.Cents(0).String() ||
			records[0].After != "A001: "+balanceBy(1800, -1200)+"; A002: "+balanceBy(1200, 1200) {
			t.Errorf("%s: %+v", pupil, records)
		}
	}
	o.post(path, url.Values{"a": {"A002"}, "importo": {"18,01"}, "motivo": {"troppo"}}).Expect(t, http.StatusBadRequest, "Sul conto ci sono 18,00 €")
	for _, other := range []string{"A003", "A001", "Z001", ""} {
		o.post(path, url.Values{"a": {other}, "importo": {"1"}, "motivo": {"prova"}}).Expect(t, http.StatusBadRequest, "Scegli a chi va il credito")
	}
	late := yesForm(t, o.post(path, url.Values{"a": {"A002"}, "importo": {"18"}, "motivo": {"tutto"}}))
	o.lands(o.post(path, yesForm(t, o.post(path, url.Values{"a": {"A002"}, "importo": {"10"}, "motivo": {"prima"}}))), "/ufficio/alunni/scheda/A001")
	o.post(path, late).Expect(t, http.StatusConflict, "Sul conto ci sono 8,00 €")
	left := url.Values{"a": {"A002"}, "importo": {"8"}, "motivo": {"tutto"}}
	o.lands(o.post(path, yesForm(t, o.post(path, left))), "/ufficio/alunni/scheda/A001")
	o.post(path, left).Expect(t, http.StatusBadRequest, "Il conto è a 0,00 €: non c’è credito da spostare.")
	o.must(o.handler.Accounts.PostMeal(t.Context(), webtest.Tenant, "A001", calendar.NewDay(2026, time.November, 9), ledger.MealDetail{
		Class: "PRI-3A", Mark: "P", Band: "B", Price: 920,
	}))
	o.post(path, left).Expect(t, http.StatusBadRequest, "Il conto è a −9,20 €: non c’è credito da spostare.")
}

// Goal: a form that moves money is the same one after a new login: whoever had no answer and sends it again from the page that
// refuses it lands where it led, and nothing moves twice. Method: each form under one session, then as it was under a later one,
// then by "Invia di nuovo".
func TestMoneyFormsOutliveTheirSession(t *testing.T) {
	for action, step := range map[string]struct {
		form    url.Values
		balance money.Cents
	}{
		"rettifica":   {url.Values{"verso": {"meno"}, "importo": {"12"}, "motivo": {"errore di ieri"}}, 1800},
		"versamento":  {url.Values{"importo": {"12"}, "modo": {"cash"}, "pagato": {"20/11/2026"}, "motivo": {"allo sportello"}}, 4200},
		"spostamento": {url.Values{"a": {"A002"}, "importo": {"12"}, "motivo": {"chiesto dalla madre"}}, 1800},
	} {
		t.Run(action, func(t *testing.T) {
			o := newTown(t, office.Accounting)
			o.must(o.handler.Accounts.PostOpening(t.Context(), webtest.Tenant, "A001", september(), "o", 3000, "Saldo"))
			path := "/ufficio/alunni/scheda/A001/" + action
			form := yesForm(t, o.post(path, step.form))
			led := o.post(path, form).Header.Get("Location")
			refused := o.later(path, form)
			refused.Expect(t, http.StatusForbidden, "era aperto da prima dell'ultimo accesso", "Invia di nuovo")
			o.lands(o.later(path, yesForm(t, refused)), led)
			if balance, records := o.balance("A001"), o.records("A001"); balance != step.balance || len(records) != 1 {
				t.Errorf("balance %d, want %d; %d records", balance, step.balance, len(records))
			}
		})
	}
}

// later sends a form as a browser does after a new login.
func (o *town) later(path string, form url.Values) webtest.Answer {
	request := webtest.Request(http.MethodPost, path, form)
	request.Header.Set("Cookie", "__Secure-ufficio="+webtest.LaterToken)
	request.Header.Set("Sec-Fetch-Site", "same-origin")
	return webtest.Do(o.pages, request)
}

// document issues a document for A001 and returns the number of its notice.
func (o *town) document(number string, amount money.Cents) pagopa.NoticeNumber {
	o.t.Helper()
	ctx, bills := o.t.Context(), o.handler.Billing
	issued := billing.Document{
		Number: number, Issued: calendar.NewDay(2026, time.October, 1), Service: school.Bus, Pupil: "A001",
		Guardian: o.payer.ID, Amount: amount, Description: "Trasporto scolastico", Due: calendar.NewDay(2026, time.October, 31),
	}
	o.must(bills.IssueDocument(ctx, webtest.Municipality(), issued))
	stored, err := bills.DocumentOf(ctx, webtest.Tenant, o.payer.ID, issued.ID())
	if err != nil {
		o.t.Fatal(err)
	}
	return stored.Notice
}

// Goal: a notice that is paid at the office, cancelled, or given another amount is so once, at pagoPA too, says so in the
// log, and by itself whose hand it was. Method: each action on a document's notice, each form sent twice.
func TestActionsOnANotice(t *testing.T) {
	for action, step := range map[string]struct {
		form  url.Values
		shown string
		after string
		state billing.State
	}{
		"incasso": {url.Values{"modo": {"bankTransfer"}, "pagato": {"19/11/2026"}}, "pagato al Comune, 80,00 €", "Pagato al Comune", billing.Paid},
		"annullo": {url.Values{}, "da pagare, 80,00 € annullato", "Annullato", billing.Cancelled},
		"importo": {url.Values{"importo": {"65,5"}}, "80,00 € 65,50 €", "65,50 €", billing.Open},
	} {
		t.Run(action, func(t *testing.T) {
			o := newTown(t, office.Clerk)
			number := o.document("2026/7", 8000)
			path := "/ufficio/alunni/avvisi/" + number.String() + "/" + action
			o.get(path).Expect(t, http.StatusOK, "80,00 €", "Trasporto scolastico")
			step.form.Set("motivo", "chiesto dal genitore")
			step.form.Set("visto", "0")
			page := o.post(path, step.form)
			page.Expect(t, http.StatusOK, step.shown, "chiesto dal genitore")
			form := yesForm(t, page)
			for range 2 {
				o.lands(o.post(path, form), "/ufficio/alunni/avvisi/"+number.String()).Expect(t, http.StatusOK, step.after)
			}
			position, err := o.handler.Billing.Find(t.Context(), "77777777777", number)
			if err != nil || position.State != step.state || position.Revision != 1 {
				t.Errorf("%+v, %v", position, err)
			}
			marks, err := o.handler.Billing.ToPublish(t.Context(), webtest.Tenant)
			if err != nil || len(marks) != 1 || marks[0].Revision != 1 {
				t.Errorf("pagoPA is not told: %+v, %v", marks, err)
			}
			records := o.records("A001")
			if len(records) != 1 || records[0].Reason != "chiesto dal genitore" {
				t.Fatalf("%+v", records)
			}
			var signed struct{ Audit, Hand string }
			err = o.handler.Billing.Ledger.Get(t.Context(),
				dynamo.Notice(webtest.Tenant, o.payer.ID, position.CreatedDay(), number.String()), &signed)
			if err != nil || signed.Audit != records[0].Mark || signed.Hand != webtest.Operator().ID {
				t.Errorf("changed by %+v, %v", signed, err)
			}
		})
	}
}

// Goal: a notice that takes another's place has a number of its own, and the old one cannot be paid. Method: reissue,
// send the form twice, look at both.
func TestReissue(t *testing.T) {
	o := newTown(t, office.Administrator)
	old := o.document("2026/8", 9000)
	for _, page := range []string{"avvisi/" + old.String(), "scheda/A001", "adulti/" + o.payer.ID} {
		o.get("/ufficio/alunni/"+page).Expect(t, http.StatusOK, "Documento 2026/8")
	}
	path := "/ufficio/alunni/avvisi/" + old.String() + "/sostituzione"
	form := yesForm(t, o.post(path, url.Values{"scadenza": {"31/12/2026"}, "motivo": {"avviso smarrito"}, "visto": {"0"}}))
	first, second := o.post(path, form), o.post(path, form)
	if first.Header.Get("Location") != second.Header.Get("Location") {
		t.Errorf("%s, then %s", first.Header.Get("Location"), second.Header.Get("Location"))
	}
	o.lands(first, "/ufficio/alunni/avvisi/").Expect(t, http.StatusOK, "Da pagare", "90,00 €", "31/12/2026", "prende il posto")
	replaced := o.get("/ufficio/alunni/avvisi/" + old.String())
	replaced.Expect(t, http.StatusOK, "Annullato")
	document, err := o.handler.Billing.DocumentOf(t.Context(), webtest.Tenant, o.payer.ID, "2026-8")
	if err != nil || document.Notice == old || !strings.Contains(first.Header.Get("Location"), document.Notice.String()) {
		t.Errorf("%+v, %v", document, err)
	}
	place := o.get("/ufficio/alunni/avvisi/" + document.Notice.String())
	place.Expect(t, http.StatusOK, "Al posto di "+web.Groups(old.String()))
	replaced.Expect(t, http.StatusOK, "Sostituito da "+web.Groups(document.Notice.String()))
	if !strings.Contains(replaced.Body, `href="/ufficio/alunni/avvisi/`+document.Notice.String()) ||
		!strings.Contains(place.Body, `href="/ufficio/alunni/avvisi/`+old.String()) {
		t.Error("the two notices do not lead to one another")
	}
	for _, page := range []string{"scheda/A001", "scheda/A001/scheda.csv", "scheda/A001/conto", "adulti/" + o.payer.ID} {
		o.get("/ufficio/alunni/"+page).Expect(t, http.StatusOK) // with two notices of one document
	}
	records := o.records("A001")
	if len(records) != 1 || !slices.Contains(records[0].Pieces, office.Piece{
		Before: "Avviso " + old.String() + " da pagare", After: "Avviso " + old.String() + " annullato",
	}) {
		t.Errorf("%+v", records)
	}
	marks, err := o.handler.Billing.ToPublish(t.Context(), webtest.Tenant)
	if err != nil || len(marks) != 2 {
		t.Errorf("pagoPA hears of %v, %v", marks, err)
	}
	o.post(path, url.Values{"scadenza": {"1/1/2026"}, "motivo": {"avviso smarrito"}, "visto": {"0"}}).Expect(t, http.StatusBadRequest, "è passata")
}

// Goal: a notice that was paid meanwhile, or is no document's, is left alone. Method: let pagoPA pay between the form
// and the yes; ask for what a top-up has not.
func TestNoticePaidMeanwhile(t *testing.T) {
	o := newTown(t, office.Clerk)
	number := o.document("2026/9", 4000)
	path := "/ufficio/alunni/avvisi/" + number.String()
	pay := yesForm(t, o.post(path+"/incasso", url.Values{
		"modo": {"cash"}, "pagato": {"20/11/2026"}, "motivo": {"allo sportello"}, "visto": {"0"},
	}))
	_, err := o.handler.Billing.Settle(t.Context(), webtest.Tenant, pagopa.ReceiptMessage{
		Version: pagopa.ReceiptMessageVersion, ReceivedAt: webtest.Now(), Receipt: pagopa.Receipt{
			ReceiptID: "R9", NoticeNumber: number, CreditorFiscalCode: "77777777777", Outcome: "OK", Amount: 4000, PaidAt: webtest.Now(),
		},
	})
	if err != nil {
		t.Fatal(err)
	}
	o.post(path+"/incasso", pay).Expect(t, http.StatusConflict, "nel frattempo")
	o.get(path+"/annullo").Expect(t, http.StatusConflict, "non è più da pagare")
	o.get(path+"/quietanza").Expect(t, http.StatusNotFound)
	if records := o.records("A001"); len(records) != 0 {
		t.Errorf("the log tells of what did not happen: %+v", records)
	}

	topUp := "/ufficio/alunni/avvisi/" + o.topUp("A001", 2000)
	o.get(topUp+"/importo").Expect(t, http.StatusNotFound)
	o.get(topUp+"/quello").Expect(t, http.StatusNotFound)
	form := yesForm(t, o.post(topUp+"/annullo", url.Values{"motivo": {"errore"}, "visto": {"0"}}))
	for range 2 {
		o.lands(o.post(topUp+"/annullo", form), topUp).Expect(t, http.StatusOK, "Annullato")
	}
}

// Goal: who only reads sees no button and gets through no form; accounting changes money and no people. Method: every
// form as each role.
func TestWhoMayChangeWhat(t *testing.T) {
	o := newTown(t, office.Reader)
	number := o.document("2026/10", 4000).String()
	people := []string{"scheda/A001/dati", "scheda/A001/adulti", "scheda/A001/iscrizione", "adulti/" + o.payer.ID + "/dati"}
	moneys := []string{"scheda/A001/rettifica", "scheda/A001/versamento", "scheda/A001/spostamento", "avvisi/" + number + "/incasso", "avvisi/" + number + "/annullo"}
	for _, who := range []struct {
		role          office.Role
		people, money int
	}{
		{office.Reader, http.StatusForbidden, http.StatusForbidden}, {office.Accounting, http.StatusForbidden, http.StatusOK},
		{office.Clerk, http.StatusOK, http.StatusOK}, {office.Administrator, http.StatusOK, http.StatusOK},
		{office.School, http.StatusForbidden, http.StatusForbidden}, {office.Kitchen, http.StatusForbidden, http.StatusForbidden},
	} {
		o.as(o.handler.Site.Pages, who.role)
		for _, group := range []struct {
			paths []string
			want  int
		}{{people, who.people}, {moneys, who.money}} {
			for _, path := range group.paths {
				o.get("/ufficio/alunni/"+path).Expect(t, group.want)
				if answer := o.post("/ufficio/alunni/"+path, url.Values{}); (answer.Status == http.StatusForbidden) != (group.want == http.StatusForbidden) {
					t.Errorf("%s posts to %s: %d", who.role, path, answer.Status)
				}
			}
		}
		if who.role == office.School || who.role == office.Kitchen {
			continue
		}
		for path, buttons := range map[string][]string{
			"/ufficio/alunni/scheda/A001":      {"/rettifica", "/versamento", "/dati", "/adulti", "/iscrizione"},
			"/ufficio/alunni/avvisi/" + number: {"/incasso", "/annullo", "/importo", "/sostituzione"},
		} {
			body := o.get(path).Body
			for i, button := range buttons {
				want := who.money
				if strings.HasPrefix(path, "/ufficio/alunni/scheda") && i > 1 {
					want = who.people
				}
				if strings.Contains(body, button+`"`) != (want == http.StatusOK) {
					t.Errorf("%s sees %s on %s, or not", who.role, button, path)
				}
			}
		}
	}
}
