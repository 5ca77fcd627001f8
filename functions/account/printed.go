package main

import (
	"bytes"
	"net/http"
	"slices"

	"serviziscolastici/shared/beside"
	"serviziscolastici/shared/letterhead"
	"serviziscolastici/shared/letters"
	"serviziscolastici/shared/paper"
	"serviziscolastici/shared/problem"
	"serviziscolastici/shared/web"
)

// printed sends the movements of the filter as a statement to print. It is full of
// amounts, so only who pays gets it.
func (h Handler) printed(w http.ResponseWriter, r *http.Request, visit web.Visit) error {
	f, wrong := readFilter(r.URL.Query(), visit.Today())
	if len(wrong) > 0 {
		return problem.New(problem.Invalid, wrong[0].Text)
	}
	var home household
	var creditor paper.Creditor
	err := beside.Together(
		beside.Into(&home, func() (household, error) { return h.household(r.Context(), visit, f) }),
		beside.Into(&creditor, func() (paper.Creditor, error) {
			return letterhead.Creditor(r.Context(), h.Logos, visit.Municipality)
		}),
	)
	if err != nil {
		return err
	}
	if !home.Child.Pays() {
		return problem.Missing()
	}
	chosen, err := choose(home, f)
	if err != nil {
		return err
	}
	made := paper.Statement{
		Creditor: creditor, From: f.From, To: f.To, Issued: visit.Today(),
		Parent: paper.Person{Name: visit.Session.FullName(), FiscalCode: visit.Session.FiscalCode},
		Pupil:  paper.Person{Name: home.Child.FullName()}, Badge: home.Child.Badge,
		Opening: chosen.Opening, Entries: entries(chosen.Movements), Closing: chosen.Closing, Only: f.typeName(),
	}
	name := letters.FileName("estratto-conto", home.Child.Name, f.From.String(), f.To.String()) + ".pdf"
	return letterhead.Send(w, name, func(file *bytes.Buffer) error { return paper.WriteStatement(file, made) })
}

// entries puts movements into the words of the paper, the oldest first.
func entries(movements []movement) []paper.Movement {
	list := make([]paper.Movement, 0, len(movements))
	for _, m := range slices.Backward(movements) {
		text := m.Name
		if m.Refers() != "" {
			text += ": " + m.Refers()
		}
		list = append(list, paper.Movement{Day: m.Day, Description: text, Amount: m.Amount})
	}
	return list
}

// typeName is the type of movement that the filter selects; "" for all.
func (f filter) typeName() string {
	at := slices.IndexFunc(movementTypes(), func(t movementType) bool { return t.Value == f.Type })
	if at < 0 {
		return ""
	}
	return movementTypes()[at].Name
}
