package e2e_test

import (
	"bytes"
	"html"
	"io"
	"net/http"
	"net/url"
	"os/exec"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"serviziscolastici/infra/proof/e2e/stack"
	"serviziscolastici/infra/proof/e2e/visitor"
	"serviziscolastici/shared/calendar"
	"serviziscolastici/shared/ledger"
	"serviziscolastici/shared/municipality"
	"serviziscolastici/shared/report"
	"serviziscolastici/shared/school"
	"serviziscolastici/shared/session"
	"serviziscolastici/shared/web"
)

// The people of the authorisation tests, whom no other test uses.
const (
	owner      = "MRTGRG80C12B157S" // Giorgio Martinelli pays for Sara, A031
	child      = "A031"
	sibling    = "A932" // Bianca, for whom the owner pays too
	otherChild = "A010"

	childSchool = "Scuola secondaria Alta Valle"

	neighbour = "c_y000" // another municipality, with a portal of its own
	elsewhere = "scuola.altrove.example"
	told      = "una-frase-per-il-solo-ufficio" // in a report of the owner's

	former     = "PRMLCU80A41A794D" // paid for Sara before the owner did
	formersOwn = "NNNPRM50A01A794H" // whom the former let in
)

// fixture is a parent with one of everything, and everybody who might look at it.
type fixture struct {
	t        *testing.T
	portal   string                     // address
	sessions map[string]session.Session // by column
	tokens   map[string]string          // cookies, by column
	// things are what stands for the braces of the table: the owner's, and invented ones.
	things, invented map[string]string
	// secret is what nobody else may read; kept is more, for the adult who may look at the child; past is
	// more for who paid for the child once, and knows who the child was.
	secret, kept, past []string
	formersCart        string
	read               strings.Builder // everything that the owner was shown
}

// openFixture prepares one. Its documents are numbered from a tens digit, so that each test has its own.
func openFixture(t *testing.T, tens string) *fixture {
	t.Helper()
	s := &fixture{t: t, portal: portal.PortalURL, sessions: map[string]session.Session{}, tokens: map[string]string{}}
	s.before("2026/9" + tens + "3")
	s.letIn()
	s.fill("2026/9" + tens)
	zeros := strings.Repeat("0", 32)
	s.invented = map[string]string{
		"child": "A999", "cart": zeros, "settled": zeros, "notice": "302000000000000000", "paid": "302000000000000000",
		"document": "2026-999", "rating": zeros, "second": zeros, "topic": s.things["topic"],
		"sibling": "A998", "move": "aaaaaaaaaaaaa", "report": "2026/999998",
	}
	family := []string{
		"Giorgio", owner, "giorgio.martinelli", "333 000 1023", "Via del Mulino 49", "37,61", "61,37", "73,16",
		"2026/9" + tens + "1", "2026/9" + tens + "2", s.things["notice"], grouped(s.things["notice"]), s.things["paid"],
		grouped(s.things["paid"]), s.things["cart"], told, "Bianca", s.things["move"],
	}
	s.kept = append(slices.Clone(family), "fascia S1", "ISEE presentato")
	s.past = append(slices.Clone(s.kept), "100317", "49,45")
	s.secret = append(slices.Clone(s.past), "Sara", "Martinelli", "MRTSRA15R68A794S")
	return s
}

// before is what was before the owner paid for the child: another paid for a document, let an adult in, told the
// office something and left a cart unpaid.
func (s *fixture) before(document string) {
	s.t.Helper()
	load(s.t, "genitori.csv", "codice_fiscale;cognome;nome\n"+former+";Prima;Lucia\n")
	payer := func(fiscalCode string) {
		load(s.t, "alunni.csv", "codice;codice_fiscale;cognome;nome;data_nascita;badge;dieta_speciale;genitore_pagante;"+
			"altri_genitori\n"+child+";MRTSRA15R68A794S;Martinelli;Sara;28/10/2015;100317;no;"+fiscalCode+";SLVNMO89S62H501T\n")
	}
	payer(former)
	s.open("former", tenant, s.guardian(school.Payer), stack.Now())
	done := s.ask("former", http.MethodPost, "/anagrafica/accessi/"+child+"/conferma?codice="+formersOwn)
	if done.status != http.StatusSeeOther {
		s.t.Fatalf("the former's grant: %d", done.status)
	}
	s.open("guest", tenant, s.guardian(school.Guest), stack.Now())
	if seen := s.ask("guest", http.MethodGet, "/refezione?figlio="+child); seen.status != http.StatusOK {
		s.t.Fatalf("the former's guest before: %d", seen.status)
	}
	load(s.t, "documenti.csv", "numero;data;servizio;alunno;genitore;descrizione;importo\n"+document+
		";02/11/2026;trasporto;"+child+";"+former+";Trasporto scolastico;44,44\n")
	portal.Pay(s.t, stack.Payment{Notice: noticeOf(s.t, strings.ReplaceAll(document, "/", "-"))})
	portal.Drain(s.t, "ReceiptsQueue")
	s.formersCart = lastPart(s.browse("former").topUp(map[string]string{child: "22,22"}).URL.Path)
	s.ask("former", http.MethodPost, "/anagrafica/segnalazioni/nuova?testo=prima&figlio="+child+"&argomento="+
		url.QueryEscape(report.Topics()[0]))
	payer(owner)
	load(s.t, "alunni.csv", "codice;codice_fiscale;cognome;nome;data_nascita;badge;dieta_speciale;genitore_pagante;"+
		"altri_genitori\n"+sibling+";MRTBNC17E52A794D;Martinelli;Bianca;12/05/2017;100932;no;"+owner+";\n")
}

