package imports

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"log/slog"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"serviziscolastici/shared/bucket"
	"serviziscolastici/shared/bucket/buckettest"
	"serviziscolastici/shared/calendar"
	"serviziscolastici/shared/dynamo"
	"serviziscolastici/shared/dynamo/dynamotest"
	"serviziscolastici/shared/intake"
	"serviziscolastici/shared/ledger"
	"serviziscolastici/shared/office"
	"serviziscolastici/shared/problem"
)

const tenant = "c_x000"

var now = time.Date(2026, 11, 22, 18, 0, 0, 0, calendar.Rome())

// list is a queue that brings its messages when it is asked to.
type list struct{ messages []Message }

func (l *list) Send(_ context.Context, m Message) error {
	l.messages = append(l.messages, m)
	return nil
}

// fixture is a worker on fresh tables and a fresh bucket, with one class and one pupil.
type fixture struct {
	t *testing.T
	Worker
	queue  *list
	bucket bucket.Bucket
	ops    dynamo.Table
	ledger dynamo.Table
}

func newFixture(t *testing.T) fixture {
	t.Helper()
	clock, queue := calendar.Fixed(now), &list{}
	tables := intake.Tables{
		Core: dynamotest.Table(t), Presence: dynamotest.Table(t), Ledger: dynamotest.Table(t), Ops: dynamotest.Table(t),
		Audit: dynamotest.Table(t),
	}
	dynamotest.Recorded(t, tables.Core, tables.Presence, tables.Ledger)
	f := fixture{t: t, queue: queue, bucket: buckettest.New(t), ops: tables.Ops, ledger: tables.Ledger}
	f.Worker = Worker{
		Store: Store{Ops: tables.Ops, Clock: clock}, Loader: intake.New(tables, clock, []byte(strings.Repeat("k", 32))),
		Files: f.bucket, Queue: queue, Audit: office.Log{Table: tables.Audit, Clock: clock},
		Log: slog.New(slog.DiscardHandler), Folder: t.TempDir(),
	}
	town, err := os.ReadFile(filepath.Join("..", "..", "infra", "local", "demo", "files", "comune.csv"))
	if err != nil {
		t.Fatal(err)
	}
	for _, file := range [][2]string{
		{"comune.csv", string(town)},
		{"scuole.csv", "codice;nome;livello\nPRI;Primaria;primaria\n"},
		{"classi.csv", "codice;nome;scuola;giorni_mensa\n1A;1A;PRI;lun,mar,gio\n"},
		{"tariffe.csv", "anno;servizio;fascia;descrizione;importo;valida_dal\n2026/2027;mensa;P1;Fascia 1;4,50;14/09/2026\n"},
		{"genitori.csv", "codice_fiscale;cognome;nome\nRSSMRA80A01H501U;Rossi;Mario\n"},
		{"alunni.csv", "codice;codice_fiscale;cognome;nome;data_nascita;genitore_pagante\n" +
			"A1;FOXDAA16P54L219N;Fo;Ada;14/09/2016;RSSMRA80A01H501U\n"},
		{"iscrizioni.csv", "alunno;anno;servizio;classe;fascia;dal;al\nA1;2026/2027;mensa;1A;P1;14/09/2026;08/06/2027\n"},
	} {
		if r, err := f.Loader.Load(t.Context(), tenant, file[0], file[1]); err != nil || r.Rejected > 0 {
			t.Fatalf("%s: %+v, %v", file[0], r, err)
		}
	}
	return f
}

// upload begins an import and stores its file as a browser does, and returns the import once nothing moves.
func (f fixture) upload(file, content string) Import {
	f.t.Helper()
	i, err := f.Store.Begin(f.t.Context(), tenant, file, "op1", "Giulia Conti")
	if err != nil {
		f.t.Fatal(err)
	}
	if err := f.bucket.PutBytes(f.t.Context(), i.Key, "text/csv", []byte(content)); err != nil {
		f.t.Fatal(err)
	}
	f.tell(i.Key)
	return f.settled(i)
}

// tell is what S3 tells of a new object.
func (f fixture) tell(key string) {
	f.t.Helper()
	body := fmt.Sprintf(`{"Records":[{"eventTime":"2026-11-22T17:00:00.000Z","s3":{"object":{"key":%q,"eTag":"x"}}}]}`, key)
	if err := f.Handle(f.t.Context(), body); err != nil {
		f.t.Fatal(err)
	}
}

