package main

import (
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"serviziscolastici/shared/calendar"
	"serviziscolastici/shared/presence"
	"serviziscolastici/shared/school"
	"serviziscolastici/shared/web"
)

// classList is the list of classes on a day.
type classList struct {
	Day                            calendar.Day
	Now                            time.Time
	Today                          bool
	Text                           string // what was searched
	Missing                        bool   // only those without a sheet
	Classes                        []presence.ClassState
	web.Paged[presence.ClassState] // those of the page
	// Serving counts the classes of the list that eat, Without those whose sheet is missing, Meals what the sheets count.
	Serving, Without int
	Meals            school.Meals
	Export           string
}

// Address is where a class of the list leads to.
func (l classList) Address(class string) string {
	if l.Today {
		return classPath(class)
	}
	return dayPath(class, l.Day)
}

// classes lists the classes of the operator's schools.
func (h Handler) classes(w http.ResponseWriter, r *http.Request, visit web.Visit) error {
	list, err := h.classList(r, visit)
	if err != nil {
		return err
	}
	list.Paged = web.Paginate(list.Classes, web.PageNumber(r.URL.Query()), sheetsPath, list.asked())
	page := web.Page{
		Title: "Presenze", Section: "presenze", Template: "classes", Data: list, Form: r.URL.Query(),
		Lead: headed(list.Day),
	}
	if !visit.Operator.Tablet() {
		page.Crumbs = crumbs(visit)[:1]
	}
	return h.Site.Render(w, r, visit, page)
}

// headed is a day as a sentence of its own: "Lunedì 23 novembre 2026."
func headed(day calendar.Day) string {
	text := weekdayOf(day)
	return strings.ToUpper(text[:1]) + text[1:] + "."
}

func weekdayOf(day calendar.Day) string {
	return calendar.WeekdayName(day.Weekday()) + " " + day.Long()
}

// classList reads what an address asks for. A tablet asks for today whatever its address says.
func (h Handler) classList(r *http.Request, visit web.Visit) (classList, error) {
	query := r.URL.Query()
	list := classList{Now: visit.Now, Day: visit.Today(), Text: strings.TrimSpace(query.Get("cerca")), Missing: query.Get("mancanti") != ""}
	if asked, err := calendar.ParseTypedDay(query.Get("giorno")); err == nil && !visit.Operator.Tablet() {
		list.Day = asked
	}
	list.Today = list.Day == visit.Today()
	classes, err := h.Sheets.Classes(r.Context(), visit.Municipality, list.Day)
	if err != nil {
		return list, err
	}
	for _, class := range classes {
		if !visit.Operator.SeesSchool(class.School) || !list.wants(class) {
			continue
		}
		list.Classes = append(list.Classes, class)
		list.Meals = list.Meals.Plus(class.Meals())
		if class.Serves {
			list.Serving++
		}
		if class.Missing() {
			list.Without++
		}
	}
	slices.SortStableFunc(list.Classes, func(a, b presence.ClassState) int {
		return strings.Compare(a.SchoolName+a.Name, b.SchoolName+b.Name)
	})
	list.Export = sheetsPath + "/oggi.csv?" + list.asked().Encode()
	return list, nil
}

// asked is the query of the same list.
func (l classList) asked() url.Values {
	asked := url.Values{"giorno": {l.Day.String()}, "cerca": {l.Text}}
	if l.Missing {
		asked.Set("mancanti", "1")
	}
	return asked
}

func (l classList) wants(class presence.ClassState) bool {
	return (!l.Missing || class.Missing()) &&
		strings.Contains(strings.ToLower(className(class.Class)+" "+class.ID), strings.ToLower(l.Text))
}

// State is how a class's sheet is, in words.
func (classList) State(class presence.ClassState) string {
	switch {
	case class.Sent():
		return "Inviato"
	case class.Serves:
		return "Manca"
	default:
		return "Senza mensa"
	}
}

// about says which classes were asked for, for the record.
func (l classList) about() string {
	state := ""
	if l.Missing {
		state = "mancante"
	}
	return web.About("classe", l.Text, "registro", state)
}

// exportClasses is the list as a file.
func (h Handler) exportClasses(w http.ResponseWriter, r *http.Request, visit web.Visit) error {
	list, err := h.classList(r, visit)
	if err != nil {
		return err
	}
	rows := make([][]string, 0, len(list.Classes))
	for _, class := range list.Classes {
		sent := ""
		if class.Sent() {
			sent = calendar.ItalianTime(class.Register.Updated)
		}
		rows = append(rows, []string{
			list.Day.Italian(), class.SchoolName, class.Name, list.State(class), sent,
			strconv.Itoa(class.Meals().Normal), strconv.Itoa(class.Meals().Plain),
		})
	}
	return web.Export(w, r, visit, h.Audit, web.List{
		Name: "presenze-" + list.Day.String() + ".csv", About: list.about(),
		Header: []string{"giorno", "scuola", "classe", "registro", "ora", "normali_e_diete", "in_bianco"}, Rows: rows,
	})
}