// browse is a browser with the session of a column.
func (s *fixture) browse(column string) parent {
	p := parent{guest(s.t), s.t}
	p.SetCookies([]*http.Cookie{{Name: "sessione", Value: s.tokens[column], Path: "/"}})
	return p
}

// guardian is the id of the child's guardian in a role.
func (s *fixture) guardian(role school.Role) string {
	s.t.Helper()
	links, err := school.Store{Core: portal.Table("CoreTable"), Clock: stack.Now}.GuardiansOf(s.t.Context(), tenant, child)
	at := slices.IndexFunc(links, func(l school.Link) bool { return l.Role == role })
	if err != nil || at < 0 {
		s.t.Fatalf("the %s of %s: %v, %v", role, child, links, err)
	}
	return links[at].Guardian
}

// letIn opens the sessions of everybody, and the portal of the other municipality.
func (s *fixture) letIn() {
	s.t.Helper()
	core := portal.Table("CoreTable")
	_, err := (&municipality.Store{Core: core, Clock: stack.Now}).Save(s.t.Context(), municipality.Municipality{
		ID: neighbour, Name: "Comune di Altrove", FiscalCode: "88888888888", Segregation: "03",
		IBAN: "IT60X0542811101000000123456", Hosts: []string{elsewhere},
	})
	if err != nil {
		s.t.Fatal(err)
	}
	people := school.Store{Core: core, Clock: stack.Now}
	links, err := people.GuardiansOf(s.t.Context(), tenant, child)
	if err != nil || len(links) != 2 {
		s.t.Fatalf("the guardians of %s: %v, %v", child, links, err)
	}
	if !links[0].Pays() {
		slices.Reverse(links)
	}
	strangers, err := people.GuardiansOf(s.t.Context(), tenant, otherChild)
	if err != nil || len(strangers) == 0 {
		s.t.Fatalf("the guardians of %s: %v, %v", otherChild, strangers, err)
	}
	payer, viewer := links[0].Guardian, links[1].Guardian
	s.things = map[string]string{"child": child, "second": viewer, "topic": url.QueryEscape(report.Topics()[0]), "sibling": sibling}
	s.open("owner", tenant, payer, stack.Now())
	s.open("expired", tenant, payer, stack.Now().Add(-9*time.Hour))
	s.open("other", tenant, strangers[0].Guardian, stack.Now())
	s.open("second", tenant, viewer, stack.Now())
	s.open("there", neighbour, payer, stack.Now())
	for _, column := range []string{"moved", "bare", "forged"} {
		s.sessions[column], s.tokens[column] = s.sessions["owner"], s.tokens["owner"]
	}
}

// open starts the session of a column at a moment. The names are nobody's, so that a page's head does
// not look like a leak.
func (s *fixture) open(column, tenant, guardian string, at time.Time) {
	s.t.Helper()
	sessions := session.Store{Table: portal.Table("OpsTable"), Clock: calendar.Fixed(at)}
	token, err := sessions.Start(s.t.Context(), session.Session{
		Tenant: tenant, Guardian: guardian, Name: "Persona", FamilyName: "Di Prova", Method: "spid",
	})
	if err != nil {
		s.t.Fatal(err)
	}
	if s.sessions[column], err = sessions.Find(s.t.Context(), token); err != nil {
		s.t.Fatal(err)
	}
	s.tokens[column] = token
}

