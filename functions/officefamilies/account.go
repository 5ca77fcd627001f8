package main

import (
	"net/http"
	"net/url"
	"strconv"
	"time"

	"serviziscolastici/shared/calendar"
	"serviziscolastici/shared/ledger"
	"serviziscolastici/shared/money"
	"serviziscolastici/shared/office"
	"serviziscolastici/shared/school"
	"serviziscolastici/shared/web"
)

// accountPage is the account of a pupil in a school year.
type accountPage struct {
	web.Paged[ledger.Line]

	Pupil   school.Pupil
	Account ledger.Account
	Year    int
	Years   []int // with the one shown, newest first
	In, Out money.Cents
	May     map[string]bool
}

// yearsBack is how many school years can be looked at.
const yearsBack = 4

// account is the page of all movements of a school year.
func (h Handler) account(w http.ResponseWriter, r *http.Request, visit web.Visit) error {
	tenant, pupil, now := visit.Municipality.ID, r.PathValue("alunno"), visit.Today().SchoolYear()
	data := accountPage{Year: now, May: h.mayAll(visit)}
	if year, err := strconv.Atoi(r.URL.Query().Get("anno")); err == nil && year <= now && year > now-yearsBack {
		data.Year = year
	}
	for year := now; year > now-yearsBack; year-- {
		data.Years = append(data.Years, year)
	}
	var statement ledger.Statement
	err := web.Together(
		web.Into(&data.Pupil, func() (school.Pupil, error) { return h.School.Pupil(r.Context(), tenant, pupil) }),
		web.Into(&statement, func() (ledger.Statement, error) {
			return h.Accounts.Statement(r.Context(), tenant, pupil, calendar.NewDay(data.Year, time.September, 1))
		}))
	if err != nil {
		return err
	}
	data.Account = statement.Account
	var lines []ledger.Line
	for _, line := range statement.Lines {
		if line.Day.SchoolYear() != data.Year {
			continue
		}
		lines = append(lines, line)
		side := &data.In
		if line.Amount < 0 {
			side = &data.Out
		}
		if *side, err = side.Add(line.Amount); err != nil {
			return err
		}
	}
	query := url.Values{"anno": {strconv.Itoa(data.Year)}}
	data.Paged = web.Paginate(lines, web.PageNumber(r.URL.Query()), cardAddress(pupil)+"/conto", query)
	return h.Site.Render(w, r, visit, web.Page{
		Title: "Conto dell’alunno", Section: section, Template: "account", Data: data, Crumbs: crumbs(pupil),
	})
}

// historyPage is what operators did that is about a pupil.
type historyPage struct {
	Pupil   school.Pupil
	Records []office.Record
	Older   string
}

// recordsPerPage is how many records the page of the history shows.
const recordsPerPage = 50

// history is the page of all changes of a pupil.
func (h Handler) history(w http.ResponseWriter, r *http.Request, visit web.Visit) error {
	tenant, pupil := visit.Municipality.ID, r.PathValue("alunno")
	data := historyPage{}
	next := ""
	err := web.Together(
		web.Into(&data.Pupil, func() (school.Pupil, error) { return h.School.Pupil(r.Context(), tenant, pupil) }),
		func() error {
			var err error
			data.Records, next, err = h.Audit.OfPupil(r.Context(), tenant, pupil, r.URL.Query().Get("da"), recordsPerPage)
			return err
		})
	if err != nil {
		return err
	}
	if next != "" {
		data.Older = cardAddress(pupil) + "/storia?" + url.Values{"da": {next}}.Encode()
	}
	return h.Site.Render(w, r, visit, web.Page{
		Title: "Modifiche fatte dal Comune", Section: section, Template: "history", Data: data, Crumbs: crumbs(pupil),
	})
}
