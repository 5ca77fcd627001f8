package main

import (
	"context"
	"encoding/json"
	"errors"
	"html"
	"log/slog"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"serviziscolastici/infra/local/rights/rightstest"
	"serviziscolastici/shared/bucket"
	"serviziscolastici/shared/bucket/buckettest"
	"serviziscolastici/shared/calendar"
	"serviziscolastici/shared/dynamo"
	"serviziscolastici/shared/imports"
	"serviziscolastici/shared/intake"
	"serviziscolastici/shared/office"
	"serviziscolastici/shared/web"
	"serviziscolastici/shared/web/webtest"
)

// messages is a queue that keeps what is sent.
type messages struct{ sent []imports.Message }

func (m *messages) Send(_ context.Context, one imports.Message) error {
	m.sent = append(m.sent, one)
	return nil
}

// fixture is the pages of one operator, with the worker behind them, each with its function's rights.
type fixture struct {
	t      *testing.T
	site   *web.Site
	pages  http.Handler
	worker imports.Worker
	own    imports.Worker // the test's, which may do everything
	bucket bucket.Bucket
	queue  *messages
}

func newFixture(t *testing.T, role office.Role) fixture {
	t.Helper()
	clock, queue, files := calendar.Fixed(webtest.Now()), &messages{}, buckettest.New(t)
	parsed, err := web.NewPages(pages, "pages/*.html")
	if err != nil {
		t.Fatal(err)
	}
	site, err := webtest.OfficeSite(parsed, webtest.Operator(role))
	if err != nil {
		t.Fatal(err)
	}
	worker := func(tables rightstest.Set) imports.Worker {
		return imports.Worker{
			Store: imports.Store{Ops: tables.Ops, Clock: clock}, Loader: intake.New(intake.Tables{
				Core: tables.Core, Presence: tables.Presence, Ledger: tables.Ledger, Ops: tables.Ops, Audit: tables.Audit,
			}, clock, []byte(strings.Repeat("k", 32))),
			Files: files, Queue: queue, Audit: office.Log{Table: tables.Audit, Clock: clock},
			Log: slog.New(slog.DiscardHandler), Folder: t.TempDir(),
		}
	}
	tables := rightstest.Tables(t)
	f := fixture{t: t, site: site, bucket: files, queue: queue, worker: worker(tables.As(t, "imports")), own: worker(tables)}
	front := tables.As(t, "officeimports")
	f.pages = Handler{
		Site: site, Imports: imports.Store{Ops: front.Ops, Clock: clock}, Files: files, Queue: queue,
		Audit: office.Log{Table: front.Audit, Clock: clock}, PortalURL: "https://" + webtest.Host,
	}.Routes()
	town, err := os.ReadFile(filepath.Join("..", "..", "infra", "local", "demo", "files", "comune.csv"))
	if err != nil {
		t.Fatal(err)
	}
	if r, err := f.own.Loader.Load(t.Context(), webtest.Tenant, "comune.csv", string(town)); err != nil || r.Rejected > 0 {
		t.Fatalf("%+v, %v", r, err)
	}
	return f
}

// upload goes from the list to a file that is stored and worked on, and returns the address of its page.
func (f fixture) upload(file, content string) string {
	f.t.Helper()
	answer := webtest.Post(f.pages, home, url.Values{"tipo": {file}})
	at := answer.Header.Get("Location")
	if answer.Status != http.StatusSeeOther || !strings.HasPrefix(at, home+"/") {
		f.t.Fatalf("%d to %q: %s", answer.Status, at, answer.Text())
	}
	form := webtest.Get(f.pages, at)
	form.Expect(f.t, http.StatusOK, "File da caricare", "Colonne necessarie: ")
	if strings.Contains(form.Body, "Inviato da") {
		f.t.Error("a file that is still to come was sent by somebody")
	}
	key := "caricati/" + webtest.Tenant + "/" + strings.TrimPrefix(at, home+"/")
	for _, part := range []string{`action="` + f.bucket.Origin() + "/" + f.bucket.Name + `"`, `value="` + key + `"`, `name="policy"`} {
		if !strings.Contains(form.Body, part) {
			f.t.Errorf("the form has no %s", part)
		}
	}
	if policy := form.Header.Get("Content-Security-Policy"); !strings.Contains(policy, "form-action 'self' "+f.bucket.Origin()) {
		f.t.Errorf("the form may not be sent: %s", policy)
	}
	if err := f.bucket.PutBytes(f.t.Context(), key, "text/csv", []byte(content)); err != nil {
		f.t.Fatal(err)
	}
	webtest.Get(f.pages, at+"?inviato=1").Expect(f.t, http.StatusOK, "In lettura", "Il file è arrivato", "Aggiorna")
	f.handle(`{"Records":[{"eventTime":"2026-11-22T17:00:00Z","s3":{"object":{"key":"` + key + `","eTag":"x"}}}]}`)
	f.work()
	return at
}

