package main

import (
	"errors"
	"net/http"
	"net/url"
	"reflect"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb"

	"serviziscolastici/shared/billing"
	"serviziscolastici/shared/calendar"
	"serviziscolastici/shared/ledger"
	"serviziscolastici/shared/money"
	"serviziscolastici/shared/office"
	"serviziscolastici/shared/school"
	"serviziscolastici/shared/web"
	"serviziscolastici/shared/web/webtest"
)

// Goal: a pupil's data are corrected after a look at the difference, once, and a second operator is told. Method: two
// forms of one version.
func TestCorrectAPupil(t *testing.T) {
	o := newTown(t, office.Clerk)
	const path = "/ufficio/alunni/scheda/A001/dati"
	form := url.Values{
		"cognome": {"D'Angelo Rossi"}, "nome": {"Nicola"}, "codice_fiscale": {"rssncl17c15a794y"}, "nascita": {"16/3/2017"},
		"badge": {"B-900"}, "visto": {o.version("A001")},
	}
	o.get(path).Expect(t, http.StatusOK, "Continua")
	page := o.post(path, form)
	page.Expect(t, http.StatusOK, "Nome Niccolò Nicola", "15/03/2017 16/03/2017", "prossimo caricamento")
	other := url.Values{}
	for name, values := range form {
		other[name] = values
	}
	other.Set("nome", "Nicolino")
	late := yesForm(t, o.post(path, other))
	yes := yesForm(t, page)
	for range 2 {
		o.lands(o.post(path, yes), "/ufficio/alunni/scheda/A001").Expect(t, http.StatusOK, "Dati corretti", "Nicola D'Angelo Rossi", "B-900",
			"Nome Niccolò", "Giulia Conti")
	}
	o.post(path, late).Expect(t, http.StatusConflict, "Qualcun altro ha appena cambiato questo alunno")
	if records := o.records("A001"); len(records) != 1 {
		t.Errorf("%d records", len(records))
	}
	pupil, err := o.handler.School.Pupil(t.Context(), webtest.Tenant, "A001")
	if err != nil || pupil.Class != "PRI-3A" {
		t.Errorf("%+v, %v", pupil, err)
	}
	for field, wrong := range map[string]string{
		"codice_fiscale": "RSSNNA19E45A794L", "badge": "B-A002", "nascita": "1/1/2030", "nome": "", "cognome": "Rossi\u202e",
	} {
		bad := url.Values{}
		for name, values := range form {
			bad[name] = values
		}
		bad.Set(field, wrong)
		answer := o.post(path, bad)
		if answer.Status != http.StatusBadRequest {
			t.Errorf("%s %q: %d", field, wrong, answer.Status)
		}
	}
	o.post("/ufficio/alunni/scheda/A009/dati", form).Expect(t, http.StatusNotFound)
	form.Set("visto", "")
	o.post(path, form).Expect(t, http.StatusBadRequest, "non è completo")
}

// version is that of a pupil, as a form carries it.
func (o *town) version(pupil string) string {
	o.t.Helper()
	_, version, err := o.handler.School.PupilVersion(o.t.Context(), webtest.Tenant, pupil)
	if err != nil {
		o.t.Fatal(err)
	}
	return subject{Version: version}.VersionText()
}

// Goal: an adult's data are corrected, also against what the parent wrote on the portal, and two operators do not mix.
// Method: let the parent write, then correct with two forms.
func TestCorrectAnAdult(t *testing.T) {
	o := newTown(t, office.Clerk)
	path := "/ufficio/alunni/adulti/" + o.payer.ID
	err := o.handler.School.SaveContacts(t.Context(), webtest.Tenant, o.payer.ID, school.Contacts{Email: "portale@example.it"})
	if err != nil {
		t.Fatal(err)
	}
	page := o.get(path + "/dati")
	page.Expect(t, http.StatusOK, "Maria Bianchi")
	form := url.Values{"cognome": {"Bianchi"}, "nome": {"Maria"}, "email": {"ufficio@example.it"}, "telefono": {"035 123456"}}
	for _, field := range hiddenFields.FindAllStringSubmatch(page.Body, -1) {
		if field[1] == "visto" {
			form.Set("visto", field[2])
		}
	}
	yes := yesForm(t, o.post(path+"/dati", form))
	form.Set("email", "altro@example.it")
	late := yesForm(t, o.post(path+"/dati", form))
	for range 2 {
		o.lands(o.post(path+"/dati", yes), path).Expect(t, http.StatusOK, "ufficio@example.it", "035 123456")
	}
	o.post(path+"/dati", late).Expect(t, http.StatusConflict, "Qualcun altro")
	all, _, err := o.handler.Audit.Month(t.Context(), webtest.Tenant, calendar.DayOf(webtest.Now()).Month(), "", 50)
	if err != nil || len(all) != 1 || all[0].Adult != o.payer.ID || strings.Contains(all[0].Object, o.payer.ID) {
		t.Errorf("%+v, %v", all, err)
	}
	form.Set("email", "non una mail")
	form.Set("provincia", "Bergamo")
	o.post(path+"/dati", form).Expect(t, http.StatusBadRequest, "L’indirizzo e-mail non è valido", "due lettere")
	if found, _, err := o.handler.School.Search(t.Context(), webtest.Tenant, "bianchi"); err != nil || len(found) != 1 {
		t.Errorf("%v, %v", found, err)
	}
}

