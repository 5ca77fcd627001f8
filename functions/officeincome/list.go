package main

import (
	"net/http"

	"serviziscolastici/shared/money"
	"serviziscolastici/shared/waiting"
	"serviziscolastici/shared/web"
)

// asked is what an address asks of a list: where the page begins, "" at its start, and what is sought.
type asked struct {
	From   string
	Sought web.Sought
}

func askedIn(r *http.Request) asked {
	query := r.URL.Query()
	return asked{query.Get("da"), web.SoughtIn(query)}
}

// ways are the addresses around a page of a list.
type ways struct {
	// Path is the list's own address, without a search; Sought is what is sought.
	Path   string
	Sought web.Sought
	// Next is the address of the next page, "" on the last one; First leads back, "" on the first.
	Next, First string
	// CSV is the address of the same rows as a file.
	CSV string
}

func newWays(path, file string, asked asked, next string) ways {
	around := ways{Path: path, Sought: asked.Sought, CSV: asked.Sought.At(file, asked.From)}
	if next != "" {
		around.Next = asked.Sought.At(path, next)
	}
	if asked.From != "" {
		around.First = asked.Sought.At(path, "")
	}
	return around
}

// receiptList is a page of parked receipts.
type receiptList struct {
	ways
	Rows  []row
	Total money.Cents // of the rows
	// Acts is whether the operator may deal with them.
	Acts bool
}

func newList(around ways, rows []row, visit web.Visit) receiptList {
	return receiptList{ways: around, Rows: rows, Total: totalOf(rows), Acts: acts(visit)}
}

func totalOf(rows []row) money.Cents {
	var total money.Cents
	for _, one := range rows {
		total += one.Own
	}
	return total
}

// waits reads a page of what waits, the oldest first, and picks what is sought; the text is where the next page begins.
func (h Handler) waits(r *http.Request, visit web.Visit, kind waiting.Kind, asked asked) ([]row, string, error) {
	found, next, err := h.Billing.Waiting(r.Context(), visit.Municipality.ID, kind, asked.From, asked.Sought.Most())
	return rowsOf(found, visit, asked.Sought), next, err
}

// dealtWith does the same with what was dealt with, the newest payment first.
func (h Handler) dealtWith(r *http.Request, visit web.Visit, asked asked) ([]row, string, error) {
	found, next, err := h.Billing.DealtWith(r.Context(), visit.Municipality.ID, asked.From, asked.Sought.Most())
	return rowsOf(found, visit, asked.Sought), next, err
}

// list shows what waits, the oldest first.
func (h Handler) list(w http.ResponseWriter, r *http.Request, visit web.Visit) error {
	asked := askedIn(r)
	found, next, err := h.waits(r, visit, waiting.ParkedReceipt, asked)
	if err != nil {
		return err
	}
	return h.Site.Render(w, r, visit, web.Page{
		Title: "Entrate da sistemare", Section: section, Template: "list", Notice: notice(r.URL.Query().Get("esito")),
		Lead:   "Pagamenti arrivati con pagoPA che non corrispondono a un avviso da pagare: i soldi ci sono, " + whatNext(visit),
		Crumbs: []web.Crumb{{Name: "Scrivania", Path: web.OfficeHome}},
		Data:   newList(newWays(incomePath, incomePath+"/elenco.csv", asked, next), found, visit),
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
	asked := askedIn(r)
	found, _, err := h.waits(r, visit, waiting.ParkedReceipt, asked)
	if err != nil {
		return err
	}
	return h.export(w, r, visit, "entrate-da-sistemare.csv", asked, found)
}

// history shows what was dealt with, the newest payment first.
func (h Handler) history(w http.ResponseWriter, r *http.Request, visit web.Visit) error {
	asked := askedIn(r)
	found, next, err := h.dealtWith(r, visit, asked)
	if err != nil {
		return err
	}
	return h.Site.Render(w, r, visit, web.Page{
		Title: "Entrate già trattate", Section: section, Template: "history", Crumbs: crumbs(),
		Data: newList(newWays(historyPath, historyPath+".csv", asked, next), found, visit),
	})
}

// exportHistory sends the rows of the page as a file.
func (h Handler) exportHistory(w http.ResponseWriter, r *http.Request, visit web.Visit) error {
	asked := askedIn(r)
	found, _, err := h.dealtWith(r, visit, asked)
	if err != nil {
		return err
	}
	return h.export(w, r, visit, "entrate-trattate.csv", asked, found)
}

func (h Handler) export(
	w http.ResponseWriter, r *http.Request, visit web.Visit, file string, asked asked, found []row,
) error {
	rows := make([][]string, 0, len(found))
	for _, one := range found {
		day := ""
		if one.Handled != nil {
			day = one.Handled.Day.Italian()
		}
		rows = append(rows, []string{
			one.PaidDay().Italian(), one.Own.Plain(), one.Payer(), one.Receipt.PSPName, one.Receipt.NoticeNumber.String(),
			one.ID(), one.Why(), one.What(), day,
		})
	}
	return web.Export(w, r, visit, h.Audit, web.List{Name: file, About: string(asked.Sought), Header: []string{
		"pagato_il", "importo", "chi_ha_pagato", "psp", "codice_avviso", "ricevuta", "motivo", "trattamento", "trattato_il",
	}, Rows: rows})
}
