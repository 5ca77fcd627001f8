package main

import (
	"net/http"
	"strconv"

	"serviziscolastici/shared/ledger"
	"serviziscolastici/shared/office"
	"serviziscolastici/shared/web"
)

// debtList is the page of the deepest debts.
type debtList struct {
	ledger.Night
	// Most is how many are listed.
	Most int
	// Cards is whether the operator opens the pupils' cards.
	Cards bool
}

// debts lists who is far below zero, as of the last evening. Reading it is recorded.
func (h Handler) debts(w http.ResponseWriter, r *http.Request, visit web.Visit) error {
	night, err := h.readDebts(r, visit, "Debitori consultati")
	if err != nil {
		return err
	}
	return h.Site.Render(w, r, visit, web.Page{
		Title: "Crediti molto negativi", Template: "debts", Data: debtList{
			night, ledger.MostDebtors, h.Rules.Sees(*visit.Operator, pupilsPath),
		},
		Crumbs: []web.Crumb{{Name: "Scrivania", Path: web.OfficeHome}},
		Lead:   "Alunni oltre " + visit.Municipality.DebtWorthTelling().String() + " sotto zero. Questa consultazione resta nel registro.",
	})
}

// exportDebts sends the same list as a file.
func (h Handler) exportDebts(w http.ResponseWriter, r *http.Request, visit web.Visit) error {
	night, err := h.readDebts(r, visit, "Esportazione")
	if err != nil {
		return err
	}
	rows := make([][]string, 0, len(night.Debtors))
	for _, debtor := range night.Debtors {
		rows = append(rows, []string{debtor.Pupil, debtor.Balance.Plain(), night.Day.Italian()})
	}
	return web.WriteCSV(w, "crediti-negativi.csv", []string{"alunno", "saldo", "al"}, rows)
}

func (h Handler) readDebts(r *http.Request, visit web.Visit, action string) (ledger.Night, error) {
	night, err := h.Nights.Last(r.Context(), visit.Municipality.ID)
	if err != nil {
		return night, err
	}
	return night, h.Audit.Note(r.Context(), visit.Municipality.ID, *visit.Operator, office.Deed{
		Action: action, Object: "crediti molto negativi", After: strconv.Itoa(len(night.Debtors)) + " righe",
	})
}