// Goal: adults come and go, one pays, and what hangs on the payer goes with the role. Method: add one who is new, make
// the other pay while a top-up of the first is open, take the first away.
func TestAdultsOfAPupil(t *testing.T) {
	o := newTown(t, office.Clerk)
	const path = "/ufficio/alunni/scheda/A001/adulti"
	number := o.topUp("A001", 2000)
	if err := o.handler.School.Grant(t.Context(), webtest.Tenant, "A001", o.payer.ID, "guest", "RSSMRA80A01H501U"); err != nil {
		t.Fatal(err)
	}
	o.get(path).Expect(t, http.StatusOK, "Maria Bianchi", "paga", "vede, con l’accesso dato da chi paga", "RSSMRA80A01H501U")

	unknown := url.Values{"operazione": {"aggiungi"}, "ruolo": {"viewer"}, "codice_fiscale": {"vrdgpp80a01a794j"}, "visto": {o.version("A001")}}
	o.post(path, unknown).Expect(t, http.StatusBadRequest, "Cognome: scrivi qualcosa")
	unknown.Set("cognome", "Verdi")
	unknown.Set("nome", "Giuseppe")
	yes := yesForm(t, o.post(path, unknown))
	for range 2 {
		o.lands(o.post(path, yes), "/ufficio/alunni/scheda/A001").Expect(t, http.StatusOK, "Giuseppe Verdi", "vede")
	}

	pays := url.Values{"operazione": {"pagante"}, "adulto": {o.other.ID}, "visto": {o.version("A001")}}
	page := o.post(path, pays)
	page.Expect(t, http.StatusOK, "Luca D’Angelo Rossi vede paga", "Maria Bianchi paga vede", "si annullano")
	o.lands(o.post(path, yesForm(t, page)), "/ufficio/alunni/scheda/A001").Expect(t, http.StatusOK, "Luca D’Angelo Rossi paga", "Maria Bianchi vede")
	links, err := o.handler.School.GuardiansOf(t.Context(), webtest.Tenant, "A001")
	if err != nil || slices.ContainsFunc(links, func(l school.Link) bool { return l.Role == school.Guest }) || len(links) != 3 {
		t.Errorf("%+v, %v", links, err)
	}
	o.get("/ufficio/alunni/avvisi/"+number).Expect(t, http.StatusOK, "Annullato")

	o.post(path, url.Values{"operazione": {"togli"}, "adulto": {"nobody"}, "visto": {o.version("A001")}}).Expect(t, http.StatusConflict)
	payerGoes := url.Values{"operazione": {"togli"}, "adulto": {o.other.ID}, "visto": {o.version("A001")}}
	o.post(path, yesForm(t, o.post(path, payerGoes))).Expect(t, http.StatusConflict, "indica prima chi paga al suo posto")
	goes := yesForm(t, o.post(path, url.Values{"operazione": {"togli"}, "adulto": {o.payer.ID}, "visto": {o.version("A001")}}))
	for range 2 {
		o.lands(o.post(path, goes), "/ufficio/alunni/scheda/A001")
	}
	if pupils, err := o.handler.School.PupilsOf(t.Context(), webtest.Tenant, o.payer.ID); err != nil || len(pupils) != 1 {
		t.Errorf("%v, %v", pupils, err)
	}
	actions := ""
	for _, record := range o.records("A001") {
		actions += string(record.Action) + "\n"
		if record.Adult == "" || strings.Contains(record.Object, record.Adult) {
			t.Errorf("%+v", record)
		}
	}
	for _, action := range []string{"Adulto aggiunto", "Cambiato chi paga", "Adulto tolto"} {
		if !strings.Contains(actions, action) {
			t.Errorf("no record of %q in %s", action, actions)
		}
	}
}

// overtaken is an HTTP client of DynamoDB before whose first transaction something else happens.
type overtaken struct {
	dynamodb.HTTPClient
	once *sync.Once
	by   func()
}

// Do sends a request.
func (o overtaken) Do(r *http.Request) (*http.Response, error) {
	if strings.HasSuffix(r.Header.Get("X-Amz-Target"), "TransactWriteItems") {
		o.once.Do(o.by)
	}
	return o.HTTPClient.Do(r)
}