// settled works off the queue and returns the import.
func (f fixture) settled(i Import) Import {
	f.t.Helper()
	for len(f.queue.messages) > 0 {
		body, err := json.Marshal(f.queue.messages[0])
		if err != nil {
			f.t.Fatal(err)
		}
		f.queue.messages = f.queue.messages[1:]
		if err := f.Handle(f.t.Context(), string(body)); err != nil {
			f.t.Fatal(err)
		}
	}
	found, err := f.Store.Find(f.t.Context(), tenant, i.ID)
	if err != nil {
		f.t.Fatal(err)
	}
	return found
}

// confirm confirms an import and works it off.
func (f fixture) confirm(i Import) Import {
	f.t.Helper()
	i, err := f.Store.Confirm(f.t.Context(), i, office.Operator{ID: "op1", Name: "Giulia", FamilyName: "Conti", Roles: []office.Role{office.Clerk}}, false)
	if err != nil {
		f.t.Fatal(err)
	}
	_ = f.queue.Send(f.t.Context(), Message{i.Tenant, i.ID})
	return f.settled(i)
}

// table reads one of the tables that an import leaves.
func (f fixture) table(i Import, table Table) string {
	f.t.Helper()
	object, err := f.bucket.Open(f.t.Context(), table.Object(i))
	if err != nil {
		f.t.Fatalf("%s: %v", table, err)
	}
	defer func() { _ = object.Close() }()
	text, err := io.ReadAll(object)
	if err != nil {
		f.t.Fatal(err)
	}
	return string(text)
}

const marks = "Data,Nota,Classe,Alunno,Presenza\n"

// Goal: a file goes from the browser to the tables: what it would do is told row by row and nothing is stored before the
// office confirms; wrong rows come back as they were, are mended and loaded again. Method: an office's file with its own
// names and one row of each outcome; the mended table of its wrong rows.
func TestFromUploadToTables(t *testing.T) {
	f := newFixture(t)
	first := f.upload("presenze.csv", "Data;Classe;Alunno;Presenza\n12/11/2026;1A;A1;P\n16/11/2026;1A;A1;P\n")
	if first.State != Ready || first.Added != 2 {
		t.Fatalf("%+v", first)
	}
	if first = f.confirm(first); first.State != Done || first.Stored() != 2 {
		t.Fatalf("%+v", first)
	}
	i := f.upload("presenze.csv", marks+"12/11/2026,x,1A,A1,P\n16/11/2026,,1A,A1,A\n17/11/2026,\"a,\nb\",1A,A1,P\n18/11/2026,y,1A,A1,P\n\n")
	if i.State != Asking || !slices.Equal(i.Unknown, []string{"Nota"}) {
		t.Fatalf("%+v", i)
	}
	i, err := f.Store.Tell(t.Context(), i, map[string]string{"Nota": intake.NotRead})
	if err != nil {
		t.Fatal(err)
	}
	_ = f.queue.Send(t.Context(), Message{tenant, i.ID})
	i = f.settled(i)
	if i.State != Ready || i.Unchanged != 1 || i.Changed != 1 || i.Added != 1 || i.Wrong != 1 {
		t.Fatalf("%+v", i)
	}
	register, err := f.Loader.School.ClassDay(t.Context(), tenant, "1A", calendar.NewDay(2026, 11, 17))
	if err != nil || register.Version != 0 {
		t.Errorf("stored before it was confirmed: %+v, %v", register, err)
	}
	shown, err := FirstRows(t.Context(), f.Files, i)
	if err != nil || len(shown.Tables[WrongRows]) != 1 || shown.Tables[WrongRows][0].Number != 5 ||
		shown.Tables[NewRows][0].Cells[1] != "a,\nb" || shown.Tables[ChangedRows][0].Change != "Presenza: P → A" {
		t.Errorf("%+v, %v", shown, err)
	}
	if changed := f.table(i, ChangedRows); !strings.HasSuffix(changed, ";"+intake.ChangeColumn+"\r\n16/11/2026;;1A;A1;A;Presenza: P → A\r\n") {
		t.Errorf("%q", changed)
	}
	if i = f.confirm(i); i.State != Done || i.Stored() != 2 {
		t.Fatalf("%+v", i)
	}
	wrong := f.table(i, WrongRows)
	if !strings.HasPrefix(wrong, "\ufeffData;Nota;Classe;Alunno;Presenza;"+intake.ReasonColumn+"\r\n18/11/2026;y;1A;A1;P;Data: In questo giorno") {
		t.Errorf("%q", wrong)
	}
	mended := f.upload("presenze.csv", strings.Replace(wrong, "18/11/2026", "19/11/2026", 1))
	if mended.State != Ready || mended.Added != 1 || mended.Wrong != 0 {
		t.Errorf("%+v", mended)
	}
}

