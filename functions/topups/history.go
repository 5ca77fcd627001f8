package main

import (
	"net/http"
	"slices"

	"serviziscolastici/shared/billing"
	"serviziscolastici/shared/school"
	"serviziscolastici/shared/web"
)

// pastTopUp is a line of the history.
type pastTopUp struct {
	billing.Position
	Name string // of the pupil
	Wait bool   // a payment is under way
}

// history lists the top-ups of a parent, newest first.
func (h Handler) history(w http.ResponseWriter, r *http.Request, visit web.Visit) error {
	tenant, guardian := visit.Municipality.ID, visit.Session.Guardian
	links, err := h.School.PupilsOf(r.Context(), tenant, guardian)
	if err != nil {
		return err
	}
	positions, err := h.Billing.ListOf(r.Context(), tenant, guardian)
	if err != nil {
		return err
	}
	var lines []pastTopUp
	for _, position := range positions {
		if position.Kind == billing.TopUp {
			lines = append(lines, pastTopUp{
				Position: position, Name: nameOf(links, position.Pupil), Wait: position.InVerification(visit.Now),
			})
		}
	}
	return h.Site.Render(w, r, visit, web.Page{
		Title: "Ricariche fatte", Section: "ricariche", Template: "history", Data: lines,
		Lead: "Le ricariche che hai confermato, dalla più recente.", Notice: notices(r.URL.Query().Get("esito")),
		Crumbs: []web.Crumb{{Name: "Ricariche con pagoPA", Path: "/ricariche"}},
	})
}

func nameOf(links []school.Link, pupil string) string {
	at := slices.IndexFunc(links, func(l school.Link) bool { return l.Pupil == pupil })
	if at < 0 {
		return "Alunno non più collegato"
	}
	return links[at].FullName()
}
