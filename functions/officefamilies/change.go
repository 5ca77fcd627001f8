package main

import (
	"context"
	"net/http"
	"net/url"
	"slices"
	"strconv"

	"serviziscolastici/shared/problem"
	"serviziscolastici/shared/school"
	"serviziscolastici/shared/web"
)

// A change is a form, a page that shows what the form comes to, and a yes. The form and the yes go to the same address:
// the yes is the form once more, with the field stepField, the key of the page that showed it, and what the operator
// saw (a version), so that a form that was sent twice acts once and two operators do not mix. In place of the yes the
// form can be gone back to, as it was filled in.
const (
	stepField = "passo"
	confirmed = "conferma"
	rewrite   = "modifica"
	seenField = "visto"
)

// proposal is what a page shows before the yes.
type proposal struct {
	Subject  string // whom it is about
	Rows     []row
	Notes    []string
	Warnings []string
	Button   string
	Action   string // where the yes goes
	Keep     []hidden
}

// row is one thing before and after.
type row struct{ Name, Before, After string }

// Same reports whether nothing changes.
func (r row) Same() bool { return r.Before == r.After }

// hidden is a field that goes along with the yes.
type hidden struct{ Name, Value string }

// propose shows a proposal for a form that was read without a fault.
func (h Handler) propose(
	w http.ResponseWriter, r *http.Request, visit web.Visit, form url.Values, pupil string, p proposal,
) error {
	p.Action = r.URL.Path
	for _, name := range sortedNames(form) {
		p.Keep = append(p.Keep, hidden{name, form.Get(name)})
	}
	return h.Site.Render(w, r, visit, web.Page{
		Title: "Controlla e conferma", Section: section, Template: "confirm", Data: p, Crumbs: crumbs(pupil),
	})
}

// sortedNames are the names of a form's own fields.
func sortedNames(form url.Values) []string {
	own := make([]string, 0, len(form))
	for name := range form {
		if name != stepField && name != "csrf" && name != "form_id" {
			own = append(own, name)
		}
	}
	slices.Sort(own)
	return own
}

// yes reports whether the form is the one of the page that showed what it comes to.
func yes(form url.Values) bool { return form.Get(stepField) == confirmed }

// unfinished reports whether the form itself is to be shown: something is wrong with it, or it is to be changed.
func (f *fields) unfinished() bool { return len(f.wrong) > 0 || f.form.Get(stepField) == rewrite }

// seen is the version that the operator saw; one that no page wrote is none.
func seen(form url.Values) (int, error) {
	version, err := strconv.Atoi(form.Get(seenField))
	if err != nil || version < 0 {
		return 0, problem.New(problem.Invalid, "Il modulo non è completo. Riapri la scheda e riprova.")
	}
	return version, nil
}

// subject is the pupil whom a change is about, with the version that its form carries.
type subject struct {
	school.Pupil
	Version int
}

// VersionText is the version as a form carries it.
func (s subject) VersionText() string { return strconv.Itoa(s.Version) }

func (h Handler) subject(ctx context.Context, visit web.Visit, code string) (subject, error) {
	pupil, version, err := h.School.PupilVersion(ctx, visit.Municipality.ID, code)
	return subject{pupil, version}, err
}

// finish goes back to a page with a word about what was done.
func finish(w http.ResponseWriter, r *http.Request, to, outcome string) error {
	http.Redirect(w, r, to+"?"+url.Values{"esito": {outcome}}.Encode(), http.StatusSeeOther)
	return nil
}