// Goal: a change of who pays that is refused leaves the top-ups of who pays still, and one that stopped half-way is whole
// once its form is sent again. Method: another operator changes the pupil just before the first write; then the change
// without its second half, as a death in between leaves it, and the form again.
func TestWhoPaysAndOpenTopUps(t *testing.T) {
	o := newTown(t, office.Clerk)
	const path = "/ufficio/alunni/scheda/A001/adulti"
	number := o.topUp("A001", 2000)
	asks := func() url.Values {
		return yesForm(t, o.post(path, url.Values{"operazione": {"pagante"}, "adulto": {o.other.ID}, "visto": {o.version("A001")}}))
	}
	form, people := asks(), o.handler.School
	meanwhile := func() {
		pupil, version, err := people.PupilVersion(t.Context(), webtest.Tenant, "A001")
		pupil.Name = "Nicolò"
		if err = errors.Join(err, people.CorrectPupil(t.Context(), webtest.Tenant, version, pupil)); err != nil {
			t.Error(err)
		}
	}
	busy, once := o.handler, new(sync.Once)
	slow := func(c *dynamodb.Client) *dynamodb.Client {
		return dynamodb.New(c.Options(), func(options *dynamodb.Options) {
			options.HTTPClient = overtaken{options.HTTPClient, once, meanwhile}
		})
	}
	busy.School.Core.Client, busy.Billing.Ledger.Client = slow(busy.School.Core.Client), slow(busy.Billing.Ledger.Client)
	webtest.Post(busy.Routes(), path, form).Expect(t, http.StatusConflict)
	o.get("/ufficio/alunni/avvisi/"+number).Expect(t, http.StatusOK, "Da pagare")

	form = asks()
	_, version, err := people.PupilVersion(t.Context(), webtest.Tenant, "A001")
	if err = errors.Join(err, people.LinkAdult(t.Context(), webtest.Tenant, "A001", version, o.other.ID, school.Payer)); err != nil {
		t.Fatal(err)
	}
	o.lands(o.post(path, form), "/ufficio/alunni/scheda/A001").Expect(t, http.StatusOK, "Luca D’Angelo Rossi paga")
	o.get("/ufficio/alunni/avvisi/"+number).Expect(t, http.StatusOK, "Annullato")
}