// Goal: the same content is told of and wants to be confirmed twice; two files of a kind are not stored at once; what
// somebody else has confirmed or dropped is not confirmed again. Method: two uploads of one file by one person, which
// others confirm.
func TestTwoPeopleOneFile(t *testing.T) {
	f := newFixture(t)
	const content = "giorno;classe;alunno;stato\n12/11/2026;1A;A1;P\n"
	one, two := f.upload("presenze.csv", content), f.upload("presenze.csv", content)
	running, err := f.Store.Confirm(t.Context(), one, office.Operator{ID: "op3", Name: "Marta", FamilyName: "Viola", Roles: []office.Role{office.Clerk}}, false)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := f.Store.Confirm(t.Context(), two, office.Operator{ID: "op2", Name: "Luca", FamilyName: "Neri", Roles: []office.Role{office.Clerk}}, false); !problem.Is(err, problem.Conflict) ||
		!strings.Contains(problem.Of(err).Text, "da Marta Viola il 22/11/2026 alle 18:00.") {
		t.Errorf("two at once: %v", err)
	}
	if _, err := f.Store.Confirm(t.Context(), one, office.Operator{ID: "op1", Name: "Giulia", FamilyName: "Conti", Roles: []office.Role{office.Clerk}}, false); !problem.Is(err, problem.Conflict) {
		t.Errorf("confirmed twice: %v", err)
	}
	_ = f.queue.Send(t.Context(), Message{tenant, running.ID})
	if done := f.settled(running); done.State != Done {
		t.Fatalf("%+v", done)
	}
	if _, err := f.Store.Confirm(t.Context(), two, office.Operator{ID: "op2", Name: "Luca", FamilyName: "Neri", Roles: []office.Role{office.Clerk}}, false); !problem.Is(err, problem.Conflict) ||
		!strings.Contains(problem.Of(err).Text, "già stato caricato il 22/11/2026 alle 18:00 da Marta Viola.") {
		t.Errorf("the same content: %v", err)
	}
	if same := f.upload("presenze.csv", content); same.Earlier == nil || same.Earlier.Who != "Marta Viola" || !same.Same() {
		t.Errorf("%+v", same)
	}
	third := f.upload("presenze.csv", strings.Replace(content, ";P", ";A", 1))
	if _, err := f.Store.Confirm(t.Context(), two, office.Operator{ID: "op2", Name: "Luca", FamilyName: "Neri", Roles: []office.Role{office.Clerk}}, true); err != nil {
		t.Errorf("wanted again: %v", err)
	}
	dropped, err := f.Store.Drop(t.Context(), third)
	if err != nil || dropped.State != Dropped {
		t.Errorf("%+v, %v", dropped, err)
	}
	if _, err := f.Store.Confirm(t.Context(), third, office.Operator{ID: "op1", Name: "Giulia", FamilyName: "Conti", Roles: []office.Role{office.Clerk}}, true); !problem.Is(err, problem.Conflict) {
		t.Errorf("confirmed once dropped: %v", err)
	}
}

