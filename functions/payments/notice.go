package main

import (
	"bytes"
	"net/http"
	"strings"

	"serviziscolastici/shared/billing"
	"serviziscolastici/shared/calendar"
	"serviziscolastici/shared/municipality"
	"serviziscolastici/shared/pagopa"
	"serviziscolastici/shared/paper"
	"serviziscolastici/shared/problem"
	"serviziscolastici/shared/school"
	"serviziscolastici/shared/web"
)

// notice sends the PDF of an open notice, to pay at a bank, a post office, a
// tobacconist or with an app.
func (h Handler) notice(w http.ResponseWriter, r *http.Request, visit web.Visit) error {
	name, isPDF := strings.CutSuffix(r.PathValue("file"), ".pdf")
	number, err := pagopa.ParseNoticeNumber(name)
	if err != nil || !isPDF {
		return problem.Missing()
	}
	m := visit.Municipality
	position, err := h.Billing.FindOf(r.Context(), m.ID, visit.Session.Guardian, m.FiscalCode, number)
	if err != nil {
		return err
	}
	if position.State != billing.Open {
		return problem.New(problem.Conflict,
			"Questo avviso è già stato pagato o annullato: non serve più stamparlo.")
	}
	guardian, err := h.School.Guardian(r.Context(), m.ID, visit.Session.Guardian)
	if err != nil {
		return err
	}
	var file bytes.Buffer
	if err := paper.WriteNotice(&file, printed(m, guardian, position)); err != nil {
		return err
	}
	return web.Attachment(w, "application/pdf", "avviso-"+number.String()+".pdf", file.Bytes())
}

// printed puts a notice into the words of its paper.
func printed(m municipality.Municipality, guardian school.Guardian, position billing.Position) paper.Notice {
	notice := paper.Notice{
		Creditor: paper.Creditor{
			Name: m.Name, Department: m.Office, FiscalCode: m.FiscalCode,
			Info: joined(m.Email, m.Phone, m.Website), CBILL: m.CBILL,
		},
		Recipient: paper.Person{
			FiscalCode: guardian.FiscalCode, Name: guardian.FullName(), Address: guardian.PostalAddress(),
		},
		Subject: position.Description, Number: position.Number, Amount: position.Amount,
		DueDate: position.Due, IssuedOn: calendar.DayOf(position.Created),
	}
	if m.PostalAccount != "" {
		notice.Creditor.Postal = &paper.PostalAccount{Number: m.PostalAccount, Holder: m.Name}
	}
	return notice
}

// joined writes the contacts that are there, divided as pagoPA's guide asks.
func joined(parts ...string) string {
	var there []string
	for _, part := range parts {
		if part != "" {
			there = append(there, part)
		}
	}
	return strings.Join(there, " · ")
}