// Goal: class and band change from a day on, past meals are told, a service begins and ends, and what does not fit is
// said. Method: a change of band in the past, a first enrolment, an end.
func TestEnrolments(t *testing.T) {
	o := newTown(t, office.Clerk)
	const path = "/ufficio/alunni/scheda/A001/iscrizione"
	for _, day := range []int{9, 11, 16} {
		o.must(o.handler.Accounts.PostMeal(t.Context(), webtest.Tenant, "A001", calendar.NewDay(2026, time.November, day),
			ledger.MealDetail{Class: "PRI-3A", Mark: "P", Band: "B", Price: 460}))
	}
	o.get(path).Expect(t, http.StatusOK, "Come ora", "C: Fascia C, 5,20 €", "Primaria Rodari, 3B")
	band := url.Values{
		"operazione": {"cambia"}, "servizio": {"mensa"}, "dal": {"10/11/2026"}, "classe": {"PRI-3B"}, "fascia": {"mensa C"},
		"motivo_fascia": {"ISEE scaduto"}, "motivo": {"ISEE non rinnovato"}, "visto": {o.version("A001")},
	}
	page := o.post(path, band)
	page.Expect(t, http.StatusOK, "classe 3A, Primaria Rodari 3B, Primaria Rodari", "fascia B C", "2 pasti addebitati per 9,20 €", "tiene il suo prezzo", "14/09/2026 10/11/2026")
	yes := yesForm(t, page)
	for range 2 {
		o.lands(o.post(path, yes), "/ufficio/alunni/scheda/A001").Expect(t, http.StatusOK,
			"in corso 10/11/2026 08/06/2027 3B C 5,20 € ISEE scaduto", "finita 14/09/2026 09/11/2026 3A B 4,60 € ISEE 12.000 €")
	}
	o.get("/ufficio/alunni/scheda/A001/storia").Expect(t, http.StatusOK, "Iscrizione cambiata Refezione scolastica dal 10/11/2026")
	if pupil, err := o.handler.School.Pupil(t.Context(), webtest.Tenant, "A001"); err != nil || pupil.ClassName != "3B" {
		t.Errorf("%+v, %v", pupil, err)
	}
	for class, want := range map[string]int{"PRI-3A": 1, "PRI-3B": 1} {
		if roster, err := o.handler.School.Roster(t.Context(), webtest.Tenant, class); err != nil || len(roster) != want {
			t.Errorf("%s: %v, %v", class, roster, err)
		}
	}

	ends := url.Values{"operazione": {"fine"}, "servizio": {"mensa"}, "dal": {"1/12/2026"}, "motivo": {"cambia scuola"}, "visto": {o.version("A001")}}
	end := o.post(path, ends)
	end.Expect(t, http.StatusOK, "Refezione scolastica, dal 10/11/2026 10/11/2026", "Refezione scolastica, ultimo giorno 08/06/2027 30/11/2026",
		"Refezione scolastica, primo giorno senza 09/06/2027 01/12/2026")
	if strings.Contains(end.Text(), "nessuna") {
		t.Errorf("an end reads as if all vanished: %s", end.Text())
	}
	o.lands(o.post(path, yesForm(t, end)), "/ufficio/alunni/scheda/A001").Expect(t, http.StatusOK, "ultimo giorno 30/11/2026")
	again := url.Values{
		"operazione": {"cambia"}, "servizio": {"mensa"}, "dal": {"11/1/2027"}, "al": {"8/6/2027"}, "classe": {"PRI-3A"}, "fascia": {"mensa B"},
		"motivo": {"torna"}, "visto": {o.version("A001")},
	}
	o.lands(o.post(path, yesForm(t, o.post(path, again))), "/ufficio/alunni/scheda/A001").Expect(t, http.StatusOK, "comincerà 11/01/2027")

	for name, form := range map[string]url.Values{
		"not enrolled":  {"operazione": {"fine"}, "servizio": {"trasporto"}, "dal": {"1/12/2026"}},
		"no tariff":     {"operazione": {"cambia"}, "servizio": {"mensa"}, "dal": {"1/7/2027"}, "al": {"31/8/2027"}, "classe": {"PRI-3A"}, "fascia": {"mensa B"}},
		"other service": {"operazione": {"cambia"}, "servizio": {"trasporto"}, "dal": {"1/12/2026"}, "al": {"8/6/2027"}, "classe": {"PRI-3A"}, "fascia": {"mensa B"}},
		"overlaps":      {"operazione": {"cambia"}, "servizio": {"mensa"}, "dal": {"5/1/2027"}, "al": {"8/6/2027"}, "classe": {"PRI-3A"}, "fascia": {"mensa B"}},
		"backwards":     {"operazione": {"cambia"}, "servizio": {"mensa"}, "dal": {"5/1/2027"}, "al": {"1/1/2027"}, "classe": {"PRI-3A"}, "fascia": {"mensa B"}},
		"no day":        {"operazione": {"fine"}, "servizio": {"mensa"}, "dal": {"domani"}},
		"first day":     {"operazione": {"fine"}, "servizio": {"mensa"}, "dal": {"11/1/2027"}},
	} {
		form.Set("motivo", "prova")
		form.Set("visto", o.version("A001"))
		if answer := o.post(path, form); answer.Status != http.StatusBadRequest {
			t.Errorf("%s: status %d: %s", name, answer.Status, answer.Text())
		}
	}
	stale := url.Values{"operazione": {"fine"}, "servizio": {"mensa"}, "dal": {"1/2/2027"}, "motivo": {"prova"}, "visto": {"1"}}
	o.post(path, yesForm(t, o.post(path, stale))).Expect(t, http.StatusConflict)
}

// Goal: a new band never takes away unsaid until when the ISEE is good. Method: the same class change and band change with the
// day left empty, then the yes; the card, its file and the history before and after.
func TestNewBandTellsThatTheISEEGoes(t *testing.T) {
	o := newTown(t, office.Clerk)
	const path, card = "/ufficio/alunni/scheda/A001/iscrizione", "/ufficio/alunni/scheda/A001"
	enrolments, err := o.handler.School.Enrolments(t.Context(), webtest.Tenant, "A001")
	if err != nil {
		t.Fatal(err)
	}
	enrolments[0].ISEE = calendar.NewDay(2026, time.December, 10)
	o.must(o.handler.School.SaveEnrolments(t.Context(), webtest.Tenant, "A001", enrolments))
	o.get(card).Expect(t, http.StatusOK, "Scadenza dell’ISEE", "ISEE 12.000 € 10/12/2026")
	o.get(card+"/scheda.csv").Expect(t, http.StatusOK, "ISEE 12.000 €, ISEE fino al 10/12/2026")
	o.get(path).Expect(t, http.StatusOK, "3A B 10/12/2026", "se cambi fascia e lasci vuoto, la scadenza dell’ISEE si toglie")

	ask := func(field, value string) webtest.Answer {
		return o.post(path, url.Values{
			"operazione": {"cambia"}, "servizio": {"mensa"}, "dal": {"1/12/2026"}, field: {value}, "motivo": {"chiesto dal genitore"},
			"visto": {o.version("A001")},
		})
	}
	const warning = "Scadenza dell’ISEE: 10/12/2026 → nessuna"
	kept := ask("classe", "PRI-3B")
	kept.Expect(t, http.StatusOK, "scadenza dell’ISEE 10/12/2026 10/12/2026")
	if strings.Contains(kept.Text(), warning) {
		t.Error("warns of an ISEE that stays")
	}
	lost := ask("fascia", "mensa C")
	lost.Expect(t, http.StatusOK, "scadenza dell’ISEE 10/12/2026 nessuna", warning)
	o.lands(o.post(path, yesForm(t, lost)), card).Expect(t, http.StatusOK, "scadenza dell’ISEE nessuna")
}

