package main

import (
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"

	"serviziscolastici/shared/billing"
	"serviziscolastici/shared/calendar"
	"serviziscolastici/shared/office"
	"serviziscolastici/shared/web/webtest"
)

// Goal: every page parses. Method: parse them.
func TestPages(t *testing.T) {
	d := newDesk(t)
	if err := d.pages.Check(); err != nil {
		t.Error(err)
	}
}

// Goal: what waits is listed with who paid, what and why; the file has the same rows and leaves a record. Method: read
// the list, its file, and the register.
func TestList(t *testing.T) {
	d := newDesk(t)
	pages := d.as("", office.Accounting)
	webtest.Get(pages, "/ufficio/entrate").Expect(t, http.StatusOK, "1 pagamento", "25,00 €", "Maria Bianchi",
		"L'avviso era già pagato", "Banca di Prova", "da oggi")
	file := webtest.Get(pages, "/ufficio/entrate/elenco.csv")
	if !strings.Contains(file.Body, "22/11/2026;25,00;Maria Bianchi;Banca di Prova") {
		t.Errorf("file:\n%s", file.Body)
	}
	if records := d.records(); len(records) != 1 || records[0].Action != "Esportazione" || records[0].After != "1\u00a0riga" {
		t.Errorf("records %+v", records)
	}
	webtest.Get(pages, "/ufficio/entrate/ricevuta?"+d.names().Encode()).Expect(t, http.StatusOK, "Accredita a un alunno")
	receipt := follow(t, pages, webtest.Get(pages, "/ufficio/entrate"), "22/11/2026")
	for _, way := range []string{"Accredita a un alunno", "Collega a un avviso", "Chiedi il rimborso"} {
		follow(t, pages, receipt, way)
	}
	webtest.Get(pages, "/ufficio/entrate/ricevuta?giorno=2026-11-22&ricevuta=r9").Expect(t, http.StatusNotFound)
	webtest.Get(pages, "/ufficio/entrate/ricevuta?giorno=ieri&ricevuta=r2").Expect(t, http.StatusNotFound)
}

// Goal: who may only look gets no way to act. Method: the clerk's and the reader's pages.
func TestRolesThatLook(t *testing.T) {
	d := newDesk(t)
	clerk := d.as("", office.Clerk)
	webtest.Get(clerk, "/ufficio/entrate").Expect(t, http.StatusOK, "che cosa farne lo decide la ragioneria.")
	webtest.Get(d.as("", office.Accounting), "/ufficio/entrate").Expect(t, http.StatusOK, "i soldi ci sono, decidi che cosa farne.")
	page := webtest.Get(clerk, "/ufficio/entrate/ricevuta?"+d.names().Encode())
	page.Expect(t, http.StatusOK, "Li sistema la ragioneria")
	if strings.Contains(page.Text(), "Chiedi il rimborso") {
		t.Error("a clerk is offered a refund")
	}
	d.must(d.bills.Refused(t.Context(), d.open, "status 422: fullName"))
	for path, words := range map[string][2]string{
		"/ufficio/entrate/rimborsi": {"Ad approvarlo e a registrare il mandato è la ragioneria.", "Quando la tesoreria ha pagato, registra"},
		"/ufficio/entrate/avvisi":   {"Li comunica di nuovo la ragioneria", "Prima di comunicarlo di nuovo correggi"},
	} {
		looks, acts := webtest.Get(clerk, path), webtest.Get(d.as("", office.Accounting), path)
		looks.Expect(t, http.StatusOK, words[0])
		acts.Expect(t, http.StatusOK, words[1])
		if strings.Contains(looks.Text(), words[1]) || strings.Contains(looks.Text(), "Azioni") || strings.Contains(acts.Text(), words[0]) {
			t.Errorf("%s tells a clerk to act, or the accounting that others do", path)
		}
	}
	webtest.Post(clerk, "/ufficio/entrate/accredita", d.names("alunno", "A002", "motivo", "prova")).
		Expect(t, http.StatusForbidden, "Il tuo ruolo non apre questa pagina")
	webtest.Get(d.as("", office.Reader), "/ufficio/entrate").Expect(t, http.StatusForbidden)
	if d.now().Handled != nil || d.balance("A002") != 0 {
		t.Error("a role that looks has changed something")
	}
}

