package web_test

import (
	"errors"
	"html"
	"maps"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"serviziscolastici/shared/office"
	"serviziscolastici/shared/web"
	"serviziscolastici/shared/web/webtest"
)

// desk is a site of the office with two forms, of which the second wants a fresh login, and what came to them.
type desk struct {
	*web.Router
	site *web.Site
	came []url.Values
}

const plainForm, freshForm = "/ufficio/comunicazioni/nuova", "/ufficio/operatori/nuovo"

func newDesk(t *testing.T, roles ...office.Role) *desk {
	t.Helper()
	pages, noPages := web.NewPages(nil)
	site, err := webtest.OfficeSite(pages, webtest.Operator(roles...))
	if err = errors.Join(noPages, err); err != nil {
		t.Fatal(err)
	}
	d := &desk{Router: site.Router(), site: site}
	for _, path := range []string{plainForm, freshForm} {
		d.Operator("POST "+path, func(_ http.ResponseWriter, r *http.Request, visit web.Visit) error {
			form, err := web.Form(r, visit)
			if err == nil {
				d.came = append(d.came, form)
			}
			return err
		})
	}
	return d
}

// send sends a form as a browser does, with a token of the office.
func (d *desk) send(path string, form url.Values, token string, headers ...string) webtest.Answer {
	request := webtest.Request(http.MethodPost, path, form)
	request.Header.Set("Cookie", "__Secure-ufficio="+token)
	for i := 0; i < len(headers); i += 2 {
		request.Header.Set(headers[i], headers[i+1])
	}
	return webtest.Do(d, request)
}

var hiddenFields = regexp.MustCompile(`<input type="hidden" name="([^"]*)" value="([^"]*)">`)

// offered is the form that a page offers to send again.
func offered(page webtest.Answer) url.Values {
	form := url.Values{}
	_, rest, _ := strings.Cut(page.Body, `id="scritto"`)
	for _, field := range hiddenFields.FindAllStringSubmatch(rest, -1) {
		form.Add(html.UnescapeString(field[1]), html.UnescapeString(field[2]))
	}
	return form
}

// Goal: of a form that is refused nothing is lost: the page says what was typed, and sends it as it was once there is a login.
// Method: a form whose session is over, is none, is too old for it, or had another token; each is sent again from its page as
// whoever is logged in then, until it arrives.
func TestRefusedFormsLoseNothing(t *testing.T) {
	form := url.Values{
		"titolo": {"Gita del <b>quinto</b> anno"}, "testo": {"Prima riga\nseconda"}, "ruolo": {"scuola", "cucina"}, "motivo": {" "},
		"versione": {"17"}, "visto": {"impronta"}, "passo": {"conferma"}, "csrf": {"antico"}, "form_id": {strings.Repeat("0f", 16)},
	}
	for name, c := range map[string]struct {
		path, token string
		later       time.Duration
		status      int
		text        string
	}{
		"over":      {plainForm, "finished", 0, http.StatusUnauthorized, "La sessione si chiude da sola dopo 15 minuti"},
		"none":      {plainForm, "", 0, http.StatusUnauthorized, "serve un accesso all'ufficio"},
		"old login": {freshForm, webtest.OfficeToken, 11 * time.Minute, http.StatusUnauthorized, "serve un accesso recente"},
		"old form":  {plainForm, webtest.OfficeToken, 0, http.StatusForbidden, "era aperto da prima dell'ultimo accesso"},
	} {
		d := newDesk(t, office.Administrator)
		now := webtest.Now().Add(c.later)
		d.site.Clock = func() time.Time { return now }
		page := d.send(c.path, form, c.token, "Sec-Fetch-Site", "same-origin")
		page.Expect(t, c.status, c.text, "non abbiamo registrato nulla", "Quello che avevi scritto", "Ruolo scuola, cucina",
			"Titolo Gita del <b>quinto</b> anno", "Testo Prima riga seconda", "Invia di nuovo")
		for _, technical := range []string{"17", "impronta", "conferma", "antico", "0f0f", "Motivo"} {
			if strings.Contains(page.Text(), technical) {
				t.Errorf("%s: the page says %s", name, technical)
			}
		}
		if strings.Contains(page.Body, "<b>") || strings.Contains(page.Body, "torna_a=%2Fufficio%2F%3F") {
			t.Errorf("%s: what was typed is not escaped, or in an address", name)
		}
		now = webtest.Now()
		for range 2 {
			if len(d.came) == 0 {
				page = d.send(c.path, offered(page), webtest.OfficeToken, "Sec-Fetch-Site", "same-origin")
			}
		}
		if len(d.came) != 1 {
			t.Errorf("%s: it never arrives: %s", name, page.Text())
			continue
		}
		got, want := maps.Clone(d.came[0]), maps.Clone(form)
		delete(got, "csrf")
		delete(want, "csrf")
		if got.Encode() != want.Encode() {
			t.Errorf("%s: arrives as %v", name, got)
		}
	}
}