// form is the form for the file on the page of an import.
func (f fixture) form(at string) bucket.Form {
	f.t.Helper()
	_, begun, found := strings.Cut(webtest.Get(f.pages, at).Body, `action="`+f.bucket.Origin())
	if !found {
		f.t.Fatal("no form for a file")
	}
	form := bucket.Form{Action: f.bucket.Origin() + begun[:strings.Index(begun, `"`)]}
	begun, _, _ = strings.Cut(begun, "</form>")
	for _, field := range hiddenField.FindAllStringSubmatch(begun, -1) {
		form.Fields = append(form.Fields, bucket.Field{Name: field[1], Value: html.UnescapeString(field[2])})
	}
	return form
}

var hiddenField = regexp.MustCompile(`<input type="hidden" name="([^"]*)" value="([^"]*)">`)

// send sends a file by a form and has the worker hear of it. It returns the address to which S3 sends the browser.
func (f fixture) send(form bucket.Form, name, content string) string {
	f.t.Helper()
	answer := buckettest.Send(f.t, form, name, content)
	back, err := answer.Location()
	if err != nil {
		f.t.Fatalf("status %d: %v", answer.StatusCode, err)
	}
	f.handle(`{"Records":[{"eventTime":"2026-11-22T17:00:00Z","s3":{"object":{"key":"` + back.Query().Get("key") + `"}}}]}`)
	f.work()
	return back.RequestURI()
}

// work brings the queue's messages to the worker.
func (f fixture) work() {
	f.t.Helper()
	for len(f.queue.sent) > 0 {
		body, err := json.Marshal(f.queue.sent[0])
		if err != nil {
			f.t.Fatal(err)
		}
		f.queue.sent = f.queue.sent[1:]
		f.handle(string(body))
	}
}

func (f fixture) handle(body string) {
	f.t.Helper()
	if err := f.worker.Handle(f.t.Context(), body); err != nil {
		f.t.Fatal(err)
	}
}

// actions are what the log has, in any order.
func (f fixture) actions() []string {
	f.t.Helper()
	records, _, err := f.own.Audit.Month(f.t.Context(), webtest.Tenant, calendar.DayOf(webtest.Now()).Month(), "", 50)
	if err != nil {
		f.t.Fatal(err)
	}
	var list []string
	for _, r := range records {
		list = append(list, string(r.Action))
	}
	slices.Sort(list)
	return list
}

