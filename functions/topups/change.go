package main

import (
	"fmt"
	"net/http"
	"net/url"

	"serviziscolastici/shared/beside"
	"serviziscolastici/shared/billing"
	"serviziscolastici/shared/pagopa"
	"serviziscolastici/shared/problem"
	"serviziscolastici/shared/web"
)

// add puts a child's amount into the list (AGGIUNGI RICARICA); a child that is
// there gets the new amount.
func (h Handler) add(w http.ResponseWriter, r *http.Request, visit web.Visit) error {
	form, err := web.Form(r, visit)
	if err != nil {
		return err
	}
	now, err := h.situation(r.Context(), visit, h.credits)
	if err != nil {
		return err
	}
	pupil, text := asked(form)
	if pupil == "" {
		return h.showAgain(w, r, visit, now, form, "alunno", "Scegli per quale figlio vuoi ricaricare.")
	}
	one, mine := now.child(pupil)
	if !mine { // also when it does not exist
		return problem.Missing()
	}
	amount, wrong := typed(text)
	if wrong == "" {
		if wrong = within(visit.Municipality, one, amount); wrong != "" {
			wrong = understood(text, amount) + wrong
		}
	}
	draft := now.List.With(billing.PupilAmount{Pupil: one.Pupil, Amount: amount})
	if wrong == "" && len(draft.TopUps) > pagopa.MaxCartNotices {
		wrong = fmt.Sprintf("Puoi confermare al massimo %d ricariche per volta.", pagopa.MaxCartNotices)
	}
	if wrong != "" {
		return h.showAgain(w, r, visit, now, form, "importo", wrong)
	}
	err = h.Billing.SaveDraft(r.Context(), visit.Municipality.ID, visit.Session.Guardian, draft)
	if err != nil {
		return err
	}
	http.Redirect(w, r, told(now.List, billing.PupilAmount{Pupil: pupil, Amount: amount}), http.StatusSeeOther)
	return nil
}

// told is the address of the page that says what became of the list: a top-up was added,
// or took the place of the child's former one.
func told(before billing.Draft, topUp billing.PupilAmount) string {
	query := url.Values{"esito": {"aggiunta"}, "per": {topUp.Pupil}}
	if former := before.Of(topUp.Pupil); former != 0 && former != topUp.Amount {
		query = url.Values{"esito": {"sostituita"}, "per": {topUp.Pupil}, "prima": {former.Plain()}}
	}
	return "/ricariche?" + query.Encode() + "#riepilogo"
}

// remove takes a row off the list.
func (h Handler) remove(w http.ResponseWriter, r *http.Request, visit web.Visit) error {
	form, err := web.Form(r, visit)
	if err != nil {
		return err
	}
	tenant, guardian := visit.Municipality.ID, visit.Session.Guardian
	draft, err := h.Billing.DraftOf(r.Context(), tenant, guardian)
	if err != nil {
		return err
	}
	if err := h.Billing.SaveDraft(r.Context(), tenant, guardian, draft.Without(form.Get("alunno"))); err != nil {
		return err
	}
	http.Redirect(w, r, "/ricariche?esito=tolta", http.StatusSeeOther)
	return nil
}

// showAgain shows step 1 again with what the parent typed and what is wrong.
func (h Handler) showAgain(
	w http.ResponseWriter, r *http.Request, visit web.Visit, now situation, form url.Values, field, text string,
) error {
	if err := beside.Together(
		func() error { return h.prices(r.Context(), visit, &now) },
		func() error { return h.halfway(r.Context(), visit, &now) },
	); err != nil {
		return err
	}
	pupil, amount := asked(form)
	now.choose(pupil)
	return h.render(w, r, visit, now, web.Page{
		Status: http.StatusBadRequest, Form: url.Values{"importo": {amount}}, Errors: []web.FieldError{{Field: field, Text: text}},
	})
}
