package web

import (
	"cmp"
	"errors"
	"net/http"
	"net/url"
	"slices"
	"strings"

	"serviziscolastici/shared/problem"
	"serviziscolastici/shared/school"
)

// typed is what somebody typed or chose in a form that was refused, with the name of its field.
type typed struct{ Label, Text string }

// again is a refused form as it was sent, to be sent once more from the page that says why it was refused. Its fields are in
// the page and nowhere else: not in an address, not in a table.
type again struct {
	Path   string
	Fields []hidden
}

// hidden is a field that goes along.
type hidden struct{ Name, Value string }

// officeFailure completes the error page of the office: of a form that was not taken nothing that was typed is lost.
func officeFailure(page Page, shown failure, known *problem.Error, r *http.Request, visit Visit) Page {
	if known.Code == problem.SignIn {
		page.Title = "Serve un nuovo accesso"
	}
	if reads(r) {
		return page
	}
	form := sentForm(r)
	shown.Typed = typedIn(form)
	old := visit.Session != nil && !visit.accepts(form.Get(tokenField)) && errors.Is(known, errForm)
	if len(shown.Typed) > 0 && ours(r) && (old || known.Code == problem.SignIn) {
		shown.Again = sendAgain(r, form, visit.Token())
	}
	switch {
	case shown.Again != nil && old:
		page.Title = "Controlla e invia di nuovo"
		shown.Text = "Il modulo era aperto da prima dell'ultimo accesso. Con questo invio non abbiamo registrato nulla: controlla quello che avevi " +
			"scritto e invialo di nuovo."
		shown.Next, shown.NextPath = "", ""
	case known.Code == problem.SignIn || known.Code == problem.Forbidden:
		shown.Text += " Con questo invio non abbiamo registrato nulla."
	}
	page.Data = shown
	return page
}

// sentForm returns the fields of a form that a page of this site sent, none when another site did, or they cannot be read.
func sentForm(r *http.Request) url.Values {
	if http.NewCrossOriginProtection().Check(r) != nil {
		return nil
	}
	if r.PostForm == nil {
		r.Body = http.MaxBytesReader(nil, r.Body, formLimit)
		if r.ParseForm() != nil {
			return nil
		}
	}
	return r.PostForm
}

// ours reports whether the browser says that a page of this site sent the form. One that says nothing may be sending another
// site's; the origin alone, of an old browser, is what sentForm has compared.
func ours(r *http.Request) bool {
	site := r.Header.Get("Sec-Fetch-Site")
	return site == "same-origin" || site == "" && r.Header.Get("Origin") != ""
}

// sendAgain is a form as it was sent, its key too, with the token of the session that there is now.
func sendAgain(r *http.Request, form url.Values, token string) *again {
	form = cloned(form)
	form.Set(tokenField, token)
	kept := again{Path: r.URL.RequestURI()}
	for name, values := range form {
		for _, value := range values {
			kept.Fields = append(kept.Fields, hidden{name, value})
		}
	}
	slices.SortStableFunc(kept.Fields, func(a, b hidden) int { return cmp.Compare(a.Name, b.Name) })
	return &kept
}

func cloned(form url.Values) url.Values {
	copied := make(url.Values, len(form))
	for name, values := range form {
		copied[name] = slices.Clone(values)
	}
	return copied
}

// typedIn lists what somebody typed or chose, in the order of typedFields and then of the names, and the marks of a sheet by
// pupil.
func typedIn(form url.Values) []typed {
	names := make([]string, 0, len(form))
	for name := range form {
		names = append(names, name)
	}
	slices.Sort(names)
	var list []typed
	for _, field := range typedFields() {
		for _, name := range names {
			base, rest, part := strings.Cut(name, "-")
			if base != field.name || part != field.parts {
				continue
			}
			if text := field.text(form[name]); text != "" {
				list = append(list, typed{strings.TrimSpace(field.label + " " + strings.ReplaceAll(rest, "-", " ")), text})
			}
		}
	}
	return append(list, marksIn(form, names)...)
}

// PupilField begins the name of the field in which a sheet's form names a pupil, MarkField of the pupil's mark; ReasonField
// and the mark begin that of the mark's reason. The pupil's code ends them.
const (
	PupilField  = "alunno-"
	MarkField   = "stato-"
	ReasonField = "motivo-"
)

