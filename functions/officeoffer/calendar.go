package main

import (
	"cmp"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"time"

	"serviziscolastici/shared/beside"
	"serviziscolastici/shared/calendar"
	"serviziscolastici/shared/school"
	"serviziscolastici/shared/web"
)

const calendarPath = "/ufficio/calendario"

// yearPlan is what the calendar's page shows: a month, and the suspensions of its school year.
type yearPlan struct {
	places
	web.Asked
	Year    int
	Month   calendar.Month
	Weeks   [][]cell
	Periods []period
	// Here are the suspensions of the month, whole or not: phones have no room for words in the grid.
	Here   []period
	Writes bool
}

// Ways are the addresses around the month; the file has the school year.
func (y yearPlan) Ways() web.Ways {
	ways := y.Asked.Ways(calendarPath, "", "")
	ways.CSV = y.ofYear().At(calendarPath+"/csv", "")
	return ways
}

// Load is the address of the year's suspensions as calendario.csv, which can be loaded again.
func (y yearPlan) Load() string { return y.ofYear().At(calendarPath+"/calendario.csv", "") }

func (y yearPlan) ofYear() web.Asked {
	return web.Asked{Sought: y.Sought, Choices: url.Values{"anno": {strconv.Itoa(y.Year)}}}
}

// Address is the page of a month, with the same search.
func (y yearPlan) Address(month calendar.Month) string {
	return web.Asked{Sought: y.Sought, Choices: url.Values{"mese": {month.Key()}}}.At(calendarPath, "")
}

// ServiceName names a service.
func (yearPlan) ServiceName(service string) string { return serviceName(service) }

// cell is a day of the month's grid; those of the months beside are empty.
type cell struct {
	Day    calendar.Day
	Inside bool
	Today  bool
	Closed []school.Closure
}

// period is a run of days of one suspension.
type period struct {
	school.Closure
	From, To calendar.Day
	Days     []school.Closure
}

// ServiceName names the service, or all.
func (p period) ServiceName() string { return serviceName(p.Service) }

// Audience is for whom it is, as addresses have it.
func (p period) Audience() string { return audience{p.School, p.Class}.value() }

// calendar shows a month and its year's suspensions.
func (h Handler) calendar(w http.ResponseWriter, r *http.Request, visit web.Visit) error {
	month, err := web.ChosenMonth(r.URL.Query(), visit.Today())
	if err != nil {
		return err
	}
	data := yearPlan{Asked: web.AskedIn(r.URL.Query(), "mese"), Year: month.First().SchoolYear(), Month: month}
	data.Writes = h.writes(visit, calendarPath+"/sospendi")
	closures, err := h.readYear(r, visit, &data)
	if err != nil {
		return err
	}
	data.Weeks, data.Here = weeksOf(month, closures, visit.Today()), periodsOf(within(month, closures))
	data.Periods = data.sought(periodsOf(closures))
	return h.Site.Render(w, r, visit, web.Page{
		Title: "Calendario", Section: "calendario", Template: "calendar", Data: data, Notice: calendarNotice(r.URL.Query().Get("esito")),
		Lead:   "I giorni in cui un servizio è sospeso: per tutti, per una scuola o per una classe.",
		Crumbs: []web.Crumb{{Name: "Scrivania", Path: web.OfficeHome}},
	})
}

func calendarNotice(outcome string) string {
	switch outcome {
	case "sospeso":
		return "Sospensione registrata."
	case "riaccrediti":
		return "Sospensione registrata. I pasti già addebitati di quei giorni si riaccreditano stasera."
	case "riaperto":
		return "Sospensione tolta. I pasti di quei giorni, se il registro segna presenze e non sono già addebitati, si addebitano stasera."
	default:
		return ""
	}
}

// sought are the periods that are looked for, each whole.
func (y yearPlan) sought(periods []period) []period {
	return slices.DeleteFunc(periods, func(p period) bool {
		texts := []string{p.Reason, y.Name(p.School, p.Class), p.ServiceName()}
		for day := p.From; !day.After(p.To); day = day.AddDays(1) {
			texts = append(texts, day.Italian(), day.Long())
		}
		return !y.Sought.Fits(texts...)
	})
}

// readYear reads the places and the closures of a school year that hold.
func (h Handler) readYear(r *http.Request, visit web.Visit, data *yearPlan) ([]school.Closure, error) {
	ctx, tenant := r.Context(), visit.Municipality.ID
	var closures []school.Closure
	err := beside.Together(
		beside.Into(&data.places, func() (places, error) { return h.places(ctx, tenant) }),
		beside.Into(&closures, func() ([]school.Closure, error) {
			return h.School.Closures(ctx, tenant, firstDay(data.Year), lastDay(data.Year))
		}),
	)
	return slices.DeleteFunc(closures, func(c school.Closure) bool { return c.Withdrawn }), err
}