// Goal: a change from a day before a later period says that the later one stays; one of the last period says nothing. Method: a band from
// December on, then another from November on.
func TestChangeBeforeALaterPeriod(t *testing.T) {
	o := newTown(t, office.Clerk)
	const path, card = "/ufficio/alunni/scheda/A001/iscrizione", "/ufficio/alunni/scheda/A001"
	ask := func(day, band string) webtest.Answer {
		return o.post(path, url.Values{
			"operazione": {"cambia"}, "servizio": {"mensa"}, "dal": {day}, "fascia": {"mensa " + band}, "motivo_fascia": {"ISEE"},
			"motivo": {"chiesto dal genitore"}, "visto": {o.version("A001")},
		})
	}
	const warning = "resta quello che è già deciso"
	last := ask("1/12/2026", "C")
	if strings.Contains(last.Text(), warning) {
		t.Error("warns of a later period that is not there")
	}
	o.lands(o.post(path, yesForm(t, last)), card)
	ask("25/11/2026", "B").Expect(t, http.StatusOK, "Dal 01/12/2026 "+warning+": classe 3A", "fascia C. Se deve cambiare anche quello")
}

// Goal: the list of bands tells the price of the chosen day, and of today until one is chosen. Method: a price that goes up
// in January, and a band that begins in January, before and after.
func TestBandsOfADay(t *testing.T) {
	o := newTown(t, office.Clerk)
	const path = "/ufficio/alunni/scheda/A001/iscrizione"
	for band, price := range map[string]money.Cents{"C": 610, "D": 700} {
		o.must(o.handler.School.SaveTariff(t.Context(), webtest.Tenant, school.Tariff{
			Year: 2026, Service: school.Canteen, Band: band, Description: "Fascia " + band, Price: price,
			From: calendar.NewDay(2027, time.January, 7), To: june(),
		}))
	}
	today := o.get(path)
	today.Expect(t, http.StatusOK, "C: Fascia C, 5,20 €", "D: Fascia D, 7,00 € dal 07/01/2027", "che valgono il 22/11/2026")
	if strings.Contains(today.Body, "6,10") || !strings.Contains(today.Body, `<optgroup label="Refezione scolastica">`) {
		t.Errorf("bands: %s", today.Body)
	}
	later := o.post(path, url.Values{"operazione": {"cambia"}, "servizio": {"mensa"}, "dal": {"7/1/2027"}, "visto": {o.version("A001")}})
	later.Expect(t, http.StatusBadRequest, "C: Fascia C, 6,10 €", "D: Fascia D, 7,00 €", "che valgono il 07/01/2027")
	if strings.Contains(later.Body, "5,20") || strings.Contains(later.Body, "dal 07/01/2027") {
		t.Errorf("bands: %s", later.Body)
	}
}

