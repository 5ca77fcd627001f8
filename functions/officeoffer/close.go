package main

import (
	"context"
	"net/http"
	"net/url"
	"strings"
	"unicode/utf8"

	"serviziscolastici/shared/beside"
	"serviziscolastici/shared/calendar"
	"serviziscolastici/shared/closing"
	"serviziscolastici/shared/office"
	"serviziscolastici/shared/problem"
	"serviziscolastici/shared/school"
	"serviziscolastici/shared/web"
)

// closeView is the form of a suspension, and what it does once that is known.
type closeView struct {
	places
	Services map[string]string
	Plan     *closing.Plan
	Period   closing.Period
	// Who and What say for whom it is and which service, in words.
	Who, What string
	// Late is whether the first day is not in the future, so that its end wants a reason.
	Late bool
}

// Fields are the names of the form's fields.
func (closeView) Fields() []string { return []string{"dal", "al", "per", "servizio", "motivo"} }

// Audience is for whom the period is, as forms have it.
func (v closeView) Audience() string { return audience{v.Period.School, v.Period.Class}.value() }

// longReason is how many letters a reason may have: parents read it on a line.
const longReason = 100

// closeForm asks what to suspend. An address may name the first day.
func (h Handler) closeForm(w http.ResponseWriter, r *http.Request, visit web.Visit) error {
	found, err := h.places(r.Context(), visit.Municipality.ID)
	if err != nil {
		return err
	}
	form := url.Values{"per": {school.EverySchool}, "servizio": {school.Canteen}}
	if day, err := calendar.ParseDay(r.URL.Query().Get("giorno")); err == nil {
		form.Set("dal", day.Italian())
	}
	return h.showClose(w, r, visit, closeView{places: found}, web.Page{Form: form})
}

func (h Handler) showClose(w http.ResponseWriter, r *http.Request, visit web.Visit, data closeView, page web.Page) error {
	data.Services = services()
	page.Title, page.Section, page.Template, page.Data = "Sospendi un servizio", "calendario", "close", data
	page.Lead = "Sciopero, neve, uscita didattica: prima di confermare vedi che cosa cambia."
	page.Crumbs = []web.Crumb{{Name: "Scrivania", Path: web.OfficeHome}, {Name: "Calendario", Path: calendarPath}}
	return h.Site.Render(w, r, visit, page)
}

// close shows what a suspension does, or enters it once that is confirmed.
func (h Handler) close(w http.ResponseWriter, r *http.Request, visit web.Visit) error {
	ctx, tenant := r.Context(), visit.Municipality.ID
	form, key, err := web.KeyedForm(r, visit)
	if err != nil {
		return err
	}
	asked, wrong := readPeriod(form)
	asked.Entry = key
	data := closeView{Period: asked}
	known, err := h.known(ctx, tenant, &data)
	if err != nil {
		return err
	}
	refuse := func(wrong []web.FieldError) error {
		return h.showClose(w, r, visit, data, web.Page{Status: http.StatusBadRequest, Form: form, Errors: wrong})
	}
	who, found := data.find(form.Get("per"))
	if !found {
		wrong = append(wrong, web.FieldError{Field: "per", Text: "Scegli per chi è la sospensione."})
	}
	if len(wrong) > 0 {
		return refuse(wrong)
	}
	asked.School, asked.Class = who.School, who.Class
	plan, err := h.Closing.Close(ctx, tenant, known, asked)
	if problem.Is(err, problem.Invalid) {
		return refuse([]web.FieldError{{Field: "dal", Text: problem.Of(err).Text}})
	}
	if err != nil {
		return err
	}
	done := calendarPath + "?esito=sospeso&mese=" + asked.From.Month().Key()
	if confirmed(form) && plan.Repeated {
		http.Redirect(w, r, done, http.StatusSeeOther)
		return nil
	}
	data.Who, data.What, data.Period, data.Plan = data.Name(asked.School, asked.Class), serviceName(asked.Service), asked, &plan
	if !confirmed(form) || len(plan.Closures) == 0 {
		return h.showClose(w, r, visit, data, web.Page{Form: form})
	}
	ctx = h.Audit.Noting(ctx, tenant, *visit.Operator, office.Deed{
		Action: office.ServiceClosed, Object: data.told(), Reason: asked.Reason,
		After: closingSummary(plan),
	})
	if err := h.School.Close(ctx, tenant, plan.Closures); err != nil {
		return err
	}
	if plan.Meals > 0 {
		done = calendarPath + "?esito=riaccrediti&mese=" + asked.From.Month().Key()
	}
	http.Redirect(w, r, done, http.StatusSeeOther)
	return nil
}

// known reads the places, and the closures that are stored of the period, if its days are known.
func (h Handler) known(ctx context.Context, tenant string, data *closeView) (closing.Known, error) {
	var known closing.Known
	err := beside.Together(
		beside.Into(&data.places, func() (places, error) { return h.places(ctx, tenant) }),
		beside.Into(&known.Closures, func() ([]school.Closure, error) {
			if data.Period.From.IsZero() || data.Period.To.IsZero() {
				return nil, nil
			}
			return h.School.Closures(ctx, tenant, data.Period.From, data.Period.To)
		}),
	)
	known.Classes = data.Classes
	return known, err
}

// readPeriod reads what to suspend but for whom.
func readPeriod(form url.Values) (closing.Period, []web.FieldError) {
	var asked closing.Period
	var wrong []web.FieldError
	var err error
	if asked.From, err = calendar.ParseTypedDay(strings.TrimSpace(form.Get("dal"))); err != nil {
		wrong = append(wrong, web.FieldError{Field: "dal", Text: "Scrivi il primo giorno, per esempio 04/12/2026."})
	}
	asked.To = asked.From
	if last := strings.TrimSpace(form.Get("al")); last != "" {
		if asked.To, err = calendar.ParseTypedDay(last); err != nil {
			wrong = append(wrong, web.FieldError{Field: "al", Text: "Scrivi l'ultimo giorno come 07/12/2026, o lascia vuoto per un giorno solo."})
		}
	}
	if asked.Service = form.Get("servizio"); asked.Service != "" && services()[asked.Service] == "" {
		wrong = append(wrong, web.FieldError{Field: "servizio", Text: "Scegli il servizio."})
	}
	asked.Reason = strings.TrimSpace(form.Get("motivo"))
	if asked.Reason == "" || utf8.RuneCountInString(asked.Reason) > longReason || strings.ContainsAny(asked.Reason, "\r\n") {
		wrong = append(wrong, web.FieldError{Field: "motivo", Text: "Scrivi il motivo, al massimo 100 caratteri: lo leggono i genitori."})
	}
	return asked, wrong
}

// told is what the log says of a suspension: of what, for whom and when.
func (v closeView) told() string {
	days := "il " + v.Period.From.Italian()
	if v.Period.To != v.Period.From {
		days = "dal " + v.Period.From.Italian() + " al " + v.Period.To.Italian()
	}
	return v.What + ", " + v.Who + ", " + days
}

// closingSummary is what the log keeps of the plan of a suspension.
func closingSummary(plan closing.Plan) string {
	return web.Plural(len(plan.Closures), "giorno", "giorni") + ", " +
		web.Plural(plan.Meals, "pasto già addebitato", "pasti già addebitati") + ", " + plan.Total.Plain() + " euro"
}

// reopeningSummary is what it keeps of the end of one: what the meals cost is known when they are debited again.
func reopeningSummary(plan closing.Plan) string {
	return web.Plural(len(plan.Closures), "giorno", "giorni") + ", " +
		web.Plural(plan.Meals, "pasto", "pasti") + " da addebitare stasera"
}