// fill gives the owner one of everything: an open top-up in a cart, a paid and an open document, a
// rating, a certificate.
func (s *fixture) fill(documents string) {
	s.t.Helper()
	s.loadDocuments(documents)
	p := s.browse("owner")
	s.things["document"] = strings.ReplaceAll(documents, "/", "-") + "1"
	s.things["paid"] = noticeOver(s.t, p.Open("/pagamenti"), "61,37")
	s.things["settled"] = lastPart(s.ask("owner", http.MethodPost, "/pagamenti/scelta?avviso="+s.things["paid"]).
		header.Get("Location"))
	portal.Pay(s.t, stack.Payment{Notice: s.things["paid"]})
	portal.Drain(s.t, "ReceiptsQueue")
	p.Open("/documenti/"+s.things["document"]).Expect(200, "Pagato")
	mask := p.topUp(map[string]string{child: "37,61"})
	s.things["cart"], s.things["notice"] = lastPart(mask.URL.Path), noticesOf(mask)[0]
	s.things["rating"] = strings.Repeat("e2", 16)
	for _, form := range []string{
		"/pagamenti/valutazione?stelle=4&carrello=" + s.things["settled"] + "&form_id=" + s.things["rating"], "/anagrafica/attestazioni/2026/" + child,
		"/anagrafica/attestazioni/2026/tutti-i-figli", "/anagrafica/segnalazioni/nuova?testo=" + told + "&argomento=" + s.things["topic"],
	} {
		done := s.ask("owner", http.MethodPost, form)
		if done.status != http.StatusSeeOther {
			s.t.Fatalf("%s: %d", form, done.status)
		}
		if at, err := url.Parse(done.header.Get("Location")); err == nil && at.Path == "/anagrafica/segnalazioni" {
			serial, year, _ := strings.Cut(at.Query().Get("numero"), "/")
			s.things["report"] = year + "/" + serial
		}
	}
	s.move()
}

// move gives a cent of the child's to the sibling.
func (s *fixture) move() {
	s.t.Helper()
	accounts := ledger.Store{Ledger: portal.Table("LedgerTable"), Clock: calendar.Fixed(stack.Now())}
	_, err := accounts.PostOpening(s.t.Context(), tenant, child, calendar.DayOf(stack.Now()), "authority", 10000, "Prova")
	if err != nil {
		s.t.Fatal(err)
	}
	done := s.ask("owner", http.MethodPost, "/ricariche/sposta/conferma?da="+child+"&a="+sibling+"&importo=0,01")
	at, err := url.Parse(done.header.Get("Location"))
	if err != nil || done.status != http.StatusSeeOther {
		s.t.Fatalf("credit does not move: %d, %v", done.status, err)
	}
	s.things["move"] = at.Query().Get("numero")
}

// loadDocuments loads two documents of the owner as the office does.
func (s *fixture) loadDocuments(documents string) {
	s.t.Helper()
	const head = "numero;data;servizio;periodo;alunno;genitore;descrizione;importo;iva;bollo;storna;scadenza\n"
	row := func(number, amount string) string {
		return number + ";02/11/2026;trasporto;settembre 2026 - gennaio 2027;" + child + ";" + owner +
			";Trasporto scolastico 2026/2027;" + amount + ";10;;;15/12/2026\n"
	}
	var report struct {
		Rejected int `json:"rejected"`
	}
	portal.Invoke(s.t, "IntakeFunction", map[string]string{
		"municipality": tenant, "file": "documenti.csv",
		"content": head + row(documents+"1", "61,37") + row(documents+"2", "73,16"),
	}, &report)
	if report.Rejected != 0 {
		s.t.Fatalf("the office's documents: %+v", report)
	}
}

// place puts things in the place of the braces.
func (s *fixture) place(address string, things map[string]string) string {
	for name, thing := range things {
		address = strings.ReplaceAll(address, "{"+name+"}", thing)
	}
	return address
}

// owned is what the owner sees of everything that others might have changed.
func (s *fixture) owned() map[string]string {
	seen := map[string]string{}
	for _, path := range []string{
		"/pagamenti", "/ricariche", "/ricariche/storico", "/ricariche/sposta", "/anagrafica/accessi/" + child, "/anagrafica/segnalazioni",
		"/anagrafica/attestazioni/2026/" + child, "/documenti",
	} {
		seen[path] = s.ask("owner", "GET", path).normal()
	}
	return seen
}

// reply is an answer, not followed where it leads.
type reply struct {
	asked  string
	status int
	header http.Header
	body   string
}