// Goal: the office changes the code of a diet from a day on, with a reason; who keeps the books sees nothing of it, and the log
// that it changed, not to what. Method: add, keep, take away; wrong codes; the card as three roles see it.
func TestDietChangesFromADay(t *testing.T) {
	o := newTown(t, office.Clerk)
	const path, card = "/ufficio/alunni/scheda/A001/iscrizione", "/ufficio/alunni/scheda/A001"
	ask := func(day, code string) webtest.Answer {
		t.Helper()
		reason := "certificato medico"
		if code == "" {
			reason = "rinnovo"
		}
		return o.post(path, url.Values{
			"operazione": {"cambia"}, "servizio": {"mensa"}, "dal": {day}, "codice_dieta": {code}, "motivo": {reason},
			"visto": {o.version("A001")}, "scadenza_isee": {"31/12/2026"},
		})
	}
	page := ask("1/12/2026", "qz7")
	const contradicts = "Nella scheda «Dieta speciale» è «no»"
	page.Expect(t, http.StatusOK, "codice della dieta – QZ7", "scadenza dell’ISEE nessuna 31/12/2026", contradicts, "scrivi «sì» in «Correggi i dati")
	shown := o.lands(o.post(path, yesForm(t, page)), card)
	shown.Expect(t, http.StatusOK, "01/12/2026", "QZ7", "codice della dieta cambiato")
	if strings.Count(shown.Text(), "QZ7") != 1 {
		t.Errorf("the log tells which diet: %s", shown.Text())
	}
	o.lands(o.post(path, yesForm(t, ask("7/12/2026", ""))), card)
	o.flagDiet("A001")
	for _, code := range []string{"QZ7", "nessuna"} {
		if none := ask("14/12/2026", code); none.Status != http.StatusOK || strings.Contains(none.Text(), contradicts) {
			t.Errorf("%s: %d, warns of a card that agrees: %s", code, none.Status, none.Text())
		}
	}
	o.lands(o.post(path, yesForm(t, ask("14/12/2026", "nessuna"))), card)
	enrolments, err := o.handler.School.Enrolments(t.Context(), webtest.Tenant, "A001")
	var diets []string
	for _, e := range enrolments {
		if e.Service == school.Canteen {
			diets = append(diets, e.Diet)
		}
	}
	if err != nil || !slices.Equal(diets, []string{"", "QZ7", "QZ7", ""}) {
		t.Errorf("%q, %v", diets, err)
	}
	ask("21/12/2026", "celiachia").Expect(t, http.StatusBadRequest, "né parole sulla salute")
	parsed, err := web.NewPages(pages, "pages/*.html")
	if err != nil {
		t.Fatal(err)
	}
	o.as(parsed, office.Accounting)
	for _, path := range []string{card, card + "/scheda.csv", card + "/storia", card + "/storia.csv"} {
		books := o.get(path)
		books.Expect(t, http.StatusOK, "Iscrizione cambiata", "rinnovo")
		for _, word := range []string{"QZ7", "dieta", "certificato"} {
			if strings.Contains(strings.ToLower(books.Text()), strings.ToLower(word)) {
				t.Errorf("who keeps the books reads %q in %s", word, path)
			}
		}
	}
}

// flagDiet stores that a pupil has a special diet.
func (o *town) flagDiet(id string) {
	o.t.Helper()
	pupil, version, err := o.handler.School.PupilVersion(o.t.Context(), webtest.Tenant, id)
	pupil.Diet = true
	if err == nil {
		err = o.handler.School.CorrectPupil(o.t.Context(), webtest.Tenant, version, pupil)
	}
	o.must(true, err)
}

// Goal: the office sets whether a pupil has a special diet, after a look, and is warned of a code that stays; the log tells that it
// changed and not to what, and to who keeps the books nothing. Method: yes, the same again, no with a code on the enrolment; the
// roster, the records, the history as two roles see it.
func TestSpecialDietIsSetOnThePage(t *testing.T) {
	o := newTown(t, office.Clerk)
	const path, card = "/ufficio/alunni/scheda/A001/dati", "/ufficio/alunni/scheda/A001"
	ask := func(diet string) webtest.Answer {
		return o.post(path, url.Values{
			"cognome": {"D’Angelo Rossi"}, "nome": {"Niccolò"}, "codice_fiscale": {"RSSNCL17C15A794Y"}, "nascita": {"15/03/2017"},
			"badge": {"B-A001"}, "dieta_speciale": {diet}, "visto": {o.version("A001")},
		})
	}
	diets := func() string {
		t.Helper()
		roster, err := o.handler.School.Roster(t.Context(), webtest.Tenant, "PRI-3A")
		if err != nil || len(roster) != 1 {
			t.Fatalf("%+v, %v", roster, err)
		}
		return roster[0].Diet
	}
	o.get(path).Expect(t, http.StatusOK, "Dieta speciale", "mai quale né perché")
	page := ask("sì")
	page.Expect(t, http.StatusOK, "Dieta speciale no sì")
	o.lands(o.post(path, yesForm(t, page)), card).Expect(t, http.StatusOK, "Dieta speciale sì", "dieta speciale cambiata")
	if diets() != school.UncodedDiet {
		t.Errorf("the roster tells %q", diets())
	}
	enrolments, err := o.handler.School.Enrolments(t.Context(), webtest.Tenant, "A001")
	if err != nil {
		t.Fatal(err)
	}
	enrolments[0].Diet = "D1"
	o.must(o.handler.School.SaveEnrolments(t.Context(), webtest.Tenant, "A001", enrolments))
	page = ask("no")
	page.Expect(t, http.StatusOK, "Dieta speciale sì no", "la cucina continua a prepararla")
	o.lands(o.post(path, yesForm(t, page)), card).Expect(t, http.StatusOK, "Dieta speciale no")
	ask("forse").Expect(t, http.StatusBadRequest, "Dieta speciale: scegli una voce")
	for _, record := range o.records("A001") {
		if record.Before != "" || record.After != "dieta speciale cambiata" {
			t.Errorf("%+v", record.Deed)
		}
	}
	parsed, err := web.NewPages(pages, "pages/*.html")
	if err != nil {
		t.Fatal(err)
	}
	o.as(parsed, office.Accounting)
	for _, path := range []string{card, card + "/storia", card + "/storia.csv"} {
		if books := o.get(path); books.Status != http.StatusOK || strings.Contains(strings.ToLower(books.Text()), "dieta") {
			t.Errorf("who keeps the books reads of a diet: %d %s", books.Status, books.Text())
		}
	}
}

