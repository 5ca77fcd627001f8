package main

import (
	"net/http"
	"slices"

	"serviziscolastici/shared/billing"
	"serviziscolastici/shared/problem"
	"serviziscolastici/shared/school"
	"serviziscolastici/shared/web"
)

// askCancel shows the open top-up that the parent is about to take back.
func (h Handler) askCancel(w http.ResponseWriter, r *http.Request, visit web.Visit) error {
	position, err := h.cancellable(r, visit)
	if err != nil {
		return err
	}
	links, err := h.School.PupilsOf(r.Context(), visit.Municipality.ID, visit.Session.Guardian)
	if err != nil {
		return err
	}
	return h.Site.Render(w, r, visit, web.Page{
		Title: "Annulla una ricarica", Section: "ricariche", Template: "cancel",
		Data: pastTopUp{Position: position, Name: school.NameOf(links, position.Pupil)},
		Crumbs: []web.Crumb{
			{Name: "Ricariche con pagoPA", Path: "/ricariche"}, {Name: "Ricariche fatte", Path: "/ricariche/storico"},
		},
	})
}

// cancel takes a top-up back.
func (h Handler) cancel(w http.ResponseWriter, r *http.Request, visit web.Visit) error {
	if _, err := web.Form(r, visit); err != nil {
		return err
	}
	position, err := h.cancellable(r, visit)
	if err != nil {
		return err
	}
	if err := h.Billing.CancelTopUp(r.Context(), position); err != nil {
		return err
	}
	http.Redirect(w, r, "/ricariche/storico?esito=annullata", http.StatusSeeOther)
	return nil
}

// cancellable returns the parent's own top-up that the address names. Billing
// has the last word on whether it can still be cancelled.
func (h Handler) cancellable(r *http.Request, visit web.Visit) (billing.Position, error) {
	positions, err := h.Billing.ListOf(r.Context(), visit.Municipality.ID, visit.Session.Guardian)
	if err != nil {
		return billing.Position{}, err
	}
	number := r.PathValue("number")
	at := slices.IndexFunc(positions, func(p billing.Position) bool {
		return p.Kind == billing.TopUp && p.Number.String() == number
	})
	switch {
	case at < 0:
		return billing.Position{}, problem.Missing()
	case positions[at].State != billing.Open:
		return billing.Position{}, problem.New(problem.Conflict,
			"Questa ricarica è già stata pagata o annullata.")
	case positions[at].InVerification(visit.Now):
		return billing.Position{}, problem.New(problem.Conflict,
			"Un pagamento di questa ricarica è in verifica. Aspetta mezz'ora: se non l'hai pagata potrai "+
				"annullarla.")
	default:
		return positions[at], nil
	}
}
