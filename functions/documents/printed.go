package main

import (
	"bytes"
	"context"
	"net/http"

	"serviziscolastici/shared/beside"
	"serviziscolastici/shared/billing"
	"serviziscolastici/shared/letterhead"
	"serviziscolastici/shared/paper"
	"serviziscolastici/shared/web"
)

// printed sends a document, or a credit note, as a PDF.
func (h Handler) printed(w http.ResponseWriter, r *http.Request, visit web.Visit) error {
	var found row
	var creditor paper.Creditor
	err := beside.Together(
		beside.Into(&found, func() (row, error) { return h.find(r.Context(), visit, r.PathValue("id")) }),
		beside.Into(&creditor, func() (paper.Creditor, error) {
			return letterhead.Creditor(r.Context(), h.Logos, visit.Municipality)
		}),
	)
	if err != nil {
		return err
	}
	made := onPaper(found, creditor, visit)
	if found.IsNote() {
		if made.Corrects, err = h.reference(r.Context(), visit, found.Document.Corrects); err != nil {
			return err
		}
	}
	return letterhead.Send(w, "documento-"+found.Document.ID()+".pdf", func(file *bytes.Buffer) error {
		return paper.WriteDocument(file, made)
	})
}

// reference finds the day of the document that a note takes back.
func (h Handler) reference(ctx context.Context, visit web.Visit, number string) (paper.Reference, error) {
	id := billing.Document{Number: number}.ID()
	original, err := h.Billing.DocumentOf(ctx, visit.Municipality.ID, visit.Session.Guardian, id)
	return paper.Reference{Number: number, Issued: original.Issued}, err
}

// onPaper puts a document into the words of its paper.
func onPaper(found row, creditor paper.Creditor, visit web.Visit) paper.Document {
	d := found.Document
	line := paper.Line{
		Description: d.Description, Amount: d.Net(), VAT: paper.VAT{Rate: d.Tax.Rate, Exempt: d.Tax.Exempt},
	}
	return paper.Document{
		Creditor: creditor, Number: d.Number, Issued: d.Issued, Service: found.Service(), Period: d.Period,
		Recipient: paper.Person{Name: visit.Session.FullName(), FiscalCode: visit.Session.FiscalCode},
		Pupil:     paper.Person{Name: found.Pupil}, Lines: []paper.Line{line}, Due: d.Due, Notice: d.Notice,
		Stamp: paper.Stamp{Amount: d.Stamp, Wording: stampWords(d)},
		Note:  creditWords(d),
	}
}

// Corrected is the id of the document that a note takes back.
func (r row) Corrected() string { return billing.Document{Number: r.Document.Corrects}.ID() }

// StampWords say why the document bears a stamp or none.
func (r row) StampWords() string { return stampWords(r.Document) }

// stampWords say why a document bears a stamp or none; "" when the office did not
// say how it is taxed.
func stampWords(d billing.Document) string {
	if d.Tax == (billing.Tax{}) {
		return ""
	}
	lines := []paper.Line{{Amount: d.Net(), VAT: paper.VAT{Rate: d.Tax.Rate, Exempt: d.Tax.Exempt}}}
	return paper.StampFor(lines, d.StampLeave).Wording
}

func creditWords(d billing.Document) string {
	if d.Credited == "" {
		return ""
	}
	return "Documento stornato con la nota di credito n. " + d.Credited + "."
}