// Goal: the office sees what a file would do, confirms it once, finds it in the list, and downloads what was wrong; the
// log says who did what. Method: a file with good and wrong rows, confirmed twice.
func TestAFileIsConfirmed(t *testing.T) {
	f := newFixture(t, office.Clerk)
	at := f.upload("scuole.csv", "Codice;Denominazione;Livello\nPRI;Primaria;primaria\nINF;Infanzia;asilo\n")
	preview := webtest.Get(f.pages, at)
	preview.Expect(t, http.StatusOK, "Da confermare", "1 riga nuova viene registrata.", "Righe errate: 1",
		"Denominazione (Nome)", "Livello: Il livello è infanzia", "Conferma e carica 1 riga")
	for _, cell := range []string{`"Riga">2<`, `"Denominazione">Primaria<`, `"Motivo">Livello: `, `"Livello">asilo<`} { // a card on a phone
		if !strings.Contains(preview.Body, " data-etichetta="+cell) {
			t.Errorf("no cell is labelled %s", cell)
		}
	}
	for n, want := range []int{http.StatusSeeOther, http.StatusConflict} {
		if answer := webtest.Post(f.pages, at+"/conferma", nil); answer.Status != want {
			t.Errorf("confirmed for the %d. time: %d, %s", n+1, answer.Status, answer.Text())
		}
	}
	webtest.Get(f.pages, at).Expect(t, http.StatusOK, "Caricamento in corso", "Avanzamento: 0%")
	f.work()
	webtest.Get(f.pages, at).Expect(t, http.StatusOK, "Caricato", "Righe registrate: 1",
		"Confermato da Giulia Conti, 22/11/2026 alle 18:00", "Stampa")
	webtest.Get(f.pages, home).Expect(t, http.StatusOK, "In questa pagina: 1 file", "Scuole", "Giulia Conti", "Caricato")
	schools, err := f.own.Loader.School.Schools(t.Context(), webtest.Tenant)
	if err != nil || len(schools) != 1 || schools[0].Name != "Primaria" {
		t.Errorf("%+v, %v", schools, err)
	}
	link := webtest.Get(f.pages, at+"/errate.csv").Header.Get("Location")
	table, err := http.Get(link)
	if err != nil || table.StatusCode != http.StatusOK {
		t.Fatalf("%s: %v", link, err)
	}
	_ = table.Body.Close()
	if list := webtest.Get(f.pages, home+"/elenco.csv"); !strings.Contains(list.Body, "22/11/2026;18:00;") {
		t.Errorf("list:\n%s", list.Body)
	}
	if got := f.actions(); !slices.Equal(got, []string{"Esportazione", "File caricato", "Righe di un file registrate", "Righe di un file scaricate"}) {
		t.Errorf("the log has %q", got)
	}
	for _, path := range []string{"/cambiate.csv", "/altro.csv"} {
		webtest.Get(f.pages, at+path).Expect(t, http.StatusNotFound)
	}
}

// Goal: a file that changes money is confirmed with a reason, which both of its records have with the role; what waited until
// its rows were gone is not confirmed; who has a stuck one go on leaves a record. Method: an opening balance, an import of long
// ago, one that a worker left.
func TestWhyAFileIsConfirmed(t *testing.T) {
	f := newFixture(t, office.Administrator)
	at := f.upload("tariffe.csv", "anno;servizio;fascia;descrizione;importo;valida_dal\n2026/2027;mensa;P9;Nona;4,50;14/09/2026\n")
	webtest.Get(f.pages, at).Expect(t, http.StatusOK, "Da confermare", "Motivo")
	webtest.Post(f.pages, at+"/conferma", nil).Expect(t, http.StatusBadRequest, "Scrivi il motivo: resta nel registro")
	webtest.Post(f.pages, at+"/conferma", url.Values{"motivo": {"delibera 12"}}).Expect(t, http.StatusSeeOther)
	webtest.Post(f.pages, at+"/riprendi", nil).Expect(t, http.StatusSeeOther) // a worker is at it: nothing to resume
	left, err := f.own.Store.Find(t.Context(), webtest.Tenant, strings.TrimPrefix(at, home+"/"))
	left.Moved = left.Moved.Add(-time.Hour)
	if err = errors.Join(err, f.own.Store.Ops.Store(t.Context(), dynamo.Import(left.Tenant, left.ID), left)); err != nil {
		t.Fatal(err)
	}
	webtest.Post(f.pages, at+"/riprendi", nil).Expect(t, http.StatusSeeOther)
	f.work()
	records, _, err := f.own.Audit.Month(t.Context(), webtest.Tenant, calendar.DayOf(webtest.Now()).Month(), "", 50)
	if err != nil || len(records) != 3 {
		t.Fatalf("%+v, %v", records, err)
	}
	for _, r := range records {
		if r.Reason != "delibera 12" || !slices.Equal(r.Roles, []office.Role{office.Administrator}) {
			t.Errorf("%+v", r)
		}
	}
	if got := f.actions(); !slices.Equal(got, []string{"File caricato", "Importazione ripresa", "Righe di un file registrate"}) {
		t.Errorf("the log has %q", got)
	}
}

