package main

import (
	"errors"
	"net/http"
	"net/url"
	"strings"

	"serviziscolastici/shared/billing"
	"serviziscolastici/shared/money"
	"serviziscolastici/shared/municipality"
	"serviziscolastici/shared/pagopa"
	"serviziscolastici/shared/problem"
	"serviziscolastici/shared/web"
)

// confirm opens the notices (CONFERMA). The form carries the rows that the
// parent saw: what is confirmed is what was on the screen, and only while it is
// the list. A form sent twice opens one set of notices.
func (h Handler) confirm(w http.ResponseWriter, r *http.Request, visit web.Visit) error {
	form, key, err := web.KeyedForm(r, visit)
	if err != nil {
		return err
	}
	now, err := h.situation(r.Context(), visit)
	if err != nil {
		return err
	}
	order := billing.Order{
		Municipality: visit.Municipality, Guardian: visit.Session.Guardian, Session: visit.Session.ID, Form: key,
		Listed: true, Marks: now.marks(visit.Municipality),
	}
	if order.TopUps, err = now.confirmed(form); err != nil {
		return err
	}
	for _, topUp := range order.TopUps {
		if wrong := sized(visit.Municipality, topUp.Amount); wrong != "" {
			return h.showRefusal(w, r, visit, now, topUp, func(child) string { return wrong })
		}
	}
	if now.Forgotten { // The list on the screen has no such rows: nor may the stored one.
		if err := h.Billing.SaveDraft(r.Context(), visit.Municipality.ID, visit.Session.Guardian, now.List); err != nil {
			return err
		}
	}
	// Whether the credit would be too high, billing judges: it knows a form that was sent before.
	cart, err := h.Billing.OpenTopUps(r.Context(), order)
	var over billing.OverCredit
	if errors.As(err, &over) {
		return h.showRefusal(w, r, visit, now, over.TopUp, func(one child) string { return tooMuch(visit.Municipality, one) })
	}
	if err != nil {
		return err
	}
	http.Redirect(w, r, "/pagamenti/scelta/"+url.PathEscape(cart), http.StatusSeeOther)
	return nil
}

// showRefusal shows step 1 again with a top-up of the list, whose child has a name and a credit, and why it cannot be.
func (h Handler) showRefusal(
	w http.ResponseWriter, r *http.Request, visit web.Visit, now situation, topUp billing.PupilAmount,
	why func(child) string,
) error {
	if err := h.credits(r.Context(), visit, &now); err != nil {
		return err
	}
	one, _ := now.child(topUp.Pupil)
	form := url.Values{"alunno": {topUp.Pupil}, "importo": {topUp.Amount.Plain()}}
	return h.showAgain(w, r, visit, now, form, "importo", one.FullName()+": "+why(one))
}

// marks are what the causale says of each child, as the Comune allows it.
func (s situation) marks(m municipality.Municipality) map[string]string {
	marks := make(map[string]string)
	for _, one := range s.Children {
		marks[one.Pupil] = m.Mark(one.Badge, one.Name, one.FamilyName)
	}
	return marks
}

// confirmed reads the rows of the summary, "A001:20.00" each: one for a pupil of
// the parent, in euro.
func (s situation) confirmed(form url.Values) ([]billing.PupilAmount, error) {
	rows := form["riga"]
	if len(rows) == 0 || len(rows) > pagopa.MaxCartNotices {
		return nil, problem.New(problem.Invalid,
			"L'elenco delle ricariche è vuoto. Torna a Ricariche e aggiungi un importo.")
	}
	seen := make(map[string]bool)
	var topUps []billing.PupilAmount
	for _, text := range rows {
		pupil, digits, _ := strings.Cut(text, ":")
		amount, err := money.ParseDecimal(digits)
		if err != nil || amount <= 0 || seen[pupil] {
			return nil, problem.New(problem.Invalid,
				"L'elenco delle ricariche non è leggibile. Torna a Ricariche e riprova.")
		}
		if _, mine := s.child(pupil); !mine {
			return nil, problem.Missing()
		}
		seen[pupil] = true
		topUps = append(topUps, billing.PupilAmount{Pupil: pupil, Amount: amount})
	}
	return topUps, nil
}