// Goal: what is no table of the kind is refused with a reason, and nothing of it is stored. Method: each way.
func TestRefusedFiles(t *testing.T) {
	f := newFixture(t)
	for content, want := range map[string]string{
		"PK\x03\x04": "Questo è un foglio di calcolo", "%PDF\x00": "Questo file non è una tabella", "\n": "Il file è vuoto",
		"giorno;classe;alunno;stato\n": "Il file non ha righe",
	} {
		if i := f.upload("presenze.csv", content); i.State != Refused || !strings.HasPrefix(i.Refusal, want) {
			t.Errorf("%q: %+v", content, i)
		}
	}
	columns := func(named int) string {
		return "giorno;classe;alunno;stato" + strings.Repeat(";x", named-4) + strings.Repeat(";", 9_000) + "\n12/11/2026;1A;A1;P\n"
	}
	for named, want := range map[int]State{MaxColumns: Asking, MaxColumns + 1: Refused, 16_000: Refused} {
		if i := f.upload("presenze.csv", columns(named)); i.State != want || (want == Refused) != strings.Contains(i.Refusal, "colonne con un nome") {
			t.Errorf("%d columns: %s, %s", named, i.State, i.Refusal)
		}
	}
	menu := f.upload("menu.csv", "giorno;scuola;portata;piatto\n23/11/2026;*;Primo;Pasta\n24/11/2026;*;Primo;\n")
	if menu.State != Refused || menu.Wrong != 1 || !strings.Contains(f.table(menu, WrongRows), "Manca il valore") {
		t.Errorf("%+v", menu)
	}
}

// Goal: a file whose rows are all wrong is told of in bounds, and offers nothing. Method: more rows than a page shows, in
// several pieces.
func TestAllRowsWrong(t *testing.T) {
	f := newFixture(t)
	i := f.upload("presenze.csv", "giorno;classe;alunno;stato\n"+strings.Repeat("12/11/2026;1A;A1;forse\n", 9_000)+
		strings.Repeat("13/11/2026;1A;A1;P\n", 1_000))
	if i.State != Refused || i.Wrong != 10_000 || !strings.HasPrefix(i.Refusal, "Nessuna riga corretta") {
		t.Fatalf("%+v", i)
	}
	first, err := FirstRows(t.Context(), f.Files, i)
	if err != nil || len(first.Tables[WrongRows]) != shown || first.Tables[WrongRows][0].Number != 2 {
		t.Errorf("%+v, %v", first, err)
	}
	if rows := strings.Count(f.table(i, WrongRows), "\r\n"); rows != 10_001 {
		t.Errorf("%d rows", rows)
	}
}

// Goal: what a page shows of a file stays small, and the table for download has it all. Method: a row with a cell of 50,000
// letters, and one of 20,000 cells.
func TestLongRowsAreShownInPart(t *testing.T) {
	f, long := newFixture(t), strings.Repeat("è", 25_000)
	i := f.upload("presenze.csv", "giorno;classe;alunno;stato\n12/11/2026;1A;A1;"+long+"\n12/11/2026;1A;A1;P"+strings.Repeat(";x", 20_000)+"\n")
	first, err := FirstRows(t.Context(), f.Files, i)
	if err != nil || i.Wrong != 2 || len(first.Tables[WrongRows]) != 2 {
		t.Fatalf("%+v, %v", i, err)
	}
	for _, row := range first.Tables[WrongRows] {
		if text := strings.Join(row.Cells, ";"); len(row.Cells) != 4 || len(text) > 1000 || !strings.HasPrefix(text, "12/11/2026;1A;A1;") {
			t.Errorf("%d cells, %d bytes", len(row.Cells), len(text))
		}
	}
	if table := f.table(i, WrongRows); !strings.Contains(table, long) || strings.Count(table, ";x") != 20_000 {
		t.Error("the table does not have the rows as they were")
	}
}

// Goal: a file with nothing to store ends by itself, and is not confirmed; its columns can still be told in another way,
// because they may be what is wrong. Method: rows that are the same, with one that is wrong, and columns told wrongly.
func TestNothingToStore(t *testing.T) {
	f := newFixture(t)
	const rows = "giorno;classe;alunno;stato\n12/11/2026;1A;A1;P\n"
	f.confirm(f.upload("presenze.csv", rows))
	same := f.upload("presenze.csv", rows)
	if !same.Same() || same.State != Done || same.Unchanged != 1 {
		t.Errorf("%+v", same)
	}
	if _, err := f.Store.Confirm(t.Context(), same, office.Operator{ID: "op1", Name: "Giulia", FamilyName: "Conti", Roles: []office.Role{office.Clerk}}, true); !problem.Is(err, problem.Conflict) {
		t.Errorf("confirmed: %v", err)
	}
	if i := f.upload("presenze.csv", rows+"13/11/2026;1A;A1;P\n"); i.State != Refused ||
		!strings.HasPrefix(i.Refusal, "Niente da caricare: le righe corrette sono uguali") {
		t.Errorf("%+v", i)
	}
	i := f.upload("presenze.csv", "giorno;gruppo;bambino;stato\n16/11/2026;1A;A1;P\n")
	for _, told := range []map[string]string{{"gruppo": "alunno", "bambino": "classe"}, {"gruppo": "classe", "bambino": "alunno"}} {
		var err error
		if i, err = f.Store.Tell(t.Context(), i, told); err != nil {
			t.Fatal(err)
		}
		_ = f.queue.Send(t.Context(), Message{tenant, i.ID})
		if i = f.settled(i); told["gruppo"] == "alunno" && i.State != Refused {
			t.Errorf("%+v", i)
		}
	}
	if i.State != Ready || i.Refusal != "" || i.Added != 1 {
		t.Errorf("%+v", i)
	}
	if i = f.confirm(i); i.Readable() {
		t.Errorf("read again once stored: %+v", i)
	}
}