// Goal: a form that lasts an hour is good for one file: a second one by it is never read, also when the columns are told
// anew, its sender is told so, and the first one stays. Method: files by one form, before and after the confirmation.
func TestOneFormOneFile(t *testing.T) {
	f := newFixture(t, office.Administrator)
	at := webtest.Post(f.pages, home, url.Values{"tipo": {"scuole.csv"}}).Header.Get("Location")
	form, notTaken := f.form(at), "Il file che hai inviato non è stato preso"
	first, second := "codice;nome;Tipo\nPRI;Primaria;primaria\n", "codice;nome;Tipo\nPRI;Un'altra;primaria\n"
	sent := f.send(form, "scuole di città.csv", first)
	page := webtest.Get(f.pages, sent)
	page.Expect(t, http.StatusOK, "Quali sono le colonne?", "scuole di città.csv")
	if strings.Contains(page.Text(), notTaken) {
		t.Error("the first file was not taken")
	}
	webtest.Get(f.pages, f.send(form, "altro.csv", second)).Expect(t, http.StatusOK, notTaken, "scuole di città.csv")
	webtest.Post(f.pages, at+"/colonne", url.Values{"colonna-0": {"codice"}, "colonna-1": {"nome"}, "colonna-2": {"livello"}})
	f.work()
	webtest.Get(f.pages, at).Expect(t, http.StatusOK, "Conferma e carica 1 riga", "Primaria")
	webtest.Post(f.pages, at+"/conferma", nil)
	f.work()
	webtest.Get(f.pages, f.send(form, "altro.csv", second)).Expect(t, http.StatusOK, notTaken, "Righe registrate: 1")
	schools, err := f.own.Loader.School.Schools(t.Context(), webtest.Tenant)
	if err != nil || len(schools) != 1 || schools[0].Name != "Primaria" {
		t.Errorf("%+v, %v", schools, err)
	}
	i, err := f.own.Store.Find(t.Context(), webtest.Tenant, strings.TrimPrefix(at, home+"/"))
	if err != nil {
		t.Fatal(err)
	}
	if kept, err := f.bucket.Read(t.Context(), i.Kept); err != nil || string(kept) != first {
		t.Errorf("kept %q, %v", kept, err)
	}
}

// Goal: who has a file that is too large reads the limit and what to do beside the field, before it is sent: without JavaScript the
// store answers with a page of its own. Method: the form.
func TestFormSaysWhatIsTooLarge(t *testing.T) {
	f := newFixture(t, office.Clerk)
	at := webtest.Post(f.pages, home, url.Values{"tipo": {"presenze.csv"}}).Header.Get("Location")
	form := webtest.Get(f.pages, at)
	form.Expect(t, http.StatusOK, "nulla è stato caricato", "ricomincia")
	for id, want := range map[string]string{
		"file-aiuto":  "fino a 50 MB e 500.000 righe. Se è più grande dividilo, per esempio un file per ogni mese o scuola",
		"file-errore": "Il file supera 50 MB: dividilo, per esempio un file per ogni mese o scuola",
	} {
		_, begun, _ := strings.Cut(form.Body, `id="`+id+`"`)
		text, _, _ := strings.Cut(begun, "</p>")
		if !strings.Contains(strings.Join(strings.Fields(text), " "), want) {
			t.Errorf("%s: %s", id, text)
		}
	}
}

// Goal: who sends an empty file reads why it is refused, on the portal's own page. Method: no bytes by the form itself.
func TestAnEmptyFile(t *testing.T) {
	f := newFixture(t, office.Clerk)
	at := webtest.Post(f.pages, home, url.Values{"tipo": {"scuole.csv"}}).Header.Get("Location")
	webtest.Get(f.pages, f.send(f.form(at), "scuole.csv", "")).Expect(t, http.StatusOK, "Il file non è stato caricato", "Il file è vuoto")
}

