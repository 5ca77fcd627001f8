package main

import (
	"context"
	"net/http"

	"serviziscolastici/shared/beside"
	"serviziscolastici/shared/problem"
	"serviziscolastici/shared/school"
	"serviziscolastici/shared/web"
)

// card is what the page knows: the parent and the children.
type card struct {
	Guardian school.Guardian
	// Known says that the office has the parent's contacts on file.
	Known    bool
	Children []child
}

// show is the registry card of a parent.
func (h Handler) show(w http.ResponseWriter, r *http.Request, visit web.Visit) error {
	data, err := h.card(r.Context(), visit)
	if err != nil {
		return err
	}
	notice := ""
	if r.URL.Query().Get("esito") == "contatti" {
		notice = "Contatti salvati. Da ora l'ufficio ti scrive e ti telefona lì."
	}
	return h.Site.Render(w, r, visit, web.Page{
		Title: "Scheda anagrafica", Section: "anagrafica", Template: "card", Data: data,
		Lead: "I tuoi dati, quelli dei tuoi figli, i servizi attivi e quanto costano.", Notice: notice,
	})
}

// card reads in two steps: who the parent and the children are, then what each
// child is enrolled in and what that costs.
func (h Handler) card(ctx context.Context, visit web.Visit) (card, error) {
	tenant, guardian := visit.Municipality.ID, visit.Session.Guardian
	var data card
	var links []school.Link
	var tariffs []school.Tariff
	err := beside.Together(
		beside.Into(&links, func() ([]school.Link, error) { return h.School.PupilsOf(ctx, tenant, guardian) }),
		func() error {
			known, err := h.School.Guardian(ctx, tenant, guardian)
			data.Guardian, data.Known = known, err == nil
			if problem.Is(err, problem.NotFound) {
				return nil
			}
			return err
		},
		beside.Into(&tariffs, func() ([]school.Tariff, error) {
			return h.School.Tariffs(ctx, tenant, visit.Today().SchoolYear())
		}),
	)
	if err != nil {
		return card{}, err
	}
	data.Children = make([]child, len(links))
	reads := make([]func() error, len(links))
	for i, link := range links {
		reads[i] = beside.Into(&data.Children[i], func() (child, error) {
			return h.child(ctx, visit, link, tariffs)
		})
	}
	return data, beside.Together(reads...)
}
