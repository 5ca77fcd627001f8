package main

import (
	"net/http"
	"net/url"

	"serviziscolastici/shared/calendar"
	"serviziscolastici/shared/closing"
	"serviziscolastici/shared/office"
	"serviziscolastici/shared/problem"
	"serviziscolastici/shared/web"
)

// reopenForm shows what taking a suspension back does.
func (h Handler) reopenForm(w http.ResponseWriter, r *http.Request, visit web.Visit) error {
	data, err := h.toReopen(r, visit, r.URL.Query(), "")
	if err != nil {
		return err
	}
	return h.showReopening(w, r, visit, data, web.Page{})
}

func (h Handler) showReopening(w http.ResponseWriter, r *http.Request, visit web.Visit, data closeView, page web.Page) error {
	page.Title, page.Section, page.Template, page.Data = "Riapri il servizio", "calendario", "reopen", data
	page.Crumbs = []web.Crumb{{Name: "Scrivania", Path: web.OfficeHome}, {Name: "Calendario", Path: calendarPath}}
	return h.Site.Render(w, r, visit, page)
}

// reopen takes a suspension back.
func (h Handler) reopen(w http.ResponseWriter, r *http.Request, visit web.Visit) error {
	form, key, err := web.KeyedForm(r, visit)
	if err != nil {
		return err
	}
	data, err := h.toReopen(r, visit, form, key)
	if err != nil {
		return err
	}
	reason := ""
	if data.Late {
		var wrong []web.FieldError
		if reason, wrong = web.Reason(form); len(wrong) > 0 {
			return h.showReopening(w, r, visit, data, web.Page{Status: http.StatusUnprocessableEntity, Form: form, Errors: wrong})
		}
	}
	if closures := data.Plan.Closures; len(closures) > 0 {
		ctx := h.Audit.Noting(r.Context(), visit.Municipality.ID, *visit.Operator, office.Deed{
			Action: office.ServiceReopened, Object: data.told(), Before: closures[0].Reason, After: reopeningSummary(*data.Plan),
			Reason: reason,
		})
		if err := h.School.Reopen(ctx, visit.Municipality.ID, closures); err != nil {
			return err
		}
	}
	http.Redirect(w, r, calendarPath+"?esito=riaperto&mese="+data.Period.From.Month().Key(), http.StatusSeeOther)
	return nil
}

// toReopen reads the suspension that values name, and what its end does. The error is problem.NotFound for one that makes
// no sense, and problem.Conflict for one that is not there any more.
func (h Handler) toReopen(r *http.Request, visit web.Visit, values url.Values, entry string) (closeView, error) {
	var asked closing.Period
	var err error
	asked.Entry = entry
	if asked.From, err = calendar.ParseDay(values.Get("dal")); err != nil {
		return closeView{}, problem.Missing()
	}
	if asked.To, err = calendar.ParseDay(values.Get("al")); err != nil {
		return closeView{}, problem.Missing()
	}
	data := closeView{Period: asked}
	known, err := h.known(r.Context(), visit.Municipality.ID, &data)
	if err != nil {
		return data, err
	}
	who, found := data.find(values.Get("per"))
	if !found {
		return data, problem.Missing()
	}
	asked.School, asked.Class, asked.Service = who.School, who.Class, values.Get("servizio")
	plan, err := h.Closing.Reopen(r.Context(), visit.Municipality.ID, known, asked)
	data.Period, data.Plan = asked, &plan
	data.Late = !asked.From.After(visit.Today())
	data.Who, data.What = data.Name(asked.School, asked.Class), serviceName(asked.Service)
	return data, err
}