// Goal: the office tells what unknown columns are, is told what it has forgotten, and is not asked again for the next
// file. Method: a file with a name of the office's own, told wrongly and then well, and once more.
func TestColumnsAreTold(t *testing.T) {
	f := newFixture(t, office.Administrator)
	const content = "Sigla plesso;Denominazione;Ordine;Note\nPRI;Primaria;primaria;x\n"
	at := f.upload("scuole.csv", content)
	webtest.Get(f.pages, at).Expect(t, http.StatusOK, "Quali sono le colonne?", "Colonna «Sigla plesso»", "Colonna «Note»",
		"Colonne necessarie che mancano: Codice, Livello")
	unset := webtest.Post(f.pages, at+"/colonne", url.Values{"colonna-0": {"codice"}, "colonna-1": {"nome"}, "colonna-2": {"livello"}})
	unset.Expect(t, http.StatusConflict, "Scegli che cosa contiene la colonna «Note», oppure di non leggerla")
	if !strings.Contains(unset.Body, `href="#colonna-3"`) || strings.Contains(unset.Body, `href="#colonna-0"`) {
		t.Errorf("the error is at another field: %s", unset.Text())
	}
	for _, chosen := range []string{"codice", "nome", "livello"} {
		if !strings.Contains(unset.Body, `<option value="`+chosen+`" selected>`) {
			t.Errorf("what was chosen is forgotten: %s", chosen)
		}
	}
	choice := url.Values{"colonna-0": {"codice"}, "colonna-1": {"nome"}, "colonna-2": {"nome"}, "colonna-3": {"-"}}
	webtest.Post(f.pages, at+"/colonne", choice).Expect(t, http.StatusConflict, "non possono essere entrambe «Nome»")
	choice.Set("colonna-2", "-")
	webtest.Post(f.pages, at+"/colonne", choice).Expect(t, http.StatusConflict, "Nessuna colonna è stata scelta per: Livello")
	choice.Set("colonna-2", "livello")
	if answer := webtest.Post(f.pages, at+"/colonne", choice); answer.Status != http.StatusSeeOther {
		t.Fatalf("%d: %s", answer.Status, answer.Text())
	}
	f.work()
	webtest.Get(f.pages, at).Expect(t, http.StatusOK, "Conferma e carica 1 riga")
	webtest.Get(f.pages, f.upload("scuole.csv", content)).Expect(t, http.StatusOK, "Conferma e carica 1 riga")
	if answer := webtest.Post(f.pages, at+"/annulla", nil); answer.Status != http.StatusSeeOther {
		t.Errorf("%d: %s", answer.Status, answer.Text())
	}
	webtest.Get(f.pages, at).Expect(t, http.StatusOK, "Annullato")
	if got := f.actions(); !slices.Equal(got, []string{"Colonne abbinate", "Importazione annullata"}) {
		t.Errorf("the log has %q", got)
	}
}

// Goal: a file that was stored before is told of, with who and when, and is stored again only if that is wanted.
// Method: the same file twice.
func TestTheSameFileAgain(t *testing.T) {
	f := newFixture(t, office.Clerk)
	webtest.Post(f.pages, f.upload("scuole.csv", "codice;nome;livello\nPRI;Prima;primaria\n")+"/conferma", nil)
	f.work()
	webtest.Post(f.pages, f.upload("scuole.csv", "codice;nome;livello\nPRI;Seconda;primaria\n")+"/conferma", nil)
	f.work()
	at := f.upload("scuole.csv", "codice;nome;livello\nPRI;Prima;primaria\n")
	webtest.Get(f.pages, at).Expect(t, http.StatusOK, "Questo file è già stato caricato", "Giulia Conti", "Lo so, caricalo lo stesso",
		"Che cosa cambia", "nome: Seconda → Prima")
	webtest.Post(f.pages, at+"/conferma", nil).Expect(t, http.StatusConflict, "già stato caricato")
	if answer := webtest.Post(f.pages, at+"/conferma", url.Values{"ancora": {"si"}}); answer.Status != http.StatusSeeOther {
		t.Errorf("%d: %s", answer.Status, answer.Text())
	}
}

// Goal: who loads a file with nothing to store reads that at once, has nothing to confirm or cancel, and can tell the columns
// in another way. Method: a file twice, and one whose rows are all wrong.
func TestNothingToLoad(t *testing.T) {
	f := newFixture(t, office.Clerk)
	webtest.Post(f.pages, f.upload("scuole.csv", "codice;nome;livello\nPRI;Prima;primaria\n")+"/conferma", nil)
	f.work()
	same := webtest.Get(f.pages, f.upload("scuole.csv", "codice;nome;livello\nPRI;Prima;primaria\n"))
	same.Expect(t, http.StatusOK, "Niente da caricare: tutte le righe sono uguali", "Colonne del file")
	wrong := webtest.Get(f.pages, f.upload("scuole.csv", "codice;nome;livello\nINF;Infanzia;asilo\n"))
	wrong.Expect(t, http.StatusOK, "Nessuna riga corretta: scarica le righe errate", "Righe errate: 1", "Colonne del file")
	for _, page := range []webtest.Answer{same, wrong} {
		if strings.Contains(page.Body, "/annulla") || strings.Contains(page.Body, "/conferma") {
			t.Errorf("something is offered: %s", page.Text())
		}
	}
	webtest.Get(f.pages, home).Expect(t, http.StatusOK, "Niente da caricare", "Rifiutato")
}