// ask makes the request of a column. The query of a POST's address is its form.
func (s *fixture) ask(column, method, address string) reply {
	s.t.Helper()
	asked, body := address, io.Reader(nil)
	if method == http.MethodPost {
		path, query, _ := strings.Cut(address, "?")
		form, err := url.ParseQuery(query)
		if err != nil {
			s.t.Fatal(err)
		}
		s.sign(column, form)
		address, body = path, strings.NewReader(form.Encode())
	}
	request, err := http.NewRequestWithContext(s.t.Context(), method, s.portal+address, body)
	if err != nil {
		s.t.Fatal(err)
	}
	if method == http.MethodPost {
		request.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	}
	if token := s.tokens[column]; token != "" {
		request.AddCookie(&http.Cookie{Name: "sessione", Value: token})
	}
	if column == "moved" || column == "there" {
		request.Host = elsewhere
	}
	answer, err := http.DefaultTransport.RoundTrip(request)
	if err != nil {
		s.t.Fatal(err)
	}
	defer func() { _ = answer.Body.Close() }() // everything has been read
	content, err := io.ReadAll(io.LimitReader(answer.Body, 4<<20))
	if err != nil {
		s.t.Fatal(err)
	}
	return reply{asked: asked, status: answer.StatusCode, header: answer.Header, body: string(content)}
}

// sign gives a form the hidden fields that a page of the column would have.
func (s *fixture) sign(column string, form url.Values) {
	if form.Get("form_id") == "" {
		form.Set("form_id", strings.Repeat("a1", 16))
	}
	signer := column
	switch column {
	case "bare":
		return
	case "forged":
		signer = "other"
	}
	if session, known := s.sessions[signer]; known {
		form.Set("csrf", web.Visit{Session: &session}.Token())
	}
}

// outcome is the status, or "login" for the redirect to the login that comes back.
func (r reply) outcome() string {
	back := "/accesso?torna_a=" + url.QueryEscape(r.asked)
	if r.status == http.StatusSeeOther && r.header.Get("Location") == back {
		return "login"
	}
	return strconv.Itoa(r.status)
}

// hidden are the values of hidden fields that differ from answer to answer.
var hidden = regexp.MustCompile(`name="(?:csrf|form_id)" value="[0-9a-f]*"`)

// normal is the body without what differs from answer to answer.
func (r reply) normal() string { return hidden.ReplaceAllString(r.body, "") }

// text is what can be read, in a page, its source or a paper.
func (r reply) text(t *testing.T) string {
	t.Helper()
	if r.header.Get("Content-Type") != "application/pdf" {
		return html.UnescapeString(r.body)
	}
	command := exec.CommandContext(t.Context(), "pdftotext", "-layout", "-", "-")
	command.Stdin = bytes.NewReader([]byte(r.body))
	text, err := command.Output()
	if err != nil {
		t.Fatalf("pdftotext, of poppler-utils: %v", err)
	}
	return string(text)
}

// expectNoLeak searches an answer for what its column may not read. What the address itself says is
// no secret to who asked.
func (s *fixture) expectNoLeak(column string, row matrixRow, got reply) {
	s.t.Helper()
	markers := s.secret
	switch column {
	case "owner":
		_, _ = s.read.WriteString(strings.ReplaceAll(got.text(s.t), "\u00a0", " ")) // never fails
		return
	case "bare", "forged":
		return
	case "second":
		markers = s.kept
	case "former":
		markers = append(slices.Clone(s.past), childSchool)
	case "guest":
		markers = append(slices.Clone(s.secret), childSchool)
	}
	text := strings.ReplaceAll(got.text(s.t), "\u00a0", " ")
	for _, marker := range markers {
		if strings.Contains(text, marker) && !strings.Contains(got.asked, marker) {
			s.t.Errorf("%s %s as %s shows %q", row.Method, row.Address, column, marker)
		}
	}
}

// expectAlike demands that a thing of another parent looks like one that does not exist.
func (s *fixture) expectAlike(column string, row matrixRow, foreign reply) {
	s.t.Helper()
	missing := s.ask(column, row.Method, s.place(row.Address, s.invented))
	for _, header := range []http.Header{foreign.header, missing.header} {
		header.Del("X-Request-Id")
		header.Del("Date")
	}
	if missing.status != foreign.status || missing.normal() != foreign.normal() {
		s.t.Errorf("%s as %s: another's and an invented one look different:\n%d %s\n\n%d %s", row.Address, column,
			foreign.status, foreign.normal(), missing.status, missing.normal())
	}
	for name := range foreign.header {
		if foreign.header.Get(name) != missing.header.Get(name) {
			s.t.Errorf("%s: %s is %q, of an invented one %q", row.Address, name, foreign.header.Get(name),
				missing.header.Get(name))
		}
	}
}

// noticeOver is the number of the notice to pay with this amount.
func noticeOver(t *testing.T, page visitor.Page, amount string) string {
	t.Helper()
	for _, row := range strings.Split(page.Body, "<tr")[1:] {
		found := noticeValue.FindStringSubmatch(row)
		if found != nil && strings.Contains(row, amount) {
			return found[1]
		}
	}
	t.Fatalf("no notice over %s:\n%s", amount, page.Text)
	return ""
}

var noticeValue = regexp.MustCompile(`value="(\d{18})"`)