// Goal: who may know nothing of diets reads that none changed in any record, of today or older. Method: what is left of both.
func TestRecordsWithoutDiets(t *testing.T) {
	moved := office.Piece{Before: "Mensa, classe 3A", After: "Mensa, classe 3B"}
	want := office.Deed{}.Changing(moved)
	told, tells := withoutDiet(office.Deed{Reason: "certificato"}.Changing(moved, office.Piece{After: dietChanged}))
	if !tells || !reflect.DeepEqual(told, want) {
		t.Errorf("%t, %+v", tells, told)
	}
	if _, tells := withoutDiet(office.Deed{Reason: "certificato"}.Changing(office.Piece{After: specialChanged})); tells {
		t.Error("a record of nothing but a diet is told of")
	}
	older, _ := withoutDiet(office.Deed{Before: want.Before, After: want.After + "; " + dietChanged, Reason: "certificato"})
	if want.Pieces = nil; !reflect.DeepEqual(older, want) {
		t.Errorf("%+v", older)
	}
	typed := office.Deed{Reason: "nonno; zia"}.Changing(office.Piece{After: "motivo: " + dietChanged})
	if same, _ := withoutDiet(typed); !reflect.DeepEqual(same, typed) {
		t.Error("what somebody typed hides a reason")
	}
}

// Goal: meals that are debited keep their price unless the office asks, and then it reads what the evening will post; the
// question is kept with the change, once. Method: four meals on the register, the last not debited yet, a band from the second on, asked
// and not.
func TestPastMealsAreRepricedOnRequest(t *testing.T) {
	o := newTown(t, office.Clerk)
	ctx, s := t.Context(), o.handler.School
	for _, day := range []int{9, 11, 16, 17} {
		eaten := calendar.NewDay(2026, time.November, day)
		if _, err := s.SaveMarks(ctx, webtest.Tenant, "PRI-3A", eaten, map[string]school.Mark{"A001": school.Present}); err != nil {
			t.Fatal(err)
		}
		if day == 17 { // the evening has not been there
			continue
		}
		o.must(o.handler.Accounts.PostMeal(ctx, webtest.Tenant, "A001", eaten, ledger.MealDetail{
			Class: "PRI-3A", Mark: "P", Band: "B", Price: 460, Version: "2026/mensa/B/2026-09-14",
		}))
	}
	const path = "/ufficio/alunni/scheda/A001/iscrizione"
	form := url.Values{
		"operazione": {"cambia"}, "servizio": {"mensa"}, "dal": {"10/11/2026"}, "fascia": {"mensa C"}, "motivo": {"ISEE tardivo"},
		"visto": {o.version("A001")},
	}
	o.post(path, form).Expect(t, http.StatusOK, "2 pasti addebitati per 9,20 €", "tiene il suo prezzo")
	form.Set("ricalcola", "si")
	form.Set("classe", "PRI-3B")
	o.post(path, form).Expect(t, http.StatusBadRequest, "sono sul registro della classe 3A", "cambia la fascia da quel giorno")
	form.Del("classe")
	page := o.post(path, form)
	page.Expect(t, http.StatusOK, "2 pasti cambiano prezzo", "−1,20 € in tutto", "addebita 1 pasto che manca ancora nel conto: −5,20 € in tutto")
	yes := yesForm(t, page)
	for range 2 {
		o.lands(o.post(path, yes), "/ufficio/alunni/scheda/A001").Expect(t, http.StatusOK, "pasti dal 10/11/2026 ricalcolati: 2 pasti, −1,20 €, e ancora da addebitare 1 pasto, −5,20 €")
	}
	asks, err := s.Repricings(ctx, webtest.Tenant)
	if err != nil || len(asks) != 1 || asks[0].Pupil != "A001" || asks[0].Class != "PRI-3A" ||
		asks[0].From != calendar.NewDay(2026, time.November, 10) || asks[0].To != calendar.NewDay(2026, time.November, 21) {
		t.Errorf("%+v, %v", asks, err)
	}
}

