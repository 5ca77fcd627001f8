package main

import (
	"cmp"
	"context"
	"net/http"
	"slices"

	"serviziscolastici/shared/beside"
	"serviziscolastici/shared/billing"
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
			shown, err := h.numbered(ctx, tenant, found.Guardian, []billing.Position{data.Position})
			data.Document = shown[0].Document
			return err
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