// Goal: a credit is confirmed with the child's name and the new balance, wants a reason, happens once and leaves its record;
// a pupil who is not there is told at the field. Method: the way through the pages, and a form sent twice.
func TestCredit(t *testing.T) {
	d := newDesk(t)
	pages := d.as("", office.Accounting)
	const path = "/ufficio/entrate/accredita"
	webtest.Get(pages, path+"?"+d.names("alunno", "Z9").Encode()).
		Expect(t, http.StatusBadRequest, "Nessun alunno ha il codice Z9")
	webtest.Get(pages, path+"?"+d.names("alunno", "a002").Encode()).
		Expect(t, http.StatusOK, "Luca Ferrari, A002", "Saldo adesso 0,00 €", "Saldo dopo 25,00 €")
	const search = path + "/cerca"
	webtest.Post(pages, search, d.names("cerca", "ferrari")).Expect(t, http.StatusOK, "A chi?", "Ferrari Giulia", "A002")
	webtest.Post(pages, search, d.names("cerca", "a002")).Expect(t, http.StatusOK, "Saldo dopo 25,00 €")
	webtest.Post(pages, search, d.names("cerca", "x")).Expect(t, http.StatusBadRequest, "almeno due lettere")
	webtest.Post(pages, search, d.names("cerca", "Verdi")).Expect(t, http.StatusBadRequest, "Nessun alunno ha questo codice")
	webtest.Post(pages, path, d.names("alunno", "A002")).Expect(t, http.StatusBadRequest, "Scrivi il motivo")
	if d.balance("A002") != 0 || len(d.records()) != 0 {
		t.Error("a form with an error has changed something")
	}
	for range 2 {
		sent := webtest.Post(pages, path, d.names("alunno", "A002", "motivo", "Chiesto per telefono"))
		if sent.Status != http.StatusSeeOther || sent.Header.Get("Location") != "/ufficio/entrate?esito=accreditato" {
			t.Errorf("%d %s", sent.Status, sent.Text())
		}
	}
	webtest.Get(pages, "/ufficio/entrate?esito=accreditato").
		Expect(t, http.StatusOK, "Pagamento accreditato", "nessun pagamento da sistemare")
	webtest.Get(pages, "/ufficio/entrate/storico").Expect(t, http.StatusOK, "Accreditato a Luca Ferrari, A002")
	webtest.Get(pages, "/ufficio/entrate/ricevuta?"+d.names().Encode()).Expect(t, http.StatusOK, "Accreditato a Luca Ferrari, A002")
	records := d.records()
	if d.balance("A002") != 2500 || len(records) != 1 || records[0].Reason != "Chiesto per telefono" ||
		records[0].Pupil != "A002" || records[0].Mark == "" {
		t.Errorf("balance %d, records %+v", d.balance("A002"), records)
	}
	if file := webtest.Get(pages, "/ufficio/entrate/storico.csv"); !strings.Contains(file.Body, "Accreditato a Luca Ferrari, A002") {
		t.Errorf("file:\n%s", file.Body)
	}
	webtest.Post(pages, path, d.names("alunno", "A001", "motivo", "errore")).
		Expect(t, http.StatusConflict, "è già annotato altro")
}

