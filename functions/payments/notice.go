package main

import (
	"bytes"
	"net/http"
	"strings"

	"serviziscolastici/shared/beside"
	"serviziscolastici/shared/billing"
	"serviziscolastici/shared/calendar"
	"serviziscolastici/shared/letterhead"
	"serviziscolastici/shared/pagopa"
	"serviziscolastici/shared/paper"
	"serviziscolastici/shared/problem"
	"serviziscolastici/shared/school"
	"serviziscolastici/shared/web"
)

// notice sends the PDF of an open notice, to pay at a bank, a post office, a
// tobacconist or with an app.
func (h Handler) notice(w http.ResponseWriter, r *http.Request, visit web.Visit) error {
	m := visit.Municipality
	position, err := h.asked(r, visit)
	if err != nil {
		return err
	}
	if position.State != billing.Open {
		return problem.New(problem.Conflict,
			"Questo avviso è già stato pagato o annullato: non serve più stamparlo.")
	}
	if position.Held() {
		return billing.ErrHeld
	}
	if position.Expired(visit.Today()) {
		return problem.New(problem.Conflict,
			"Questo avviso è scaduto e non si può più pagare: rivolgiti al Comune.")
	}
	var guardian school.Guardian
	var creditor paper.Creditor
	var links []school.Link
	err = beside.Together(
		beside.Into(&links, func() ([]school.Link, error) {
			return h.School.PupilsOf(r.Context(), m.ID, visit.Session.Guardian)
		}),
		beside.Into(&guardian, func() (school.Guardian, error) {
			return h.School.Guardian(r.Context(), m.ID, visit.Session.Guardian)
		}),
		beside.Into(&creditor, func() (paper.Creditor, error) {
			return letterhead.Creditor(r.Context(), h.Logos, m)
		}),
	)
	if err != nil {
		return err
	}
	return letterhead.Send(w, fileName("avviso", links, position, position.CreatedDay()), func(file *bytes.Buffer) error {
		return paper.WriteNotice(file, printed(creditor, guardian, position))
	})
}

// asked returns the parent's own notice whose number is the name of the file.
func (h Handler) asked(r *http.Request, visit web.Visit) (billing.Position, error) {
	name, isPDF := strings.CutSuffix(r.PathValue("file"), ".pdf")
	number, err := pagopa.ParseNoticeNumber(name)
	if err != nil || !isPDF {
		return billing.Position{}, problem.Missing()
	}
	m := visit.Municipality
	return h.Billing.FindOf(r.Context(), m.ID, visit.Session.Guardian, m.FiscalCode, number)
}

// printed puts a notice into the words of its paper.
func printed(creditor paper.Creditor, guardian school.Guardian, position billing.Position) paper.Notice {
	return paper.Notice{
		Creditor: creditor,
		Recipient: paper.Person{
			FiscalCode: guardian.FiscalCode, Name: guardian.FullName(), Address: guardian.PostalAddress(),
		},
		Subject: position.Description, Number: position.Number, Amount: position.Amount,
		DueDate: position.Due, IssuedOn: calendar.DayOf(position.Created),
	}
}
