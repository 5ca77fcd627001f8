package main

import (
	"cmp"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"serviziscolastici/shared/problem"
	"serviziscolastici/shared/rating"
	"serviziscolastici/shared/web"
)

const opinionPath = "/pagamenti/valutazione"

// opinion is the second page of the rating: why so many stars.
type opinion struct {
	ID      string
	Stars   int
	Reasons []string
	MaxText int
}

var errUnpaid = problem.New(problem.Conflict,
	"Puoi valutare un pagamento quando è concluso: qui resta qualcosa da pagare.")

// rate keeps the stars that a parent gives at the end of a payment of the parent's own.
func (h Handler) rate(w http.ResponseWriter, r *http.Request, visit web.Visit) error {
	form, id, err := web.KeyedForm(r, visit)
	if err != nil {
		return err
	}
	stars, err := strconv.Atoi(form.Get("stelle"))
	if err != nil {
		return problem.New(problem.Invalid, "Scegli da una a cinque stelle.")
	}
	chosen, err := h.choiceNamed(r, visit, form.Get("carrello"))
	if err != nil {
		return err
	}
	if !chosen.AllPaid() {
		return errUnpaid
	}
	// A notice can be in several carts, and is paid once: it is what counts.
	first := slices.MinFunc(chosen.Notices, func(a, b due) int { return cmp.Compare(a.Number, b.Number) })
	err = h.Ratings.Add(r.Context(), visit.Municipality.ID, rating.Given{
		ID: id, Service: "pagamento", Stars: stars, Creditor: first.Creditor, Notice: first.Number.String(),
	})
	if err != nil {
		return err
	}
	http.Redirect(w, r, opinionPath+"/"+url.PathEscape(id), http.StatusSeeOther)
	return nil
}

// why asks what was good or bad. The answer is voluntary: the stars are kept already.
func (h Handler) why(w http.ResponseWriter, r *http.Request, visit web.Visit) error {
	return h.showOpinion(w, r, visit, web.Page{Notice: "Grazie, abbiamo registrato la tua valutazione."})
}

func (h Handler) showOpinion(
	w http.ResponseWriter, r *http.Request, visit web.Visit, page web.Page,
) error {
	id := r.PathValue("id")
	if !randomIDs.Matches(id) {
		return problem.Missing()
	}
	found, err := h.Ratings.Find(r.Context(), visit.Municipality.ID, id)
	if err != nil {
		return err
	}
	page.Title, page.Section, page.Template = "La tua valutazione", "pagamenti", "opinion"
	page.Crumbs = []web.Crumb{{Name: "Pagamento servizi scolastici", Path: "/pagamenti"}}
	page.Data = opinion{
		ID: id, Stars: found.Stars, Reasons: rating.Reasons(found.Stars), MaxText: rating.MaxText,
	}
	return h.Site.Render(w, r, visit, page)
}

// giveReasons keeps the answer.
func (h Handler) giveReasons(w http.ResponseWriter, r *http.Request, visit web.Visit) error {
	form, err := web.Form(r, visit)
	if err != nil {
		return err
	}
	text := strings.TrimSpace(form.Get("dettagli"))
	if !randomIDs.Matches(r.PathValue("id")) {
		return problem.Missing()
	}
	err = h.Ratings.Explain(r.Context(), visit.Municipality.ID, r.PathValue("id"), form["motivo"], text)
	if problem.Is(err, problem.Invalid) {
		return h.showOpinion(w, r, visit, web.Page{
			Status: http.StatusBadRequest, Form: form,
			Errors: []web.FieldError{{Field: "dettagli", Text: problem.Of(err).Text}},
		})
	}
	if err != nil {
		return err
	}
	http.Redirect(w, r, opinionPath+"/grazie", http.StatusSeeOther)
	return nil
}

// thanks is the end of the rating.
func (h Handler) thanks(w http.ResponseWriter, r *http.Request, visit web.Visit) error {
	return h.Site.Render(w, r, visit, web.Page{
		Title: "Grazie", Section: "pagamenti", Template: "thanks",
		Lead:   "Abbiamo registrato la tua valutazione: ci aiuta a migliorare il servizio.",
		Crumbs: []web.Crumb{{Name: "Pagamento servizi scolastici", Path: "/pagamenti"}},
	})
}