// Goal: a receipt pays a notice that it fits, and says clearly why it does not pay another. Method: a number with a
// mistake, an unknown one, the paid one, and the open one.
func TestAttach(t *testing.T) {
	d := newDesk(t)
	pages := d.as("", office.Accounting)
	const path = "/ufficio/entrate/collega"
	for number, want := range map[string]string{
		"":      "Scrivi il codice dell'avviso",
		"30200": "ricontrolla quello che hai scritto", "302202500000012356": "Nessun avviso del Comune",
		d.second.Receipt.NoticeNumber.String(): "è già pagato",
	} {
		webtest.Get(pages, path+"?"+d.names("avviso", number).Encode()).Expect(t, http.StatusBadRequest, want)
	}
	webtest.Get(pages, path+"?"+d.names().Encode()).Expect(t, http.StatusOK, "Codice dell’avviso")
	number := d.open.Number.String()
	webtest.Get(pages, path+"?"+d.names("avviso", number).Encode()).
		Expect(t, http.StatusOK, "Conferma il collegamento", "Luca Ferrari, A002", "il conto dell’alunno aumenta di 25,00 €")
	webtest.Post(pages, path, d.names("avviso", number)).Expect(t, http.StatusBadRequest, "Scrivi il motivo")
	sent := webtest.Post(pages, path, d.names("avviso", number, "motivo", "Il genitore ha pagato l'avviso sbagliato"))
	if sent.Status != http.StatusSeeOther || d.balance("A002") != 2500 {
		t.Errorf("%d, balance %d", sent.Status, d.balance("A002"))
	}
	found, err := d.bills.Find(t.Context(), d.open.Creditor, d.open.Number)
	if err != nil || found.State != billing.Paid {
		t.Errorf("%+v, %v", found, err)
	}
	webtest.Get(pages, "/ufficio/entrate/storico").Expect(t, http.StatusOK, "Collegato all'avviso "+number)
}