// Goal: other programs' files are stored without anybody, once however often S3 tells of them, with the result beside
// them; settings and operators are not theirs. Method: files in the folder, also of a stranger.
func TestFolder(t *testing.T) {
	f := newFixture(t)
	put := func(name, content string) map[string]any {
		t.Helper()
		key := "deposito/" + tenant + "/" + name
		if err := f.bucket.PutBytes(t.Context(), key, "text/csv", []byte(content)); err != nil {
			t.Fatal(err)
		}
		f.tell(key)
		f.tell(key)
		f.settled(f.newest())
		text, err := f.bucket.Read(t.Context(), key+".esito.json")
		if err != nil {
			t.Fatal(err)
		}
		var told map[string]any
		if err := json.Unmarshal(text, &told); err != nil {
			t.Fatal(err)
		}
		return told
	}
	told := put("presenze-2026-11-12.csv", "giorno;classe;alunno;stato\n12/11/2026;1A;A1;P\n13/11/2026;1A;A1;P\n")
	if told["stato"] != "fatto" || told["nuove"] != 1.0 || told["errate"] != 1.0 || len(told["prime_errate"].([]any)) != 1 {
		t.Errorf("%v", told)
	}
	if told := put("presenze-di-nuovo.csv", "giorno;classe;alunno;stato\n12/11/2026;1A;A1;P\n"); told["stato"] != "fatto" || told["uguali"] != 1.0 {
		t.Errorf("%v", told)
	}
	if told := put("comune.csv", "chiave;valore\nnome;Altro\n"); told["stato"] != "rifiutato" {
		t.Errorf("%v", told)
	}
	if told := put("presenze.csv", "quando;classe;alunno;stato\n12/11/2026;1A;A1;P\n"); told["stato"] != "colonne" {
		t.Errorf("%v", told)
	}
	f.tell("deposito/c_x999/presenze.csv")
	f.tell("lavoro/" + tenant + "/x/errate.csv")
	if all, _, err := f.Store.List(t.Context(), tenant, "", 10); err != nil || len(all) != 4 {
		t.Errorf("%+v, %v", all, err)
	}
	records, _, err := f.Audit.Month(t.Context(), tenant, calendar.DayOf(now).Month(), "", 10)
	if err != nil || len(records) != 2 || records[0].Operator != Folder || records[1].Operator != Folder {
		t.Fatalf("%+v, %v", records, err)
	}
	for _, one := range records {
		if len(one.Load.Tables) > 0 && f.registered(one)["nuove"] != "\ufeffgiorno;classe;alunno;stato\r\n12/11/2026;1A;A1;P\r\n" {
			t.Errorf("%+v: %q", one, f.registered(one))
		}
	}
}

