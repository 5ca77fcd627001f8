package web

import (
	"context"
	"errors"
	"net/http"
	"slices"
	"strings"

	"serviziscolastici/shared/beside"
	"serviziscolastici/shared/office"
)

// List is what an operator takes out as a file.
type List struct {
	// Name is the file's, "tariffe-2026.csv"; About says what was asked for where the name does not, for the record.
	Name, About string
	Header      []string
	Rows        [][]string
	// Fill reads what the rows still lack, beside the writing of the record; nil when they are whole.
	Fill func() error
}

// About says for a record which part of a list was asked for: what and which in turn, "scuola", "PRI", "oltre", "20,00".
// Whatever was not asked for is "" and left out; what was typed counts as far as a search does.
func About(pairs ...string) string {
	var parts []string
	for pair := range slices.Chunk(pairs, 2) {
		if typed := []rune(pair[1]); len(typed) > 0 {
			parts = append(parts, pair[0]+" "+string(typed[:min(len(typed), longestSought)]))
		}
	}
	return strings.Join(parts, ", ")
}

// Noter keeps what operators did.
type Noter interface {
	Note(ctx context.Context, tenant string, who office.Operator, deed office.Deed) error
}

// Note keeps a record of what an operator reads. The route's row has to say so, because only then the router makes sure
// that it was the operator who chose to read it. A HEAD reads nothing: the handler is to end with the error, which stands for
// the answer.
func Note(r *http.Request, visit Visit, log Noter, deed office.Deed) error {
	if r.Method == http.MethodHead {
		return errUnread
	}
	if r.Method == http.MethodGet && !visit.recorded {
		return errors.New("web: the row of " + r.Pattern + " does not say that reading is recorded")
	}
	return log.Note(r.Context(), visit.Municipality.ID, *visit.Operator, deed)
}

// errUnread ends a handler that was asked by HEAD whether there is something to read: there is.
var errUnread = errors.New("web: asked and not read")

// chosen reports whether an operator opened an address from a page of the office or by typing it, as far as the browser
// says (Fetch Metadata; old ones say nothing): no other site's page did, and it is not fetched in case it will be wanted.
func chosen(r *http.Request) bool {
	site := r.Header.Get("Sec-Fetch-Site")
	return (site == "" || site == "same-origin" || site == "none") && r.Header.Get("Sec-Purpose") == "" &&
		r.Header.Get("Purpose") == "" && r.Header.Get("X-Moz") == ""
}

// choose asks an operator who comes from elsewhere, also from a login, whether to read what leaves a record.
func (s *Site) choose(w http.ResponseWriter, r *http.Request, visit Visit) error {
	return s.Render(w, r, visit, Page{
		Title: "Vuoi aprire questo elenco?", Template: "problem", Status: http.StatusForbidden, Data: failure{
			Text: "Arrivi da un’altra pagina, e la lettura di questo elenco resta nel registro delle operazioni: aprilo da qui.",
			Next: "Apri l’elenco", NextPath: r.URL.RequestURI(), Help: officeHelp,
		},
	})
}

// Export sends a list to an operator, as WriteCSV does, once it is on record that it was taken.
func Export(w http.ResponseWriter, r *http.Request, visit Visit, log Noter, list List) error {
	object := list.Name
	if list.About != "" {
		object += ": " + list.About
	}
	work := []func() error{func() error {
		return Note(r, visit, log, office.Deed{
			Action: office.Exported, Object: object, After: Plural(len(list.Rows), "riga", "righe"),
		})
	}}
	if list.Fill != nil {
		work = append(work, list.Fill)
	}
	if err := beside.Together(work...); err != nil {
		return err
	}
	return WriteCSV(w, list.Name, list.Header, list.Rows)
}