// Goal: a refund goes through two people to the treasury's order, and each step leaves its record; the file for the
// treasury has what is approved alone. Method: the way through the pages with two operators.
func TestRefund(t *testing.T) {
	d := newDesk(t)
	first, second := d.as("", office.Accounting), d.as("-2", office.Accounting)
	webtest.Get(first, "/ufficio/entrate/rimborsa?"+d.names().Encode()).
		Expect(t, http.StatusOK, "Si rimborsano 25,00 €: tutto l’importo, e non di più")
	asked := d.names("beneficiario", "Maria Bianchi", "codice_fiscale", "BNCMRA85A41A794Y",
		"iban", "IT60 X054 2811 1010 0000 0123 456", "motivo", "Pagato due volte")
	wrong := url.Values{"giorno": asked["giorno"], "ricevuta": asked["ricevuta"], "iban": {"IT61X0542811101000000123456"}}
	webtest.Post(first, "/ufficio/entrate/rimborsa", wrong).Expect(t, http.StatusBadRequest,
		"Scrivi cognome e nome", "Il codice fiscale non è valido", "L'IBAN non è valido", "Scrivi il motivo")
	step := func(pages http.Handler, path string, form url.Values, want int) webtest.Answer {
		t.Helper()
		answer := webtest.Post(pages, path, form)
		if answer.Status != want {
			t.Fatalf("%s: %d, want %d: %s", path, answer.Status, want, answer.Text())
		}
		return answer
	}
	step(first, "/ufficio/entrate/rimborsa", asked, http.StatusSeeOther)
	webtest.Get(first, "/ufficio/entrate/rimborsi/ritira?"+d.names().Encode()).Expect(t, http.StatusOK, "Annulla il rimborso di 25,00 €", "Motivo")
	taken := d.names("versione", d.now().Refund.Revision)
	step(first, "/ufficio/entrate/rimborsi/ritira", taken, http.StatusBadRequest).Expect(t, http.StatusBadRequest, "Scrivi il motivo")
	if d.now().Handled == nil {
		t.Error("taken back without a reason")
	}
	taken.Set("motivo", "IBAN sbagliato")
	step(first, "/ufficio/entrate/rimborsi/ritira", taken, http.StatusSeeOther)
	if d.now().Handled != nil {
		t.Error("a refund that was taken back is still there")
	}
	undone := func(one office.Record) bool {
		return one.Action == office.RefundUndone && one.Reason == "IBAN sbagliato"
	}
	if !slices.ContainsFunc(d.records(), undone) { // all are of the same moment
		t.Errorf("the records say %+v", d.records())
	}
	step(first, "/ufficio/entrate/rimborsa", asked, http.StatusSeeOther)
	webtest.Get(first, "/ufficio/entrate/rimborsi").Expect(t, http.StatusOK, "Lo approva un’altra persona")
	if file := webtest.Post(second, "/ufficio/entrate/rimborsi/mandati.csv", nil); strings.Contains(file.Body, "Maria") {
		t.Error("a refund is in the treasury's file before its approval")
	}
	seen := d.now().Refund.Revision
	step(first, "/ufficio/entrate/rimborsi/approva", d.names("versione", seen), http.StatusForbidden)
	other := webtest.Operator(office.Accounting) // the first person by the Comune's own account
	other.ID = "oidc-1"
	again := d.pagesOf(other)
	webtest.Get(again, "/ufficio/entrate/rimborsi").Expect(t, http.StatusOK, "Lo approva un’altra persona")
	webtest.Get(again, "/ufficio/entrate/rimborsi/approva?"+d.names().Encode()).Expect(t, http.StatusOK, "Hai chiesto tu questo rimborso")
	step(again, "/ufficio/entrate/rimborsi/approva", d.names("versione", seen), http.StatusForbidden)
	webtest.Get(second, "/ufficio/entrate/rimborsi/approva?"+d.names().Encode()).
		Expect(t, http.StatusOK, "Approva il rimborso di 25,00 €", "Pagato due volte")
	for range 2 { // the second is the same form, sent twice
		step(second, "/ufficio/entrate/rimborsi/approva", d.names("versione", seen), http.StatusSeeOther)
	}
	const unpaid = "in tutto 25,00 €, di cui 25,00 € di rimborsi non ancora pagati"
	webtest.Get(second, "/ufficio/entrate/storico").Expect(t, http.StatusOK, unpaid)
	webtest.Get(second, "/ufficio/entrate/rimborsi/mandati.csv").Expect(t, http.StatusMethodNotAllowed)
	webtest.Post(second, "/ufficio/entrate/rimborsi/mandati.csv", url.Values{"csrf": {""}}).Expect(t, http.StatusForbidden)
	if !d.now().Refund.Listed.IsZero() {
		t.Error("a link, or a form of another site, has put a refund into the treasury's list")
	}
	file := webtest.Post(second, "/ufficio/entrate/rimborsi/mandati.csv", nil)
	if !strings.Contains(file.Body, "Maria Bianchi;BNCMRA85A41A794Y;IT60X0542811101000000123456;25,00;Rimborso") {
		t.Errorf("file:\n%s", file.Body)
	}
	for _, pages := range []http.Handler{first, second} {
		if page := webtest.Get(pages, "/ufficio/entrate/rimborsi"); strings.Contains(page.Text(), "Annulla") {
			t.Error("a refund that the treasury has can be taken back by who asked for or approved it")
		}
	}
	step(second, "/ufficio/entrate/rimborsi/ritira", d.names("versione", d.now().Refund.Revision, "motivo", "Errore"), http.StatusForbidden)
	webtest.Get(d.as("-3", office.Accounting), "/ufficio/entrate/rimborsi").
		Expect(t, http.StatusOK, "nella lista per la tesoreria dal 22/11/2026", "Annulla il rimborso a Maria Bianchi")
	order := d.names("versione", d.now().Refund.Revision, "data", "2026-11-23", "mandato", "")
	webtest.Post(second, "/ufficio/entrate/rimborsi/pagato", order).
		Expect(t, http.StatusBadRequest, "La data non può essere futura", "Scrivi il numero del mandato")
	order.Set("data", "2026-11-22")
	order.Set("mandato", "412")
	step(second, "/ufficio/entrate/rimborsi/pagato", order, http.StatusSeeOther)
	step(second, "/ufficio/entrate/rimborsi/ritira", d.names("versione", d.now().Refund.Revision, "motivo", "Errore"), http.StatusConflict)
	history := webtest.Get(first, "/ufficio/entrate/storico")
	history.Expect(t, http.StatusOK, "Rimborsato con il mandato 412", "in tutto 25,00 €")
	if strings.Contains(history.Text(), "non ancora pagati") {
		t.Error("a paid refund is told as not paid")
	}
	actions := map[office.Action]int{}
	for _, record := range d.records() {
		actions[record.Action]++
	}
	const amount, why = "25,00 euro a Maria Bianchi", "Pagato due volte"
	for _, record := range d.records() {
		reason := map[office.Action]string{office.RefundAsked: why, office.RefundUndone: "IBAN sbagliato"}[record.Action] // of nobody else
		switch {
		case record.Action == office.Exported:
		case !strings.Contains(record.After, amount), strings.Contains(record.After, "IT60"), record.Reason != reason,
			record.Action != office.RefundAsked && !strings.HasSuffix(record.After, ": "+why):
			t.Errorf("%+v", record.Deed)
		}
	}
	for action, want := range map[office.Action]int{
		"Rimborso chiesto": 2, "Rimborso annullato": 1, "Rimborso approvato": 1, "Rimborso pagato": 1, "Esportazione": 2,
		"Rimborso nell'elenco per la tesoreria": 1,
	} {
		if actions[action] != want {
			t.Errorf("%d records of %q, want %d", actions[action], action, want)
		}
	}
}