// Goal: the register has what a row changed when it was stored, not what the office saw of it some time before. Method: a
// badge that is corrected between preview and confirmation.
func TestTheRegisterHasWhatWasThere(t *testing.T) {
	f := newFixture(t)
	const head = "codice;codice_fiscale;cognome;nome;data_nascita;genitore_pagante;badge\n"
	pupil := func(badge string) string {
		return head + "A1;FOXDAA16P54L219N;Fo;Ada;14/09/2016;RSSMRA80A01H501U;" + badge + "\n"
	}
	load := func(badge string) {
		t.Helper()
		if r, err := f.Loader.Load(t.Context(), tenant, "alunni.csv", pupil(badge)); err != nil || r.Rejected > 0 {
			t.Fatalf("%+v, %v", r, err)
		}
	}
	load("100")
	i := f.upload("alunni.csv", pupil("300"))
	load("200")
	if i = f.confirm(i); i.State != Done {
		t.Fatalf("%+v", i)
	}
	key, _ := ChangedRows.Registered(tenant, i.ID)
	kept, err := f.bucket.Read(t.Context(), key)
	if err != nil || !strings.Contains(string(kept), "badge: 200 → 300") {
		t.Errorf("%q, %v", kept, err)
	}
}

// Goal: a file that waited for longer than its rows are kept is not confirmed; one whose rows go while it is stored ends, says
// so, and lets the next file of its kind in. Method: a clock of three months later; a worker without the rows.
func TestRowsThatAreGone(t *testing.T) {
	f := newFixture(t)
	clerk := office.Operator{ID: "op1", Name: "Giulia", Roles: []office.Role{office.Clerk}}
	const content = "giorno;classe;alunno;stato\n12/11/2026;1A;A1;P\n"
	i := f.upload("presenze.csv", content)
	late := f.Store
	late.Clock = calendar.Fixed(now.AddDate(0, 0, 86))
	if _, err := late.Confirm(t.Context(), i, clerk, false); !problem.Is(err, problem.Conflict) {
		t.Errorf("confirmed after 86 days: %v", err)
	}
	i, err := f.Store.Confirm(t.Context(), i, clerk, false)
	if err != nil {
		t.Fatal(err)
	}
	full := f.Files
	f.Files = &forgetful{full}
	_ = f.queue.Send(t.Context(), Message{i.Tenant, i.ID})
	if i = f.settled(i); i.State != Refused || !strings.Contains(i.Refusal, "non ci sono più") {
		t.Fatalf("%+v", i)
	}
	f.Files = full
	if next := f.confirm(f.upload("presenze.csv", content)); next.State != Done || next.Stored() != 1 {
		t.Errorf("%+v", next)
	}
}

// forgetful is a bucket that has nothing any more.
type forgetful struct{ Files }

func (forgetful) Open(context.Context, string) (bucket.Object, error) {
	return bucket.Object{}, bucket.ErrNoObject
}

// registered reads the tables that a record names, from the record alone.
func (f fixture) registered(r office.Record) map[string]string {
	f.t.Helper()
	tables := map[string]string{}
	for _, name := range r.Load.Tables {
		key, _ := Table(name).Registered(tenant, r.Load.Import)
		text, err := f.bucket.Read(f.t.Context(), key)
		if err != nil {
			f.t.Fatalf("%s: %v", key, err)
		}
		tables[name] = string(text)
	}
	return tables
}

// Goal: the rows that a file stored, before and after, outlast the import: the register names them, and they are where
// objects last for ten years. What was confirmed and then not stored is not among them. Method: a file with a row of each kind, of
// which one is refused when it is stored because the school closes meanwhile; the bucket's folders by the template.
func TestStoredRowsStayWithTheRegister(t *testing.T) {
	f := newFixture(t)
	f.confirm(f.upload("presenze.csv", "giorno;classe;alunno;stato\n12/11/2026;1A;A1;P\n16/11/2026;1A;A1;P\n"))
	i := f.upload("presenze.csv", "giorno;classe;alunno;stato\n12/11/2026;1A;A1;P\n16/11/2026;1A;A1;A\n17/11/2026;1A;A1;P\n"+
		"18/11/2026;1A;A1;P\n19/11/2026;1A;A1;P\n")
	if i.Added != 2 || i.Changed != 1 || i.Unchanged != 1 || i.Wrong != 1 {
		t.Fatalf("%+v", i)
	}
	if r, err := f.Loader.Load(t.Context(), tenant, "calendario.csv", "giorno;scuola;motivo\n19/11/2026;*;Sciopero\n"); err != nil || r.Rejected > 0 {
		t.Fatalf("%+v, %v", r, err)
	}
	if i = f.confirm(i); i.State != Done || i.Failed != 1 {
		t.Fatalf("%+v", i)
	}
	told := f.newestRecord(i)
	if told.Name != "Giulia Conti" || told.Proof != "SHA-256 "+i.Hash || told.After != "registrate 2, scartate 1" {
		t.Errorf("%+v", told)
	}
	want := map[string]string{
		"nuove":    "\ufeffgiorno;classe;alunno;stato\r\n17/11/2026;1A;A1;P\r\n",
		"cambiate": "\ufeffgiorno;classe;alunno;stato;" + intake.ChangeColumn + "\r\n16/11/2026;1A;A1;A;stato: P → A\r\n",
	}
	if got := f.registered(told); !maps.Equal(got, want) {
		t.Errorf("%q", got)
	}
	if key, known := NewRows.Registered(tenant, "../c_x999/"+i.ID); known {
		t.Errorf("%s is kept", key)
	}
}