// Goal: no other site has a page of ours show what it likes, or offer to send it; a role that does not open a form keeps what
// was typed and sends nothing. Method: a form of another site, one of which the browser does not say whose it is, and a reader's.
func TestRefusedFormsOfOthers(t *testing.T) {
	form := url.Values{"titolo": {"Chiama questo numero"}}
	for name, c := range map[string]struct {
		role         office.Role
		token        string
		headers      []string
		shown, again bool
	}{
		"ours":         {office.Clerk, "finished", []string{"Origin", "https://" + webtest.Host}, true, true},
		"another site": {office.Clerk, "finished", []string{"Sec-Fetch-Site", "cross-site"}, false, false},
		"its origin":   {office.Clerk, "finished", []string{"Origin", "https://evil.example"}, false, false},
		"unsaid":       {office.Clerk, webtest.OfficeToken, nil, true, false},
		"reader":       {office.Reader, webtest.OfficeToken, []string{"Sec-Fetch-Site", "same-origin"}, true, false},
	} {
		d := newDesk(t, c.role)
		page := d.send(plainForm, form, c.token, c.headers...)
		shown, again := strings.Contains(page.Text(), "Chiama questo"), strings.Contains(page.Text(), "Invia di nuovo")
		if shown != c.shown || again != c.again || len(d.came) != 0 || page.Status < http.StatusBadRequest {
			t.Errorf("%s: shown %t, again %t, %d came:\n%s", name, shown, again, len(d.came), page.Text())
		}
	}
}

// Goal: a refused sheet says each pupil's mark, by name. Method: a sheet with a reason, a mark that is none and a pupil whom the
// form does not name.
func TestRefusedSheets(t *testing.T) {
	form := url.Values{
		"alunno-A002": {"Rossi Anna"}, "stato-A002": {"U"}, "motivo-U-A002": {"scuola"}, "motivo-N-A002": {"mancante"},
		"alunno-A001": {"Verdi Bruno"}, "stato-A001": {"A"}, "stato-A003": {"P"}, "stato-A004": {"X"},
	}
	page := newDesk(t, office.School).send(plainForm, form, "finished")
	page.Expect(t, http.StatusUnauthorized, "Alunno A003 Presente Rossi Anna Uscita anticipata: uscita decisa dalla scuola Verdi Bruno Assente")
	if strings.Contains(page.Text(), "mancante") || strings.Contains(page.Text(), "A004") {
		t.Errorf("the page says %s", page.Text())
	}
}

var (
	getForms = regexp.MustCompile(`(?s)<form[^>]*method="get".*?</form>`)
	controls = regexp.MustCompile(`<(?:input|textarea|select)\b[^>]*>`)
	names    = regexp.MustCompile(`\bname="([^"]*)"`)
	called   = regexp.MustCompile(`"Field" "([^"]*)"`)
	own      = regexp.MustCompile(`type="(?:hidden|file)"`)
)

// Goal: every field of the office's forms in which somebody types or chooses has a name in Italian for the page that refuses
// it. Method: the templates of all functions of the office are read, and each field is sent alone without a session.
func TestEveryFieldHasItsName(t *testing.T) {
	files, err := filepath.Glob("../../functions/office*/pages/*.html")
	if err != nil || len(files) < 40 {
		t.Fatalf("%d files, %v", len(files), err)
	}
	// What stands for the names that a template makes up; "" for a name that is in a call of its part.
	made := map[string]string{
		"_parts.html {{.Field}}": "", "show.html {{.Field}}": "colonna-3", "copy.html {{.Field}}": "importo-mensa-A",
		"_rows.html stato-{{$row.Pupil}}": "stato-A001", "_rows.html {{$field}}": "",
	}
	fields := map[string]string{}
	for _, file := range append(files, "layout/office.html") {
		text, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		source := getForms.ReplaceAllString(string(text), "")
		for _, name := range called.FindAllStringSubmatch(source, -1) {
			fields[name[1]] = file
		}
		for _, control := range controls.FindAllString(source, -1) {
			name := names.FindStringSubmatch(control)
			if name == nil || own.MatchString(control) {
				continue
			}
			field := name[1]
			if example, known := made[filepath.Base(file)+" "+field]; known {
				field = example
			}
			if field != "" {
				fields[field] = file
			}
		}
	}
	d := newDesk(t, office.Administrator)
	for _, field := range slices.Sorted(maps.Keys(fields)) {
		value, said := "Prova7", "Prova7"
		if strings.HasPrefix(field, "stato-") {
			value, said = "A", "Assente"
		}
		page := d.send(plainForm, url.Values{field: {value}}, "finished")
		if !strings.Contains(page.Text(), said) {
			t.Errorf("%s of %s has no name: put it into typedFields", field, fields[field])
		}
	}
	if len(fields) < 45 {
		t.Errorf("only %d fields were found", len(fields))
	}
}