// Goal: a refused notice is listed and told to the archive again. Method: refuse one, ask for it again, twice.
func TestRefused(t *testing.T) {
	d := newDesk(t)
	d.must(d.bills.Refused(t.Context(), d.open, "pagopa: archive refuses the position: status 422: fullName"))
	pages := d.as("", office.Accounting)
	page := webtest.Get(pages, "/ufficio/entrate/avvisi")
	page.Expect(t, http.StatusOK, "1 avviso rifiutato", "Luca Ferrari, A002", "errore 422: fullName",
		"I dati dell’avviso non passano i controlli di pagoPA. Controlla nome e codice fiscale di chi paga")
	for answer, want := range map[string]string{
		"errore 422": "non passano i controlli", "errore 400": "non passano i controlli", "errore 404": "non trova il Comune",
		"errore 409": "forse è già pagato", "json: unsupported value": "segnala la risposta",
	} {
		if got := meaningOf(answer); !strings.Contains(got, want) {
			t.Errorf("%s: %s", answer, got)
		}
	}
	for _, link := range []string{"/ufficio/alunni/avvisi/" + d.open.Number.String(), "/ufficio/alunni/scheda/" + d.open.Pupil} {
		if !strings.Contains(page.Body, `href="`+link+`"`) {
			t.Errorf("no link to %s", link)
		}
	}
	file := webtest.Get(pages, "/ufficio/entrate/avvisi.csv")
	if !strings.Contains(file.Body, d.open.Number.String()+";"+d.open.Pupil+";22/11/2026;errore 422: fullName;Luca Ferrari;\"I dati dell’avviso non passano") || d.records()[0].Object != "avvisi-rifiutati.csv" {
		t.Errorf("file:\n%s", file.Body)
	}
	form := url.Values{"avviso": {d.open.Number.String()}}
	if sent := webtest.Post(pages, "/ufficio/entrate/avvisi", form); sent.Status != http.StatusSeeOther {
		t.Errorf("%d %s", sent.Status, sent.Text())
	}
	webtest.Get(pages, "/ufficio/entrate/avvisi").Expect(t, http.StatusOK, "Nessun avviso rifiutato")
	webtest.Post(pages, "/ufficio/entrate/avvisi", form).Expect(t, http.StatusNotFound)
	if records := d.records(); len(records) != 2 || records[0].Action != "Avviso ripubblicato" && records[1].Action != "Avviso ripubblicato" {
		t.Errorf("records %+v", records)
	}
}

// Goal: the list of what was dealt with has the day of what it says. Method: a refund asked on one day and approved on the next.
func TestWhenOfARefund(t *testing.T) {
	asked := calendar.NewDay(2026, time.November, 27)
	one := row{ParkedReceipt: billing.ParkedReceipt{
		Handled: &billing.Handled{Way: billing.Refunding, Day: asked},
		Refund: &billing.Refund{
			State: billing.RefundApproved, Asked: billing.Hand{At: asked.Start()}, Approved: &billing.Hand{At: asked.AddDays(1).Start()},
		},
	}}
	if one.When() != asked.AddDays(1) {
		t.Errorf("%q on %s", one.What(), one.When())
	}
	one.Refund.State, one.Refund.Approved = billing.RefundAsked, nil
	if one.When() != asked {
		t.Errorf("%q on %s", one.What(), one.When())
	}
}
