package main

import (
	"net/http"
	"net/url"

	"serviziscolastici/shared/billing"
	"serviziscolastici/shared/money"
	"serviziscolastici/shared/waiting"
	"serviziscolastici/shared/web"
)

// receiptList is a page of parked receipts.
type receiptList struct {
	Rows  []row
	Total money.Cents // of the rows
	// Next is the address of the next page, "" on the last one; First leads back, "" on the first.
	Next, First string
	// CSV is the address of the same rows as a file.
	CSV string
	// Acts is whether the operator may deal with them.
	Acts bool
}

func newList(rows []row, next, from, path, file string, visit web.Visit) receiptList {
	list := receiptList{Rows: rows, Acts: acts(visit)}
	list.First, list.Next, list.CSV = ways(path, file, from, next)
	for _, one := range rows {
		list.Total += one.Own
	}
	return list
}

// ways are the addresses of the first and the next page, "" where there is none, and of the page's file.
func ways(path, file, from, next string) (first, following, csv string) {
	csv = file
	if next != "" {
		following = path + "?" + url.Values{"da": {next}}.Encode()
	}
	if from != "" {
		first = path
		csv += "?" + url.Values{"da": {from}}.Encode()
	}
	return first, following, csv
}

// list shows what waits, the oldest first.
func (h Handler) list(w http.ResponseWriter, r *http.Request, visit web.Visit) error {
	from := r.URL.Query().Get("da")
	found, next, err := h.Billing.Waiting(r.Context(), visit.Municipality.ID, waiting.ParkedReceipt, from, web.RowsPerPage)
	if err != nil {
		return err
	}
	return h.Site.Render(w, r, visit, web.Page{
		Title: "Entrate da sistemare", Section: section, Template: "list", Notice: notice(r.URL.Query().Get("esito")),
		Lead:   "Pagamenti arrivati con pagoPA che non corrispondono a un avviso da pagare: i soldi ci sono, " + whatNext(visit),
		Crumbs: []web.Crumb{{Name: "Scrivania", Path: web.OfficeHome}},
		Data:   newList(rowsOf(found, visit), next, from, incomePath, incomePath+"/elenco.csv", visit),
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
	found, _, err := h.Billing.Waiting(
		r.Context(), visit.Municipality.ID, waiting.ParkedReceipt, r.URL.Query().Get("da"), web.RowsPerPage)
	if err != nil {
		return err
	}
	return h.export(w, r, visit, "entrate-da-sistemare.csv", found)
}

// history shows what was dealt with, the newest payment first.
func (h Handler) history(w http.ResponseWriter, r *http.Request, visit web.Visit) error {
	from := r.URL.Query().Get("da")
	found, next, err := h.Billing.DealtWith(r.Context(), visit.Municipality.ID, from, web.RowsPerPage)
	if err != nil {
		return err
	}
	return h.Site.Render(w, r, visit, web.Page{
		Title: "Entrate già trattate", Section: section, Template: "history", Crumbs: crumbs(),
		Data: newList(rowsOf(found, visit), next, from, historyPath, historyPath+".csv", visit),
	})
}

// exportHistory sends the rows of the page as a file.
func (h Handler) exportHistory(w http.ResponseWriter, r *http.Request, visit web.Visit) error {
	found, _, err := h.Billing.DealtWith(r.Context(), visit.Municipality.ID, r.URL.Query().Get("da"), web.RowsPerPage)
	if err != nil {
		return err
	}
	return h.export(w, r, visit, "entrate-trattate.csv", found)
}

func (h Handler) export(
	w http.ResponseWriter, r *http.Request, visit web.Visit, file string, found []billing.ParkedReceipt,
) error {
	rows := make([][]string, 0, len(found))
	for _, one := range rowsOf(found, visit) {
		day := ""
		if one.Handled != nil {
			day = one.Handled.Day.Italian()
		}
		rows = append(rows, []string{
			one.PaidDay().Italian(), one.Own.Plain(), one.Payer(), one.Receipt.PSPName, one.Receipt.NoticeNumber.String(),
			one.ID(), one.Why(), one.What(), day,
		})
	}
	return web.Export(w, r, visit, h.Audit, web.List{Name: file, Header: []string{
		"pagato_il", "importo", "chi_ha_pagato", "psp", "codice_avviso", "ricevuta", "motivo", "trattamento", "trattato_il",
	}, Rows: rows})
}