// Goal: settings are an administrator's, operators nobody's, and other roles open nothing. Method: forms of each.
func TestWhoMayLoadWhat(t *testing.T) {
	for role, want := range map[office.Role]map[string]int{
		office.Clerk:         {"comune.csv": http.StatusBadRequest, "operatori.csv": http.StatusBadRequest, "presenze.csv": http.StatusSeeOther},
		office.Administrator: {"comune.csv": http.StatusSeeOther, "operatori.csv": http.StatusBadRequest, "": http.StatusBadRequest},
		office.Accounting:    {"presenze.csv": http.StatusForbidden},
		office.School:        {"presenze.csv": http.StatusForbidden},
	} {
		f := newFixture(t, role)
		for file, status := range want {
			if answer := webtest.Post(f.pages, home, url.Values{"tipo": {file}}); answer.Status != status {
				t.Errorf("%s, %q: status %d, want %d", role, file, answer.Status, status)
			}
		}
	}
	f := newFixture(t, office.Clerk)
	webtest.Get(f.pages, home+"/20261122T170000-nobody").Expect(t, http.StatusNotFound)
	webtest.Get(f.pages, f.upload("scuole.csv", "PK\x03\x04")).Expect(t, http.StatusOK, "Il file non è stato caricato", "foglio di calcolo")
}

// Goal: the settings and what the Comune has paid back want a login of the last ten minutes, other files do not. Method: the
// confirmations of three files eleven minutes later.
func TestFilesThatWantAFreshLogin(t *testing.T) {
	f := newFixture(t, office.Administrator)
	files := map[string]int{
		f.upload("comune.csv", "chiave;valore\ncredito_basso;12,50\n"):                             http.StatusUnauthorized,
		f.upload("movimenti.csv", "alunno;giorno;importo;descrizione\nA1;14/09/2026;5,00;Saldo\n"): http.StatusUnauthorized,
		f.upload("scuole.csv", "codice;nome;livello\nINF;Infanzia;infanzia\n"):                     http.StatusSeeOther,
	}
	f.site.Clock = calendar.Fixed(webtest.Now().Add(11 * time.Minute))
	for at, want := range files {
		if answer := webtest.Post(f.pages, at+"/conferma", url.Values{"motivo": {"saldi"}}); answer.Status != want {
			t.Errorf("%s: %d, want %d: %s", at, answer.Status, want, answer.Text())
		}
	}
}

// Goal: a file is found by what it contains and its name, and the file of the list has what was found.
// Method: two files of different kinds, each word that fits one or both, and one that fits none.
func TestFilesAreSearched(t *testing.T) {
	f := newFixture(t, office.Clerk)
	f.upload("scuole.csv", "codice;nome;livello\nPRI;Prima;primaria\n")
	f.upload("classi.csv", "codice;scuola;nome\n3A;PRI;3A\n")
	for typed, want := range map[string]int{"": 2, "SCUOLE": 1, "classi.csv": 1, "mensa di ieri": 0} {
		query := "?" + url.Values{"q": {typed}}.Encode()
		page := webtest.Get(f.pages, home+query)
		if rows := strings.Count(page.Body, `<th scope="row"`); page.Status != http.StatusOK || rows != want {
			t.Errorf("%q: %d rows, want %d", typed, rows, want)
		}
		if none := strings.Contains(page.Text(), "Nessun risultato per «"+typed+"»"); none != (want == 0) {
			t.Errorf("%q: %s", typed, page.Text())
		}
		if rows := strings.Count(webtest.Get(f.pages, home+"/elenco.csv"+query).Body, "\r\n") - 1; rows != want {
			t.Errorf("%q: the file has %d rows, want %d", typed, rows, want)
		}
	}
}