// marksIn lists the marks of a sheet.
func marksIn(form url.Values, names []string) []typed {
	var list []typed
	for _, name := range names {
		pupil, is := strings.CutPrefix(name, MarkField)
		mark := school.Mark(form.Get(name))
		if !is || !mark.Known() {
			continue
		}
		entry := school.Entry{Mark: mark}
		if len(mark.Reasons()) > 0 {
			entry.Reason = school.Reason(form.Get(ReasonField + string(mark) + "-" + pupil))
		}
		list = append(list, typed{cmp.Or(form.Get(PupilField+pupil), "Alunno "+pupil), entry.Text()})
	}
	slices.SortStableFunc(list, func(a, b typed) int { return cmp.Compare(a.Label, b.Label) })
	return list
}

// typedField is a field of the office's forms in which somebody types or chooses.
type typedField struct {
	name, label string
	// words are what values are called that a form has people choose among.
	words map[string]string
	// parts says that the form has several, each with a "-" and something more in its name.
	parts bool
}

// text is what was typed, "" for nothing.
func (f typedField) text(values []string) string {
	var all []string
	for _, value := range values {
		if value = cmp.Or(f.words[value], strings.TrimSpace(value)); value != "" {
			all = append(all, value)
		}
	}
	return strings.Join(all, ", ")
}

// typedFields are all of them. A field that is not here is a page's own, such as a version, and nothing to anybody.
func typedFields() []typedField {
	yes := map[string]string{"si": "sì"}
	return []typedField{
		{name: "cerca", label: "Cerca"}, {name: "q", label: "Cerca"},
		{name: "cognome", label: "Cognome"}, {name: "nome", label: "Nome"}, {name: "beneficiario", label: "Beneficiario"},
		{name: "codice_fiscale", label: "Codice fiscale"}, {name: "iban", label: "IBAN"}, {name: "nascita", label: "Data di nascita"},
		{name: "badge", label: "Badge"}, {name: "email", label: "E-mail"}, {name: "telefono", label: "Telefono"},
		{name: "indirizzo", label: "Indirizzo"}, {name: "cap", label: "CAP"}, {name: "comune", label: "Comune"},
		{name: "provincia", label: "Provincia"},
		{name: "ruolo", label: "Ruolo", words: map[string]string{"payer": "paga", "viewer": "vede"}},
		{name: "operazione", label: "Che cosa cambia", words: map[string]string{
			"cambia": "classe, fascia, o un servizio che comincia", "fine": "il servizio finisce", "aggiungi": "aggiungi un adulto",
			"togli": "togli un adulto", "pagante": "cambia chi paga",
		}},
		{name: "alunno", label: "Codice dell’alunno"}, {name: "a", label: "A chi va il credito (codice dell’alunno)"},
		{name: "avviso", label: "Codice avviso"},
		{name: "scuola", label: "Scuola"}, {name: "cucina", label: "Cucina"},
		{name: "per", label: "Per chi", words: map[string]string{school.EverySchool: "tutte le scuole"}},
		{name: "servizio", label: "Servizio"}, {name: "classe", label: "Classe"}, {name: "fascia", label: "Fascia"},
		{name: "motivo_fascia", label: "Motivo della fascia"}, {name: "scadenza_isee", label: "Scadenza dell’ISEE"},
		{name: "codice_dieta", label: "Codice della dieta"}, {name: "dieta_speciale", label: "Dieta speciale"}, {name: "descrizione", label: "Descrizione"},
		{name: "verso", label: "Verso", words: map[string]string{"piu": "aggiungi al conto", "meno": "togli dal conto"}},
		{name: "importo", label: "Importo in euro"}, {name: "importo", label: "Importo in euro:", parts: true},
		{name: "modo", label: "Modo", words: map[string]string{
			"cash": "contanti", "debitCard": "carta (POS)", "bankTransfer": "bonifico",
		}},
		{name: "pagato", label: "Pagato il"}, {name: "scadenza", label: "Nuova scadenza"},
		{name: "dal", label: "Dal giorno"}, {name: "al", label: "Al giorno"},
		{name: "data", label: "Data del mandato"}, {name: "mandato", label: "Numero del mandato"},
		{name: "titolo", label: "Titolo"}, {name: "testo", label: "Testo"}, {name: "risposta", label: "Risposta"},
		{name: "invia", label: "Avvisa con un messaggio", words: yes},
		{name: "ricalcola", label: "Ricalcola i pasti già addebitati", words: yes},
		{name: "tipo", label: "Che cosa contiene il file"}, {name: "ancora", label: "Carica lo stesso file", words: yes},
		{name: "colonna", label: "Colonna numero", parts: true, words: map[string]string{"-": "non letta"}},
		{name: "motivo", label: "Motivo"},
	}
}
