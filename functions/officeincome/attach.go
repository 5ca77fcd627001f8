package main

import (
	"net/http"
	"net/url"
	"strings"

	"serviziscolastici/shared/beside"
	"serviziscolastici/shared/billing"
	"serviziscolastici/shared/office"
	"serviziscolastici/shared/pagopa"
	"serviziscolastici/shared/problem"
	"serviziscolastici/shared/school"
	"serviziscolastici/shared/web"
)

// attaching is what the page knows that lets a receipt pay a notice.
type attaching struct {
	row
	// Notice is the chosen one, nil while none is, or it does not fit; Pupil is whom it is for.
	Notice *billing.Position
	Pupil  school.Pupil
}

// askAttach asks for the notice, and for confirmation once there is one that fits.
func (h Handler) askAttach(w http.ResponseWriter, r *http.Request, visit web.Visit) error {
	return h.showAttach(w, r, visit, r.URL.Query(), nil)
}

func (h Handler) showAttach(
	w http.ResponseWriter, r *http.Request, visit web.Visit, values url.Values, wrong []web.FieldError,
) error {
	var parked billing.ParkedReceipt
	var position billing.Position
	var missing *problem.Error
	err := beside.Together(
		beside.Into(&parked, func() (billing.ParkedReceipt, error) { return h.parked(r, visit, values) }),
		func() (err error) {
			position, missing, err = h.notice(r, visit, values)
			return err
		},
	)
	if err != nil {
		return err
	}
	data := attaching{row: rowOf(parked, visit.Municipality, visit.Today())}
	if values.Has("avviso") {
		if missing == nil {
			if err := h.Billing.Attachable(visit.Municipality, parked, position); err != nil {
				missing = problem.Of(err)
			}
		}
		if missing != nil {
			wrong = append(wrong, web.FieldError{Field: "avviso", Text: missing.Text})
		} else {
			data.Notice = &position
			data.Pupil, err = h.School.Pupil(r.Context(), visit.Municipality.ID, position.Pupil)
			if err != nil && !problem.Is(err, problem.NotFound) { // a notice may outlive the pupil's data
				return err
			}
			data.Pupil.ID = position.Pupil
		}
	}
	page := web.Page{
		Title: "Collega a un avviso", Section: section, Template: "attach", Form: values, Errors: wrong, Data: data,
		Crumbs: crumbs(web.Crumb{Name: "Pagamento", Path: incomePath + "/ricevuta?" + named(parked).Encode()}),
	}
	if len(wrong) > 0 {
		page.Status = http.StatusBadRequest
	}
	return h.Site.Render(w, r, visit, page)
}

// notice returns the notice that is named, or the problem with what was typed.
func (h Handler) notice(
	r *http.Request, visit web.Visit, values url.Values,
) (position billing.Position, missing *problem.Error, err error) {
	text := strings.Join(strings.Fields(values.Get("avviso")), "")
	if text == "" {
		return position, problem.New(problem.Invalid, "Scrivi il codice dell'avviso."), nil
	}
	number, err := pagopa.ParseNoticeNumber(text)
	if err != nil {
		return position, problem.New(problem.Invalid, "Un codice avviso ha 18 cifre: ricontrolla quello che hai scritto."), nil
	}
	position, err = h.Billing.Find(r.Context(), visit.Municipality.FiscalCode, number)
	if problem.Is(err, problem.NotFound) {
		return position, problem.New(problem.NotFound, "Nessun avviso del Comune ha questo codice."), nil
	}
	return position, nil, err
}

// attach lets the receipt pay the notice.
func (h Handler) attach(w http.ResponseWriter, r *http.Request, visit web.Visit) error {
	form, err := web.Form(r, visit)
	if err != nil {
		return err
	}
	parked, err := h.parked(r, visit, form)
	if err != nil {
		return err
	}
	position, missing, err := h.notice(r, visit, form)
	if err != nil {
		return err
	}
	why, wrong := web.Reason(form)
	if len(wrong) > 0 || missing != nil {
		return h.showAttach(w, r, visit, form, wrong)
	}
	ctx := h.noting(r, visit, office.Deed{
		Action: office.PaymentAttached, Object: "ricevuta " + parked.ID(), Pupil: position.Pupil, Reason: why,
		Before: "da sistemare", After: "avviso " + position.Number.String() + " pagato",
	})
	if err := h.Billing.AttachParked(ctx, visit.Municipality, parked, position); err != nil {
		return err
	}
	return done(w, r, incomePath, "collegato")
}
