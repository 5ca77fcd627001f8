package main

import (
	"cmp"
	"context"
	"net/http"
	"slices"
	"time"

	"serviziscolastici/shared/beside"
	"serviziscolastici/shared/billing"
	"serviziscolastici/shared/calendar"
	"serviziscolastici/shared/pagopa"
	"serviziscolastici/shared/problem"
	"serviziscolastici/shared/school"
	"serviziscolastici/shared/web"
)

// noticePage is a notice with whom it is about.
type noticePage struct {
	billing.Position
	Document string // the number of the one to pay, as parents read it
	Pupil    school.Pupil
	Debtor   school.Guardian
	May      bool
	// Instead is the notice that is valid in place of this one, "" for none; Former are those in whose place this one is, the
	// newest first.
	Instead pagopa.NoticeNumber
	Former  []pagopa.NoticeNumber
}

// shownNotice is a notice in the office's words. Its document is a number, as parents read it.
type shownNotice struct{ billing.Position }

// Shown is the notice in the office's words.
func (n noticePage) Shown() shownNotice {
	one := n.Position
	one.Document = n.Document
	return shownNotice{one}
}

// What is what the notice is for.
func (n shownNotice) What() string {
	switch {
	case n.Kind != billing.TopUp:
		return "Documento " + n.Document
	case n.AtOffice():
		return "Versamento"
	default:
		return "Ricarica"
	}
}

// state is what a notice is by now, in words, and how a badge shows it.
type state struct{ Look, Name string }

// State is what the notice is by now.
func (n shownNotice) State(now time.Time) state {
	switch {
	case n.Credited != "":
		return state{"off", "Stornato"}
	case n.AtOffice():
		return state{"ok", "Pagato al Comune"}
	case n.Position.State == billing.Paid:
		return state{"ok", "Pagato"}
	case n.Position.State == billing.Cancelled:
		return state{"off", "Annullato"}
	case n.InVerification(now):
		return state{"wait", "In verifica"}
	case n.Held():
		return state{"wait", "In controllo"}
	case n.Overdue(calendar.DayOf(now)):
		return state{"bad", "Scaduto"}
	default:
		return state{"due", "Da pagare"}
	}
}

// DueDay is until when it is to be paid, in words.
func (n shownNotice) DueDay() string { return cmp.Or(n.Due.Italian(), "nessuna") }

// PaidDay is the day of the payment, in words.
func (n shownNotice) PaidDay() string {
	if n.Payment == nil {
		return "–"
	}
	return calendar.DayOf(n.Payment.At).Italian()
}

// notice is the page of a notice.
func (h Handler) notice(w http.ResponseWriter, r *http.Request, visit web.Visit) error {
	data, err := h.noticeOf(r.Context(), visit, r.PathValue("numero"))
	if err != nil {
		return err
	}
	return h.Site.Render(w, r, visit, web.Page{
		Title: "Avviso di pagamento", Section: section, Template: "notice", Data: data, Crumbs: crumbs(data.Position.Pupil),
		Notice: done(r.URL.Query().Get("esito")),
	})
}

// noticeOf reads a notice by its number, then whom and what it is about. One of another municipality looks missing.
func (h Handler) noticeOf(ctx context.Context, visit web.Visit, typed string) (noticePage, error) {
	data := noticePage{May: h.may(visit, noticeRoute)}
	number, err := pagopa.ParseNoticeNumber(typed)
	if err != nil {
		return data, problem.Missing().Because(err)
	}
	tenant := visit.Municipality.ID
	found, err := h.Billing.Locate(ctx, visit.Municipality.FiscalCode, number)
	if err == nil && found.Tenant != tenant {
		err = problem.Missing()
	}
	if err != nil {
		return data, err
	}
	err = beside.Together(
		func() error {
			var err error
			if data.Position, err = h.Billing.At(ctx, found); err != nil {
				return err
			}
			return h.ofDocument(ctx, &data)
		},
		func() error {
			var err error
			data.Pupil, err = h.School.Pupil(ctx, tenant, found.Pupil)
			return perhaps(err)
		},
		func() error {
			var err error
			data.Debtor, err = h.School.Guardian(ctx, tenant, found.Guardian)
			return perhaps(err)
		})
	return data, err
}

// ofDocument reads the document of a notice, and which other notices were reissued for it.
func (h Handler) ofDocument(ctx context.Context, data *noticePage) error {
	id := data.Position.Document
	if id == "" {
		return nil
	}
	var list []billing.Position
	var documents map[string]billing.Document
	err := beside.Together(
		beside.Into(&documents, func() (map[string]billing.Document, error) {
			return h.Billing.DocumentsOf(ctx, data.Tenant, data.Guardian, []string{id})
		}),
		beside.Into(&list, func() ([]billing.Position, error) { return h.Billing.ListOf(ctx, data.Tenant, data.Guardian) }),
	)
	document := documents[id]
	data.Document = cmp.Or(document.Number, id)
	if document.Notice != data.Number {
		data.Instead = document.Notice
		return err
	}
	for _, one := range list {
		if one.Document == id && one.Number != data.Number {
			data.Former = append(data.Former, one.Number)
		}
	}
	return err
}

// noticesOf returns a guardian's notices to be shown.
func (h Handler) noticesOf(ctx context.Context, tenant, guardian string) ([]billing.Position, error) {
	list, err := h.Billing.ListOf(ctx, tenant, guardian)
	if err != nil {
		return nil, err
	}
	return h.numbered(ctx, tenant, guardian, list)
}

// numbered returns a guardian's notices with the numbers of their documents, as parents read them, in place of the ids.
func (h Handler) numbered(ctx context.Context, tenant, guardian string, list []billing.Position) ([]billing.Position, error) {
	list = slices.Clone(list)
	var ids []string
	for _, one := range list {
		if one.Document != "" {
			ids = append(ids, one.Document)
		}
	}
	documents, err := h.Billing.DocumentsOf(ctx, tenant, guardian, ids)
	for i, one := range list {
		list[i].Document = cmp.Or(documents[one.Document].Number, one.Document)
	}
	return list, err
}

// perhaps forgives what is not there: an old notice outlives pupil and parent.
func perhaps(err error) error {
	if problem.Is(err, problem.NotFound) {
		return nil
	}
	return err
}

// quittance is the receipt that the office prints for what it took itself.
func (h Handler) quittance(w http.ResponseWriter, r *http.Request, visit web.Visit) error {
	data, err := h.noticeOf(r.Context(), visit, r.PathValue("numero"))
	if err == nil && !data.AtOffice() {
		err = problem.Missing()
	}
	if err != nil {
		return err
	}
	return h.Site.Render(w, r, visit, web.Page{
		Title: "Quietanza di pagamento", Section: section, Template: "quittance", Data: data,
		Crumbs: crumbs(data.Position.Pupil),
	})
}