// Goal: an end from a past day says how many debited meals stay and how they are taken away, and refuses to price them anew rather than
// do nothing. Method: two debited meals on and after the day, with the tick and without.
func TestEndFromAPastDayKeepsDebitedMeals(t *testing.T) {
	o := newTown(t, office.Clerk)
	for _, day := range []int{9, 16, 18} {
		o.must(o.handler.Accounts.PostMeal(t.Context(), webtest.Tenant, "A001", calendar.NewDay(2026, time.November, day), ledger.MealDetail{
			Class: "PRI-3A", Mark: "P", Band: "B", Price: 460, Version: "2026/mensa/B/2026-09-14",
		}))
	}
	const path = "/ufficio/alunni/scheda/A001/iscrizione"
	form := url.Values{
		"operazione": {"fine"}, "servizio": {"mensa"}, "dal": {"16/11/2026"}, "motivo": {"si è trasferito"}, "visto": {o.version("A001")},
		"ricalcola": {"si"},
	}
	refused := o.post(path, form)
	refused.Expect(t, http.StatusBadRequest, "Un servizio che finisce non ricalcola i pasti", "correggendo le presenze di quei giorni")
	if !strings.Contains(refused.Body, `id="ricalcola-errore"`) {
		t.Error("the refusal is not at its field")
	}
	form.Del("ricalcola")
	page := o.post(path, form)
	page.Expect(t, http.StatusOK, "2 pasti addebitati per 9,20 €", "Restano addebitati anche se il servizio finisce prima", "correggi le presenze")
	if strings.Contains(page.Text(), "tiene il suo prezzo") {
		t.Error("speaks of prices")
	}
}

// Goal: a band that comes late is priced anew up to a later class, whose meals are on other sheets. Method: a class of a week ago,
// then a band from before it, with new prices asked.
func TestLateBandBeforeAnotherClass(t *testing.T) {
	o := newTown(t, office.Clerk)
	moved := calendar.NewDay(2026, time.November, 16)
	before := school.Enrolment{
		Year: 2026, Service: school.Canteen, Class: "PRI-3A", ClassName: "3A", School: "PRI", SchoolName: "Primaria Rodari", Band: "B",
		From: september(), To: moved.AddDays(-1),
	}
	after := before
	after.Class, after.ClassName, after.From, after.To = "PRI-3B", "3B", moved, june()
	o.must(o.handler.School.SaveEnrolments(t.Context(), webtest.Tenant, "A001", []school.Enrolment{before, after}))
	page := o.post("/ufficio/alunni/scheda/A001/iscrizione", url.Values{
		"operazione": {"cambia"}, "servizio": {"mensa"}, "dal": {"09/11/2026"}, "fascia": {"mensa C"}, "motivo": {"ISEE tardivo"},
		"visto": {o.version("A001")}, "ricalcola": {"si"},
	})
	o.lands(o.post("/ufficio/alunni/scheda/A001/iscrizione", yesForm(t, page)), "/ufficio/alunni/scheda/A001")
	asks, err := o.handler.School.Repricings(t.Context(), webtest.Tenant)
	if err != nil || len(asks) != 1 || asks[0].Class != "PRI-3A" || asks[0].To != moved.AddDays(-1) {
		t.Errorf("%+v, %v", asks, err)
	}
}

// Goal: a change that names a child of another municipality does nothing. Method: post as if it were one's own.
func TestOtherMunicipality(t *testing.T) {
	o := newTown(t, office.Administrator)
	o.must(o.handler.School.SavePupil(t.Context(), "c_x999", school.Pupil{ID: "Z001", Name: "Zoe", FamilyName: "Altrove"}, nil))
	other := webtest.Municipality()
	other.ID = "c_x999"
	_, err := o.handler.Billing.OpenTopUps(t.Context(), billing.Order{
		Municipality: other, Guardian: "g9", Session: "s9", Form: "f9", TopUps: []billing.PupilAmount{{Pupil: "Z001", Amount: 500}},
	})
	if err != nil {
		t.Fatal(err)
	}
	positions, err := o.handler.Billing.ListOf(t.Context(), "c_x999", "g9")
	if err != nil || len(positions) != 1 {
		t.Fatalf("%v, %v", positions, err)
	}
	number := positions[0].Number.String()
	o.post("/ufficio/alunni", url.Values{"cerca": {number}}).Expect(t, http.StatusBadRequest, "Nessun avviso ha questo numero")
	form := url.Values{"motivo": {"prova"}, "visto": {"0"}, "passo": {"conferma"}, "verso": {"piu"}, "importo": {"5"}, "giorno": {"2026-11-22"}}
	for _, path := range []string{
		"scheda/Z001/rettifica", "scheda/Z001/spostamento", "scheda/Z001/versamento", "scheda/Z001/dati", "scheda/Z001/adulti", "scheda/Z001/iscrizione", "avvisi/" + number + "/annullo",
	} {
		o.get("/ufficio/alunni/"+path).Expect(t, http.StatusNotFound)
		o.post("/ufficio/alunni/"+path, form).Expect(t, http.StatusNotFound)
	}
}
