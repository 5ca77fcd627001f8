package main

import (
	"net/http"

	"serviziscolastici/shared/problem"
	"serviziscolastici/shared/web"
)

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
	chosen, err := choose(home.Statement, home.Child, f)
	if err != nil {
		return err
	}
	header := []string{"Data", "Figlio", "Movimento", "Riferimento", "Importo", "Saldo"}
	rows := make([][]string, 0, len(chosen.Movements))
	for _, m := range chosen.Movements {
		rows = append(rows, []string{
			m.Day.Italian(), home.Child.FullName(), m.Name, m.Reference, m.Amount.Plain(), m.Balance.Plain(),
		})
	}
	return web.WriteCSV(w, "movimenti-"+f.From.String()+"-"+f.To.String()+".csv", header, rows)
}
