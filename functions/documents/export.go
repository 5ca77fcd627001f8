package main

import (
	"net/http"

	"serviziscolastici/shared/problem"
	"serviziscolastici/shared/web"
)

// export sends the documents of the filter as a table, all pages of them. Notice
// numbers go in groups of four: as one number a spreadsheet would round them.
func (h Handler) export(w http.ResponseWriter, r *http.Request, visit web.Visit) error {
	f, wrong := readFilter(r.URL.Query())
	if len(wrong) > 0 {
		return problem.New(problem.Invalid, wrong[0].Text)
	}
	found, err := h.shelf(r.Context(), visit, f)
	if err != nil {
		return err
	}
	if err := h.fill(r.Context(), visit, found.Chosen); err != nil {
		return err
	}
	header := []string{
		"Numero", "Data", "Servizio", "Periodo", "Figlio", "Importo", "IVA", "Bollo", "Scadenza", "Stato", "Codice avviso",
		"Nota di credito",
	}
	rows := make([][]string, 0, len(found.Chosen))
	for _, row := range found.Chosen {
		rows = append(rows, []string{
			row.Number(), row.Issued().Italian(), row.Service(), row.Document.Period, row.Pupil,
			row.Position.Amount.Plain(), row.Document.Tax.String(), row.Document.Stamp.Plain(),
			row.Position.Due.Italian(), row.State.Name, web.Groups(row.Position.Number.String()),
			row.Position.Credited,
		})
	}
	return web.WriteCSV(w, "documenti-"+visit.Today().String()+".csv", header, rows)
}
