package main

import (
	"context"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"unicode/utf8"

	"serviziscolastici/shared/beside"
	"serviziscolastici/shared/calendar"
	"serviziscolastici/shared/municipality"
	"serviziscolastici/shared/problem"
	"serviziscolastici/shared/report"
	"serviziscolastici/shared/school"
	"serviziscolastici/shared/web"
)

// Reports keeps what parents tell the office.
type Reports interface {
	Add(ctx context.Context, m municipality.Municipality, session, form string, r report.Report) (report.Report, error)
	ListOf(ctx context.Context, tenant, guardian, from string) (page []report.Report, next string, err error)
	Own(ctx context.Context, tenant, guardian, number string) (report.Report, error)
}

const reportsPath = "/anagrafica/segnalazioni"

// told is a report with the name of whom it is about.
type told struct {
	report.Report
	Whose string
}

// Path is the address of the report.
func (t told) Path() string { return fmt.Sprintf("%s/%d/%d", reportsPath, t.Day.Year(), t.Serial) }

// Lines are the lines of a text that have something in them.
func (told) Lines(text string) []string {
	return slices.DeleteFunc(strings.Split(text, "\n"), func(line string) bool { return strings.TrimSpace(line) == "" })
}

// toldList is a page of what the parent told the office.
type toldList struct {
	Reports []told
	// Next is the address of the next page, "" on the last one.
	Next string
}

// reports lists what the parent told the office.
func (h Handler) reports(w http.ResponseWriter, r *http.Request, visit web.Visit) error {
	tenant, guardian := visit.Municipality.ID, visit.Session.Guardian
	var reports []report.Report
	var links []school.Link
	var next string
	err := beside.Together(
		func() (err error) {
			reports, next, err = h.Reports.ListOf(r.Context(), tenant, guardian, r.URL.Query().Get("da"))
			return err
		},
		beside.Into(&links, func() ([]school.Link, error) { return h.School.PupilsOf(r.Context(), tenant, guardian) }),
	)
	if err != nil {
		return err
	}
	var list toldList
	for _, one := range reports {
		list.Reports = append(list.Reports, told{one, whose(one.Pupil, links)})
	}
	if next != "" {
		list.Next = reportsPath + "?" + url.Values{"da": {next}}.Encode()
	}
	page := web.Page{
		Title: "Le tue segnalazioni", Section: "anagrafica", Template: "reports", Data: list,
		Crumbs: []web.Crumb{{Name: "Scheda anagrafica", Path: "/anagrafica"}},
	}
	number := r.URL.Query().Get("numero")
	if _, _, ok := report.ParseNumber(number); ok {
		page.Notice = fmt.Sprintf("Segnalazione inviata. Il numero è %s: usalo se scrivi o telefoni all'ufficio.", number)
	}
	return h.Site.Render(w, r, visit, page)
}

func whose(pupil string, links []school.Link) string {
	if pupil == "" {
		return "i tuoi dati"
	}
	at := slices.IndexFunc(links, func(l school.Link) bool { return l.Pupil == pupil })
	if at < 0 {
		return "alunno non più collegato"
	}
	return links[at].FullName()
}

// report shows one of the parent's own reports: what was told, how far the office has come, and its answer.
func (h Handler) report(w http.ResponseWriter, r *http.Request, visit web.Visit) error {
	tenant, guardian := visit.Municipality.ID, visit.Session.Guardian
	var one report.Report
	var links []school.Link
	err := beside.Together(
		beside.Into(&one, func() (report.Report, error) {
			return h.Reports.Own(r.Context(), tenant, guardian, r.PathValue("numero")+"/"+r.PathValue("anno"))
		}),
		beside.Into(&links, func() ([]school.Link, error) { return h.School.PupilsOf(r.Context(), tenant, guardian) }),
	)
	if err != nil {
		return err
	}
	return h.Site.Render(w, r, visit, web.Page{
		Title: "Segnalazione n. " + one.Number(), Section: "anagrafica", Template: "told", Data: told{one, whose(one.Pupil, links)},
		Crumbs: []web.Crumb{
			{Name: "Scheda anagrafica", Path: "/anagrafica"}, {Name: "Le tue segnalazioni", Path: reportsPath},
		},
	})
}