// within are the closures of a month.
func within(month calendar.Month, closures []school.Closure) []school.Closure {
	return slices.DeleteFunc(slices.Clone(closures), func(c school.Closure) bool { return c.Day.Month() != month })
}

// weeksOf lays a month out in weeks from Monday.
func weeksOf(month calendar.Month, closures []school.Closure, today calendar.Day) [][]cell {
	day := month.First()
	for day.Weekday() != time.Monday {
		day = day.AddDays(-1)
	}
	var weeks [][]cell
	for !day.After(month.Last()) {
		week := make([]cell, 0, 7)
		for range 7 {
			one := cell{Day: day, Inside: day.Month() == month, Today: day == today}
			for _, c := range closures {
				if one.Inside && c.Day == day {
					one.Closed = append(one.Closed, c)
				}
			}
			week = append(week, one)
			day = day.AddDays(1)
		}
		weeks = append(weeks, week)
	}
	return weeks
}

// periodsOf joins the days of one suspension that follow one another, over weekends too.
func periodsOf(closures []school.Closure) []period {
	var periods []period
	for _, c := range closures {
		at := slices.IndexFunc(periods, func(p period) bool {
			return p.School == c.School && p.Class == c.Class && p.Service == c.Service && p.Reason == c.Reason && follows(p.To, c.Day)
		})
		if at < 0 {
			periods = append(periods, period{c, c.Day, c.Day, []school.Closure{c}})
			continue
		}
		periods[at].To = c.Day
		periods[at].Days = append(periods[at].Days, c)
	}
	slices.SortStableFunc(periods, func(a, b period) int { return cmp.Compare(a.From.String(), b.From.String()) })
	return periods
}

// follows reports whether nothing but a weekend lies between two days.
func follows(before, after calendar.Day) bool {
	for day := before.AddDays(1); day.Before(after); day = day.AddDays(1) {
		if day.Weekday() != time.Saturday && day.Weekday() != time.Sunday {
			return false
		}
	}
	return true
}

// periods reads the suspensions of the school year that an address asks for and picks what is sought. The page shows months
// of any year: so does the file.
func (h Handler) periods(r *http.Request, visit web.Visit) (yearPlan, error) {
	data := yearPlan{Asked: web.AskedIn(r.URL.Query()), Year: visit.Today().SchoolYear()}
	if asked := r.URL.Query().Get("anno"); asked != "" {
		september, err := calendar.ParseMonth(asked + "-09")
		if err != nil {
			return data, web.NotOffered("anno")
		}
		data.Year = september.First().SchoolYear()
	}
	closures, err := h.readYear(r, visit, &data)
	data.Periods = data.sought(periodsOf(closures))
	return data, err
}

// calendarFile sends the suspensions of the page.
func (h Handler) calendarFile(w http.ResponseWriter, r *http.Request, visit web.Visit) error {
	data, err := h.periods(r, visit)
	if err != nil {
		return err
	}
	rows := make([][]string, 0, len(data.Periods))
	for _, p := range data.Periods {
		rows = append(rows, []string{
			p.From.Italian(), p.To.Italian(), strconv.Itoa(len(p.Days)), data.Name(p.School, p.Class), p.ServiceName(), p.Reason,
		})
	}
	return web.Export(w, r, visit, h.Audit, web.List{
		Name: "sospensioni-" + strconv.Itoa(data.Year) + ".csv", About: data.About(),
		Header: []string{"dal", "al", "giorni", "per_chi", "servizio", "motivo"}, Rows: rows,
	})
}

// calendarToLoad sends the same suspensions as calendario.csv, the file in which they are loaded: a row a day.
func (h Handler) calendarToLoad(w http.ResponseWriter, r *http.Request, visit web.Visit) error {
	data, err := h.periods(r, visit)
	if err != nil {
		return err
	}
	var rows [][]string
	for _, p := range data.Periods {
		for _, c := range p.Days {
			rows = append(rows, []string{c.Day.Italian(), c.School, c.Reason, c.Class, c.Service})
		}
	}
	return web.Export(w, r, visit, h.Audit, web.List{
		Name: "calendario.csv", About: data.About("anno", strconv.Itoa(data.Year)),
		Header: []string{"giorno", "scuola", "motivo", "classe", "servizio"}, Rows: rows,
	})
}
