package web

import (
	"bytes"
	"cmp"
	"compress/gzip"
	"net/http"
	"net/url"
	"strconv"
	"strings"

	"serviziscolastici/shared/calendar"
	"serviziscolastici/shared/language"
)

// Page is one page to render.
type Page struct {
	// Title is the page's <h1> and the first part of its <title>.
	Title string
	// Lead is one sentence under the heading, or "".
	Lead string
	// Section is the menu entry that the page belongs to: the first part of its
	// address ("ricariche"), or "".
	Section string
	// Crumbs are the pages between "Servizi scolastici" and this one.
	Crumbs []Crumb
	// Template is the page's file name without ".html".
	Template string
	Data     any
	// Status is the HTTP status; 0 means 200.
	Status int
	// Notice is a sentence about what the parent has just done, or "".
	Notice string
	// Errors are the wrong fields of a form, in the order of the page.
	Errors []FieldError
	// Refused heads the Errors when what was typed is not the matter, such as "Non è
	// stato possibile avviare il pagamento"; "" asks to check the fields.
	Refused string
	// Form is what the parent typed, to show it again; may be nil.
	Form url.Values
	// FormOrigins are other origins ("https://host") where a form of this page may
	// end, also by redirect.
	FormOrigins []string
	// Refresh asks the script to load the page again after so many seconds, for a
	// few minutes; 0 means never. The page must offer a link that does the same.
	Refresh int

	bare bool
}

// Crumb is a page on the way to another.
type Crumb struct{ Name, Path string }

// FieldError is a wrong field of a form: its id (and name), and what to do.
type FieldError struct{ Field, Text string }

// WrongDay is the error of a field in which somebody typed what is no day; it is called label, and example is a day to
// write in its place.
func WrongDay(field, label string, example calendar.Day) FieldError {
	return FieldError{field, label + ": scrivi una data che esiste, con giorno, mese e anno, per esempio " + example.Italian() + "."}
}

// View is what a page's template sees.
type View struct {
	Page
	Visit
	Nav []NavEntry
	// Path is the page's own address, for links that come back to it.
	Path string
	// Back is where a change of language leads, "" for the page that it is on.
	Back string
	// words are those of the visit's language.
	words *language.Catalogue
	// key is the form key: the same for all forms of one rendering.
	key string
	// office is whether the page is the office's.
	office bool
}

// NavEntry is an entry of the menu. Current is "page", "true" or "".
type NavEntry struct{ Name, Path, Current string }

// FormKey is the hidden form_id of this rendering.
func (v View) FormKey() string { return v.key }

// Refusal is the heading over the errors.
func (v View) Refusal() string { return cmp.Or(v.Refused, "Controlla questi dati") }

// SchoolYear is the current school year, "2026/2027".
func (v View) SchoolYear() string { return calendar.SchoolYear(v.Today().SchoolYear()) }

// Heading is the <title>: errors first, so that a screen reader says so at once.
func (v View) Heading() string {
	parts := []string{v.words.Text(v.Title)}
	if len(v.Errors) > 0 {
		parts[0] = v.words.Text("Errore: " + v.Title)
	}
	if v.Title != productName {
		parts = append(parts, v.words.Text(productName))
	}
	if v.Municipality.Name != "" {
		parts = append(parts, v.Municipality.Name)
	}
	return strings.Join(parts, " - ")
}

const productName = "Servizi scolastici"

// Render writes a page. Nothing is sent unless the whole page could be built.
func (s *Site) Render(w http.ResponseWriter, r *http.Request, visit Visit, page Page) error {
	visit.Language = cmp.Or(visit.Language, language.Italian)
	view := View{
		Page: page, Visit: visit, Path: r.URL.RequestURI(), key: randomHex(16), office: s.Office != nil,
	}
	switch {
	case s.Office != nil:
		view.Nav = s.officeMenu(page.Section, r.URL.Path, visit)
		if visit.Operator != nil && !visit.hasDesk() {
			view.Crumbs = withoutDesk(page.Crumbs)
		}
	case visit.Session != nil:
		view.Nav = navigation(page.Section, r.URL.Path)
	}
	if r.Method == http.MethodPost { // Its address shows nothing to who comes back by a link.
		view.Back = cmp.Or(cameFrom(r), Home)
	}
	body := bytes.NewBuffer(make([]byte, 0, usualPage))
	if err := s.Pages.execute(body, view); err != nil {
		return err
	}
	allowForms(w.Header(), page.FormOrigins)
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	w.Header().Set("Content-Language", string(visit.Language))
	status := page.Status
	if status == 0 {
		status = http.StatusOK
	}
	return send(w, r, status, body.Bytes())
}

// usualPage holds most pages, in bytes before compression, without growing.
const usualPage = 32 << 10

// compressFrom is the size, in bytes, from which gzip saves a packet.
const compressFrom = 1400

// send writes a body, compressed when the browser takes it.
func send(w http.ResponseWriter, r *http.Request, status int, body []byte) error {
	w.Header().Add("Vary", "Accept-Encoding")
	if len(body) >= compressFrom && strings.Contains(r.Header.Get("Accept-Encoding"), "gzip") {
		var packed bytes.Buffer
		zip := gzip.NewWriter(&packed)
		if _, err := zip.Write(body); err != nil {
			return err
		}
		if err := zip.Close(); err != nil {
			return err
		}
		body = packed.Bytes()
		w.Header().Set("Content-Encoding", "gzip")
	}
	w.Header().Set("Content-Length", strconv.Itoa(len(body)))
	w.WriteHeader(status)
	_, err := w.Write(body)
	return err
}

// navigation is the menu, with the current entry marked.
func navigation(section, path string) []NavEntry {
	return marked([]NavEntry{
		{Name: "Riepilogo", Path: Home}, {Name: "Anagrafica", Path: "/anagrafica"},
		{Name: "Refezione", Path: "/refezione"}, {Name: "Documenti", Path: "/documenti"},
		{Name: "Conto", Path: "/conto"}, {Name: "Pagamenti", Path: "/pagamenti"},
		{Name: "Ricariche", Path: "/ricariche"},
	}, "/"+section, path)
}

// marked says which entry of a menu is the current page, or has it below.
func marked(entries []NavEntry, section, path string) []NavEntry {
	for i, entry := range entries {
		switch {
		case entry.Path == path:
			entries[i].Current = "page"
		case entry.Path == section:
			entries[i].Current = "true"
		}
	}
	return entries
}