// newestRecord is the last thing that the register tells of a whole import.
func (f fixture) newestRecord(i Import) office.Record {
	f.t.Helper()
	records, _, err := f.Audit.Month(f.t.Context(), tenant, calendar.DayOf(now).Month(), "", 10)
	at := slices.IndexFunc(records, func(r office.Record) bool { return r.Load != nil && r.Load.Import == i.ID })
	if err != nil || at < 0 {
		f.t.Fatalf("%+v, %v", records, err)
	}
	return records[at]
}

// Goal: what the register names lasts, and all else in the bucket goes after 90 days. Method: the rules of the template for
// the folder of each object.
func TestOnlyTheRegistersRowsLast(t *testing.T) {
	text, err := os.ReadFile(filepath.Join("..", "..", "template.yaml"))
	if err != nil {
		t.Fatal(err)
	}
	for folder, days := range map[string]int{uploads: 90, dropped: 90, work: 90, registered: 3653} {
		if !strings.Contains(string(text), fmt.Sprintf("Prefix: %s, ExpirationInDays: %d }", folder, days)) {
			t.Errorf("%s does not expire after %d days", folder, days)
		}
	}
	if strings.Count(string(text), "ExpirationInDays") != 4 {
		t.Error("a rule of another form expires objects")
	}
}

// newest is the newest import.
func (f fixture) newest() Import {
	f.t.Helper()
	all, _, err := f.Store.List(f.t.Context(), tenant, "", 1)
	if err != nil || len(all) != 1 {
		f.t.Fatalf("%v, %v", all, err)
	}
	return all[0]
}

// Goal: what the evening gives back and debits for a file is summed up over its pieces before it is confirmed, once when it is read
// again, and the register keeps it. Method: a debited meal that a file takes back, read twice and confirmed.
func TestSumOfWhatTheEveningPosts(t *testing.T) {
	f := newFixture(t)
	f.confirm(f.upload("presenze.csv", "giorno;classe;alunno;stato\n12/11/2026;1A;A1;P\n"))
	day, accounts := calendar.NewDay(2026, 11, 12), f.Loader.Accounts.(ledger.Store)
	_, err := accounts.PostMeal(t.Context(), tenant, "A1", day, ledger.MealDetail{Class: "1A", Mark: "P", Band: "P1", Price: 450, Presence: 1})
	if err == nil {
		_, err = accounts.SaveBatch(t.Context(), tenant, ledger.Batch{}, ledger.Batch{Class: "1A", Day: day, Presence: 1, Meals: 1, Total: 450})
	}
	if err != nil {
		t.Fatal(err)
	}
	i := f.upload("presenze.csv", "giorno;classe;alunno;stato\n12/11/2026;1A;A1;A\n")
	for range 2 {
		if i.State != Ready || i.Posts() != "restituisce 4,50\u00a0€" {
			t.Fatalf("%s: %q", i.State, i.Posts())
		}
		if i, err = f.Store.Tell(t.Context(), i, nil); err != nil {
			t.Fatal(err)
		}
		_ = f.queue.Send(t.Context(), Message{i.Tenant, i.ID})
		i = f.settled(i)
	}
	if deed := Deed(office.FileConfirmed, i); !strings.HasSuffix(deed.After, "; restituisce 4,50\u00a0€") {
		t.Errorf("%+v", deed)
	}
	if i = f.confirm(i); i.State != Done || !strings.Contains(f.table(i, ChangedRows), "P → A; restituisce 4,50\u00a0€") {
		t.Errorf("%s: %s", i.State, f.table(i, ChangedRows))
	}
}