// Goal: rows that were confirmed and not stored wait until somebody says that they are seen to, which can be taken back, each on
// record; somebody who is late changes nothing. Method: an import with rows that failed, settled twice, opened twice.
func TestFailedRowsAreSettled(t *testing.T) {
	f := newFixture(t, office.Clerk)
	i := imports.Import{
		ID: "20261122T170000-abcdefghij", Tenant: webtest.Tenant, File: "presenze.csv", State: imports.Done, OKBy: "op1", OKWho: "Anna Neri",
		At: webtest.Now(), OKAt: webtest.Now(), Added: 5, Failed: 2, Version: 1,
	}
	if err := f.own.Store.Ops.Create(t.Context(), dynamo.Import(i.Tenant, i.ID), i); err != nil {
		t.Fatal(err)
	}
	at := home + "/" + i.ID
	webtest.Get(f.pages, home).Expect(t, http.StatusOK, "Caricato in parte")
	for _, step := range []struct {
		settled string
		status  int
		shown   string
	}{
		{"no", http.StatusSeeOther, "Ho sistemato le righe non caricate"},
		{"forse", http.StatusBadRequest, "Ho sistemato le righe non caricate"},
		{"si", http.StatusSeeOther, "lo ha detto Giulia Conti, 22/11/2026 alle 18:00"},
		{"si", http.StatusSeeOther, "Rimetti il file sulla Scrivania"},
		{"no", http.StatusSeeOther, "Ho sistemato le righe non caricate"},
		{"si", http.StatusSeeOther, "Rimetti il file sulla Scrivania"},
	} {
		if answer := webtest.Post(f.pages, at+"/scartate", url.Values{"sistemate": {step.settled}}); answer.Status != step.status {
			t.Errorf("%+v: %d, %s", step, answer.Status, answer.Text())
		}
		webtest.Get(f.pages, at).Expect(t, http.StatusOK, step.shown)
	}
	if list := webtest.Get(f.pages, home).Text(); strings.Contains(list, "Caricato in parte") {
		t.Errorf("settled, and not listed so: %s", list)
	}
	settled := string(office.RowsSettled)
	if got := f.actions(); !slices.Equal(got, []string{string(office.RowsOpened), settled, settled}) {
		t.Errorf("the log has %q", got)
	}
	part := f.upload("scuole.csv", "codice;nome;livello\nINF;Infanzia;infanzia\nNIDO;Nido;nido\n")
	webtest.Post(f.pages, part+"/conferma", nil)
	f.work()
	webtest.Get(f.pages, part).Expect(t, http.StatusOK, "1 riga errata non è stata caricata", "Ho sistemato le righe non caricate")
	whole := f.upload("scuole.csv", "codice;nome;livello\nPRI;Prima;primaria\n")
	webtest.Post(f.pages, whole+"/scartate", url.Values{"sistemate": {"si"}}).Expect(t, http.StatusConflict)
}

// Goal: a file of another program that has no known name is read of where it is listed. Method: one in the folder; the list's link.
func TestFileOfNoKnownName(t *testing.T) {
	f := newFixture(t, office.Clerk)
	key := "deposito/" + webtest.Tenant + "/foto-2026.csv"
	if err := f.bucket.PutBytes(t.Context(), key, "text/csv", []byte("x\n")); err != nil {
		t.Fatal(err)
	}
	f.handle(`{"Records":[{"eventTime":"2026-11-22T17:00:00Z","s3":{"object":{"key":"` + key + `","eTag":"x"}}}]}`)
	f.work()
	list := webtest.Get(f.pages, home)
	link := regexp.MustCompile(`href="(` + home + `/[0-9]{8}T[^"]*)"`).FindStringSubmatch(list.Body)
	if list.Expect(t, http.StatusOK, "foto.csv", "Rifiutato"); link == nil {
		t.Fatal("the list leads nowhere")
	}
	webtest.Get(f.pages, link[1]).Expect(t, http.StatusOK, "Importazione: foto.csv", "Il nome del file non è tra quelli previsti")
}

// Goal: whoever makes a file reads how its cells are written. Method: the forms of two kinds.
func TestFormSaysHowAFileIsWritten(t *testing.T) {
	f := newFixture(t, office.Clerk)
	for file, says := range map[string][]string{
		"presenze.csv":   {"Come si scrive il file", "P presente, A assente, B pasto in bianco", "solo per U: famiglia", "il codice, non il nome"},
		"calendario.csv": {"una data, 22/11/2026", "* per tutte le scuole", "mensa, trasporto, prescuola, doposcuola"},
	} {
		at := webtest.Post(f.pages, home, url.Values{"tipo": {file}}).Header.Get("Location")
		webtest.Get(f.pages, at).Expect(t, http.StatusOK, says...)
	}
}
