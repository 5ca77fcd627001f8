package main

import (
	"net/http"

	"serviziscolastici/shared/letters"
	"serviziscolastici/shared/problem"
	"serviziscolastici/shared/web"
)

// withoutAmounts is how many columns another adult gets: an amount tells the price
// of a meal, and the price tells the family's band.
const withoutAmounts = 4

// export sends the movements of the filter as a table, all pages of them.
func (h Handler) export(w http.ResponseWriter, r *http.Request, visit web.Visit) error {
	f, wrong := readFilter(r.URL.Query(), visit.Today())
	if len(wrong) > 0 {
		return problem.New(problem.Invalid, wrong[0].Text)
	}
	home, err := h.household(r.Context(), visit, f)
	if err != nil {
		return err
	}
	if home.Child.Pupil == "" { // No child, no account, no file.
		return problem.Missing()
	}
	chosen, err := choose(home, f)
	if err != nil {
		return err
	}
	header := []string{"Data", "Figlio", "Movimento", "Riferimento", "Importo", "Saldo"}
	if !home.Child.Pays() {
		header = header[:withoutAmounts]
	}
	rows := make([][]string, 0, len(chosen.Movements))
	for _, m := range chosen.Movements {
		row := []string{
			m.Day.Italian(), home.Child.FullName(), m.Name, m.Refers(), m.Amount.Plain(), m.Balance.Plain(),
		}
		rows = append(rows, row[:len(header)])
	}
	name := letters.FileName("movimenti", home.Child.Name, f.From.String(), f.To.String()) + ".csv"
	return web.WriteCSV(w, name, header, rows)
}
