package main

import (
	"net/http"
	"strconv"

	"serviziscolastici/shared/billing"
	"serviziscolastici/shared/money"
	"serviziscolastici/shared/waiting"
	"serviziscolastici/shared/web"
)

// asked reads what an address asks of a list.
func (h Handler) asked(r *http.Request, visit web.Visit) (web.Asked, error) {
	return web.AskedOf(r, visit, h.Searches)
}

// receiptList is a page of parked receipts.
type receiptList struct {
	web.Ways
	Rows  []row
	Total money.Cents // of the rows
	// ToPay is what of the total is in refunds that nobody has paid yet.
	ToPay money.Cents
	// Acts is whether the operator may deal with them.
	Acts bool
}

func newList(ways web.Ways, rows []row, visit web.Visit) receiptList {
	list := receiptList{Ways: ways, Rows: rows, Total: totalOf(rows), Acts: acts(visit)}
	for _, one := range rows {
		if one.Handled != nil && one.Handled.Way == billing.Refunding {
			list.ToPay += one.Own
		}
	}
	return list
}

func totalOf(rows []row) money.Cents {
	var total money.Cents
	for _, one := range rows {
		total += one.Own
	}
	return total
}

// waits reads a page of what waits, the oldest first, and picks what is sought; the text is where the next page begins.
func (h Handler) waits(r *http.Request, visit web.Visit, kind waiting.Kind, asked web.Asked) ([]row, string, error) {
	found, next, err := h.Billing.Waiting(r.Context(), visit.Municipality.ID, kind, asked.From, asked.Sought.Most())
	return rowsOf(found, visit, asked.Sought), next, err
}

// dealtWith does the same with what was dealt with, the newest payment first.
func (h Handler) dealtWith(r *http.Request, visit web.Visit, asked web.Asked) ([]row, string, error) {
	found, next, err := h.Billing.DealtWith(r.Context(), visit.Municipality.ID, asked.From, asked.Sought.Most())
	if err != nil {
		return nil, "", err
	}
	rows := rowsOf(found, visit, asked.Sought)
	named := make([]*row, len(rows))
	for i := range rows {
		named[i] = &rows[i]
	}
	return rows, next, h.name(r.Context(), visit, named...)
}

// list shows what waits, the oldest first.
func (h Handler) list(w http.ResponseWriter, r *http.Request, visit web.Visit) error {
	asked, err := h.asked(r, visit)
	if err != nil {
		return err
	}
	found, next, err := h.waits(r, visit, waiting.ParkedReceipt, asked)
	if err != nil {
		return err
	}
	return h.Site.Render(w, r, visit, web.Page{
		Title: "Entrate da sistemare", Section: section, Template: "list", Notice: notice(r.URL.Query().Get("esito")),
		Lead:   "Pagamenti arrivati con pagoPA che non corrispondono a un avviso da pagare: i soldi ci sono, " + whatNext(visit),
		Crumbs: []web.Crumb{{Name: "Scrivania", Path: web.OfficeHome}},
		Data:   newList(asked.Ways(incomePath, incomePath+"/elenco.csv", next), found, visit),
	})
}

// whatNext says who settles what waits.
func whatNext(visit web.Visit) string {
	if acts(visit) {
		return "decidi che cosa farne."
	}
	return "che cosa farne lo decide la ragioneria."
}

// notice is what a page says of what was just done.
func notice(done string) string {
	return map[string]string{
		"accreditato": "Pagamento accreditato: il saldo dell'alunno è aggiornato.",
		"collegato":   "Pagamento collegato: l'avviso risulta pagato.",
		"rimborso":    "Rimborso chiesto: aspetta l'approvazione di un'altra persona.",
		"approvato":   "Rimborso approvato: ora si può pagare.",
		"ritirato":    "Rimborso annullato: il pagamento è di nuovo tra quelli da sistemare.",
		"pagato":      "Rimborso registrato come pagato.",
		"ripubblica":  "L'avviso viene comunicato di nuovo a pagoPA: l'esito arriva in pochi minuti.",
	}[done]
}

// exportList sends the rows of the page as a file.
func (h Handler) exportList(w http.ResponseWriter, r *http.Request, visit web.Visit) error {
	asked, err := h.asked(r, visit)
	if err != nil {
		return err
	}
	found, _, err := h.waits(r, visit, waiting.ParkedReceipt, asked)
	if err != nil {
		return err
	}
	return h.export(w, r, visit, "entrate-da-sistemare.csv", asked, found)
}

// history shows what was dealt with, the newest payment first.
func (h Handler) history(w http.ResponseWriter, r *http.Request, visit web.Visit) error {
	asked, err := h.asked(r, visit)
	if err != nil {
		return err
	}
	found, next, err := h.dealtWith(r, visit, asked)
	if err != nil {
		return err
	}
	return h.Site.Render(w, r, visit, web.Page{
		Title: "Entrate già trattate", Section: section, Template: "history", Crumbs: crumbs(),
		Data: newList(asked.Ways(historyPath, historyPath+".csv", next), found, visit),
	})
}

// exportHistory sends the rows of the page as a file.
func (h Handler) exportHistory(w http.ResponseWriter, r *http.Request, visit web.Visit) error {
	asked, err := h.asked(r, visit)
	if err != nil {
		return err
	}
	found, _, err := h.dealtWith(r, visit, asked)
	if err != nil {
		return err
	}
	return h.export(w, r, visit, "entrate-trattate.csv", asked, found)
}

func (h Handler) export(
	w http.ResponseWriter, r *http.Request, visit web.Visit, file string, asked web.Asked, found []row,
) error {
	rows := make([][]string, 0, len(found))
	for _, one := range found {
		day, waits := "", strconv.Itoa(one.Days)
		if one.Handled != nil {
			day, waits = one.When().Italian(), ""
		}
		rows = append(rows, []string{
			one.PaidDay().Italian(), one.Own.Plain(), one.Payer(), one.Receipt.PSPName, one.Receipt.NoticeNumber.String(),
			one.ID(), one.Why(), waits, one.What(), day,
		})
	}
	return web.Export(w, r, visit, h.Audit, web.List{Name: file, About: asked.About(), Header: []string{
		"pagato_il", "importo", "chi_ha_pagato", "psp", "codice_avviso", "ricevuta", "motivo", "giorni_di_attesa", "trattamento", "trattato_il",
	}, Rows: rows})
}
