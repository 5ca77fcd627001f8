package main

import (
	"net/http"

	"serviziscolastici/shared/beside"
	"serviziscolastici/shared/calendar"
	"serviziscolastici/shared/debit"
	"serviziscolastici/shared/money"
	"serviziscolastici/shared/office"
	"serviziscolastici/shared/presence"
	"serviziscolastici/shared/school"
	"serviziscolastici/shared/web"
)

// pricesPage asks for new prices of a class's past meals.
type pricesPage struct {
	Class school.Class
	// Previewed is whether the page shows what it comes to.
	Previewed bool
	Ask       school.Repricing
	Changes   []debit.Change // of meals that are debited
	Total     money.Cents
	// First are meals that are not debited yet: no new price, but what the evening posts besides.
	First      []debit.Change
	FirstTotal money.Cents
	Yesterday  calendar.Day
}

// prices shows from which day a class's meals may be priced anew.
func (h Handler) prices(w http.ResponseWriter, r *http.Request, visit web.Visit) error {
	sheet, err := h.Sheets.Bare(r.Context(), visit.Municipality, r.PathValue("classe"), visit.Today())
	if err = checkSchool(visit, sheet.Class, err); err != nil {
		return err
	}
	page := web.Page{Form: r.URL.Query()}
	if r.URL.Query().Get("esito") == "chiesto" {
		page.Notice = "Ricalcolo richiesto: le differenze arrivano sui conti questa sera."
	}
	return h.showPrices(w, r, visit, pricesPage{Class: sheet.Class}, page)
}

func (h Handler) showPrices(
	w http.ResponseWriter, r *http.Request, visit web.Visit, data pricesPage, page web.Page,
) error {
	data.Yesterday = visit.Today().AddDays(-1)
	page.Title, page.Section, page.Template, page.Data = "Ricalcola "+data.Class.InSchool(), "presenze", "prices", data
	page.Crumbs = append(crumbs(), web.Crumb{Name: data.Class.InSchool(), Path: classPath(data.Class.ID) + "/mese"})
	page.Lead = "Un pasto addebitato tiene il suo prezzo, anche se poi cambiano fascia o tariffa. Qui chiedi di ricalcolarlo."
	return h.Site.Render(w, r, visit, page)
}

// reprice shows what new prices come to, and asks the evening for them once that is confirmed.
func (h Handler) reprice(w http.ResponseWriter, r *http.Request, visit web.Visit) error {
	form, err := web.Form(r, visit)
	if err != nil {
		return err
	}
	data := pricesPage{Ask: school.Repricing{Class: r.PathValue("classe")}}
	wrong := data.read(form.Get("dal"), form.Get("al"), visit.Today())
	confirmed := form.Get("passo") == "conferma"
	reason, unsaid := web.Reason(form)
	wrong = append(wrong, unsaid...)
	var sheet presence.Sheet
	var changes []debit.Change
	reads := []func() error{beside.Into(&sheet, func() (presence.Sheet, error) {
		return h.Sheets.Bare(r.Context(), visit.Municipality, data.Ask.Class, visit.Today())
	})}
	if len(wrong) == 0 {
		reads = append(reads, beside.Into(&changes, func() ([]debit.Change, error) {
			return h.Prices.Repricing(r.Context(), visit.Municipality.ID, data.Ask)
		}))
	}
	err = beside.Together(reads...)
	if err = checkSchool(visit, sheet.Class, err); err != nil {
		return err
	}
	data.Class = sheet.Class
	if err := data.split(changes); err != nil {
		return err
	}
	if len(wrong) > 0 {
		return h.showPrices(w, r, visit, data, web.Page{Status: http.StatusBadRequest, Errors: wrong, Form: form})
	}
	if !confirmed || len(changes) == 0 {
		data.Previewed = true
		return h.showPrices(w, r, visit, data, web.Page{Form: form})
	}
	ctx := h.Audit.Noting(r.Context(), visit.Municipality.ID, *visit.Operator, office.Deed{
		Action: office.MealsRepriced, Reason: reason,
		Object: "classe " + data.Ask.Class + ", dal " + data.Ask.From.Italian() + " al " + data.Ask.To.Italian(),
		After:  data.sum(),
	})
	if err := h.Asks.Reprice(ctx, visit.Municipality.ID, data.Ask); err != nil {
		return err
	}
	http.Redirect(w, r, classPath(data.Ask.Class)+"/ricalcolo?esito=chiesto", http.StatusSeeOther)
	return nil
}

// split parts meals that get another price from those that are not debited yet, with what each come to.
func (p *pricesPage) split(changes []debit.Change) (err error) {
	p.Changes, p.First = debit.Split(changes)
	if p.Total, err = debit.Total(p.Changes); err == nil {
		p.FirstTotal, err = debit.Total(p.First)
	}
	return err
}

// sum says for the record what is asked for: "2 pasti, +7,00 €; ancora da addebitare 1 pasto, −4,50 €".
func (p *pricesPage) sum() string {
	text := web.Plural(len(p.Changes), "pasto", "pasti") + ", " + p.Total.Signed()
	if len(p.First) > 0 {
		text += "; ancora da addebitare " + web.Plural(len(p.First), "pasto", "pasti") + ", " + p.FirstTotal.Signed()
	}
	return text
}

// maxPriceDays is of how many days prices can be asked at once: a school year and its summer.
const maxPriceDays = 400

// read reads from which day to which.
func (p *pricesPage) read(from, to string, today calendar.Day) []web.FieldError {
	var wrong []web.FieldError
	var err error
	if p.Ask.From, err = calendar.ParseTypedDay(from); err != nil {
		wrong = append(wrong, web.FieldError{Field: "dal", Text: "Scrivi il primo giorno, come 22/11/2026."})
	}
	p.Ask.To = today.AddDays(-1)
	if to != "" {
		if p.Ask.To, err = calendar.ParseTypedDay(to); err != nil {
			wrong = append(wrong, web.FieldError{Field: "al", Text: "Scrivi l'ultimo giorno, come 22/11/2026."})
		}
	}
	switch {
	case len(wrong) > 0:
	case !p.Ask.To.Before(today):
		wrong = append(wrong, web.FieldError{Field: "al", Text: "L'ultimo giorno deve essere passato."})
	case p.Ask.To.Before(p.Ask.From):
		wrong = append(wrong, web.FieldError{Field: "dal", Text: "Il primo giorno viene dopo l'ultimo."})
	case p.Ask.From.Before(p.Ask.To.AddDays(-maxPriceDays)):
		wrong = append(wrong, web.FieldError{Field: "dal", Text: "Si ricalcola al massimo un anno scolastico alla volta."})
	}
	return wrong
}