// reporting is what the form of a report knows.
type reporting struct {
	Children []school.Link
	Topics   []string
	Max      int
}

// askReport shows the form.
func (h Handler) askReport(w http.ResponseWriter, r *http.Request, visit web.Visit) error {
	query := r.URL.Query()
	if day, err := calendar.ParseTypedDay(query.Get("giorno")); err == nil { // of a link; what was typed stays as it is
		query.Set("giorno", day.Italian())
	}
	return h.showReport(w, r, visit, web.Page{Form: query, Notice: web.ResumedNotice(query)})
}

func (h Handler) showReport(w http.ResponseWriter, r *http.Request, visit web.Visit, page web.Page) error {
	links, err := h.School.PupilsOf(r.Context(), visit.Municipality.ID, visit.Session.Guardian)
	if err != nil {
		return err
	}
	page.Title, page.Section, page.Template = "Segnala un errore", "anagrafica", "report"
	page.Lead = "Scrivi all'ufficio che cosa è sbagliato nei dati. Ricevi un numero per ritrovare la segnalazione."
	page.Data = reporting{Children: links, Topics: report.Topics(), Max: report.MaxText}
	page.Crumbs = []web.Crumb{
		{Name: "Scheda anagrafica", Path: "/anagrafica"}, {Name: "Le tue segnalazioni", Path: reportsPath},
	}
	return h.Site.Render(w, r, visit, page)
}

// addReport keeps a report about the parent or about one of the parent's children.
func (h Handler) addReport(w http.ResponseWriter, r *http.Request, visit web.Visit) error {
	form, key, err := web.KeyedForm(r, visit)
	if err != nil {
		return err
	}
	day, wrong := wrongReport(form)
	if len(wrong) > 0 {
		return h.showReport(w, r, visit, web.Page{Status: http.StatusBadRequest, Form: form, Errors: wrong})
	}
	tenant, guardian, pupil := visit.Municipality.ID, visit.Session.Guardian, form.Get("figlio")
	if pupil != "" {
		if !school.ValidCode(pupil) {
			return problem.Missing()
		}
		if _, err := h.School.LinkOf(r.Context(), tenant, guardian, pupil); err != nil {
			return err
		}
	}
	added, err := h.Reports.Add(r.Context(), visit.Municipality, visit.Session.ID, key, report.Report{
		Guardian: guardian, Pupil: pupil, Topic: form.Get("argomento"), About: day, Text: form.Get("testo"),
	})
	if err != nil {
		return err
	}
	http.Redirect(w, r, reportsPath+"?numero="+url.QueryEscape(added.Number()), http.StatusSeeOther)
	return nil
}

// wrongReport returns the day that a form is about, zero for none, and what is wrong with the form.
func wrongReport(form url.Values) (calendar.Day, []web.FieldError) {
	var wrong []web.FieldError
	var day calendar.Day
	if text := strings.TrimSpace(form.Get("giorno")); text != "" {
		var err error
		if day, err = calendar.ParseTypedDay(text); err != nil {
			wrong = append(wrong, web.FieldError{
				Field: "giorno", Text: fmt.Sprintf("Non abbiamo capito il giorno «%s»: scrivilo così, 20/11/2026, o lascia vuoto.", text),
			})
		}
	}
	if !slices.Contains(report.Topics(), form.Get("argomento")) {
		wrong = append(wrong, web.FieldError{Field: "argomento", Text: "Scegli che cosa non va."})
	}
	switch length := utf8.RuneCountInString(form.Get("testo")); {
	case length == 0:
		wrong = append(wrong, web.FieldError{
			Field: "testo", Text: "Scrivi che cosa è sbagliato e come dovrebbe essere.",
		})
	case length > report.MaxText:
		wrong = append(wrong, web.FieldError{
			Field: "testo", Text: fmt.Sprintf("Il testo supera %d caratteri: accorcialo.", report.MaxText),
		})
	}
	return day, wrong
}
