package main

import (
	"context"
	"net/http"
	"net/url"
	"strconv"
	"strings"

	"serviziscolastici/shared/office"
	"serviziscolastici/shared/problem"
	"serviziscolastici/shared/school"
	"serviziscolastici/shared/web"
)

// card is what the page of one operator shows.
type card struct {
	Operator office.Operator
	New      bool
	// Self says that it is who looks at the page.
	Self    bool
	Roles   []choice
	Schools []choice
	// Kitchens are those that the Comune has; without any their codes are typed.
	Kitchens []choice
}

// choice is a box to tick.
type choice struct {
	Value, Name, Help string
	Ticked            bool
}

// cardOf returns the card of an operator, with the boxes as a form has them, or as the operator is when it is nil.
func (h Handler) cardOf(ctx context.Context, visit web.Visit, o office.Operator, form url.Values) (card, error) {
	schools, err := h.School.Schools(ctx, visit.Municipality.ID)
	if form == nil {
		form = url.Values{"cucina": o.Kitchens}
		for _, role := range o.Roles {
			form.Add("ruolo", string(role))
		}
		form["scuola"] = o.Schools
	}
	shown := card{Operator: o, New: o.Version == 0, Self: o.ID != "" && o.ID == visit.Operator.ID}
	for _, role := range office.Roles() {
		shown.Roles = append(shown.Roles, choice{string(role), string(role), role.Explained(), has(form, "ruolo", string(role))})
	}
	for _, s := range schools {
		shown.Schools = append(shown.Schools, choice{s.ID, s.Name, "", has(form, "scuola", s.ID)})
	}
	for _, code := range kitchens(schools, o) {
		shown.Kitchens = append(shown.Kitchens, choice{code, code, cookedBy(schools, code), has(form, "cucina", code)})
	}
	return shown, err
}

// cookedBy names the schools of a kitchen.
func cookedBy(schools []school.School, code string) string {
	var names []string
	for _, s := range schools {
		if s.CookedBy() == code {
			names = append(names, s.Name)
		}
	}
	return strings.Join(names, ", ")
}

// askNew shows the form for a new operator.
func (h Handler) askNew(w http.ResponseWriter, r *http.Request, visit web.Visit) error {
	return h.renderCard(w, r, visit, office.Operator{}, nil, nil)
}

// ask shows an operator, to change them.
func (h Handler) ask(w http.ResponseWriter, r *http.Request, visit web.Visit) error {
	o, err := h.Operators.Operator(r.Context(), visit.Municipality.ID, r.PathValue("id"))
	if err != nil {
		return err
	}
	return h.renderCard(w, r, visit, o, nil, nil)
}

func (h Handler) renderCard(
	w http.ResponseWriter, r *http.Request, visit web.Visit, o office.Operator, form url.Values, errs []web.FieldError,
) error {
	shown, err := h.cardOf(r.Context(), visit, o, form)
	if err != nil {
		return err
	}
	page := web.Page{
		Title: o.FullName(), Section: "operatori", Template: "operator", Data: shown, Form: form, Errors: errs,
		Crumbs: []web.Crumb{desk(), {Name: "Operatori", Path: operatorsPath}},
	}
	if shown.New {
		page.Title = "Nuovo operatore"
	}
	if len(errs) > 0 {
		page.Status = http.StatusUnprocessableEntity
	}
	return h.Site.Render(w, r, visit, page)
}

// add keeps a new operator.
func (h Handler) add(w http.ResponseWriter, r *http.Request, visit web.Visit) error {
	form, err := web.Form(r, visit)
	if err != nil {
		return err
	}
	schools, err := h.School.Schools(r.Context(), visit.Municipality.ID)
	if err != nil {
		return err
	}
	o, errs := readPerson(form)
	o, wrong := readRoles(o, form, schools)
	if errs = append(errs, wrong...); len(errs) > 0 {
		return h.renderCard(w, r, visit, office.Operator{}, form, errs)
	}
	o.ID = school.GuardianID(h.PeopleKey, o.FiscalCode)
	known, err := h.Operators.Operator(r.Context(), visit.Municipality.ID, o.ID)
	if err == nil {
		text := "Questa persona è già tra gli operatori: cerca " + known.FullName() + " nell'elenco."
		if !known.Removed.IsZero() {
			text = "Questa persona è tra gli operatori tolti: mostra anche quelli nell'elenco, apri " + known.FullName() +
				" e ripristina."
		}
		return h.renderCard(w, r, visit, office.Operator{}, form, []web.FieldError{{Field: "codice_fiscale", Text: text}})
	}
	if !problem.Is(err, problem.NotFound) {
		return err
	}
	return h.keep(w, r, visit, office.Operator{}, o, office.OperatorAdded, "aggiunto")
}

// change keeps other roles and places of an operator.
func (h Handler) change(w http.ResponseWriter, r *http.Request, visit web.Visit) error {
	form, before, err := h.known(r, visit)
	if err != nil {
		return err
	}
	if before.FromProvider() {
		return errGroups
	}
	schools, err := h.School.Schools(r.Context(), visit.Municipality.ID)
	if err != nil {
		return err
	}
	o, errs := readRoles(before, form, schools)
	if len(errs) > 0 {
		return h.renderCard(w, r, visit, before, form, errs)
	}
	if o.Alike(before) { // whoever is at work goes on
		http.Redirect(w, r, operatorsPath+"?esito=uguale", http.StatusSeeOther)
		return nil
	}
	return h.keep(w, r, visit, before, o, office.RolesChanged, "cambiato")
}

var errGroups = problem.New(problem.Invalid, "I ruoli di questo operatore vengono dai gruppi del sistema di accesso del "+
	"Comune: cambiali lì, valgono dal prossimo accesso.")

// known reads a form about an operator who is there. The operator has the version that the form's page showed, so that
// nothing is kept over a change that the page did not show.
func (h Handler) known(r *http.Request, visit web.Visit) (url.Values, office.Operator, error) {
	form, err := web.Form(r, visit)
	if err != nil {
		return nil, office.Operator{}, err
	}
	o, err := h.Operators.Operator(r.Context(), visit.Municipality.ID, r.PathValue("id"))
	if err != nil {
		return nil, office.Operator{}, err
	}
	if version, err := strconv.Atoi(form.Get("versione")); err == nil && version > 0 {
		o.Version = version
		return form, o, nil
	}
	return nil, office.Operator{}, problem.New(problem.Invalid, "Il modulo non è completo: riapri la pagina e riprova.")
}

// keep stores what an administrator decided, and goes on to the list.
func (h Handler) keep(
	w http.ResponseWriter, r *http.Request, visit web.Visit, before, o office.Operator, action office.Action, outcome string,
) error {
	o.By = visit.Operator.FullName()
	ctx := h.Audit.Noting(r.Context(), visit.Municipality.ID, *visit.Operator, office.Deed{
		Action: action, Colleague: o.ID, Before: before.Summary(), After: o.Summary(),
	})
	if err := h.Operators.Manage(ctx, visit.Municipality.ID, *visit.Operator, o); err != nil {
		return err
	}
	http.Redirect(w, r, operatorsPath+"?esito="+outcome, http.StatusSeeOther)
	return nil
}
