package main

import (
	"errors"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"

	"serviziscolastici/shared/calendar"
	"serviziscolastici/shared/presence"
	"serviziscolastici/shared/problem"
	"serviziscolastici/shared/school"
	"serviziscolastici/shared/web"
)

// classList is the list of classes on a day.
type classList struct {
	web.Ways
	Day                            calendar.Day
	Typed                          string // the day that was asked for, "" for today
	Now                            time.Time
	Today                          bool
	Missing                        bool // only those without a sheet
	Classes                        []presence.ClassState
	web.Paged[presence.ClassState] // those of the page
	// Serving counts the classes of the list that eat, Without those whose sheet is missing, Meals what the sheets count.
	Serving, Without int
	Meals            school.Meals
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
	page := web.Page{Title: "Presenze", Section: "presenze", Template: "classes"}
	switch {
	case errors.Is(err, errDay):
		page.Status, page.Errors = http.StatusBadRequest, []web.FieldError{{Field: dayField, Text: errDay.Text}}
	case err != nil:
		return err
	default:
		page.Lead = headed(list.Day)
	}
	list.Paged = web.Paginate(list.Classes, web.PageNumber(r.URL.Query()), sheetsPath, list.Query())
	page.Data = list
	page.Crumbs = crumbs()[:1]
	return h.Site.Render(w, r, visit, page)
}

// headed is a day as a sentence of its own: "Lunedì 23 novembre 2026."
func headed(day calendar.Day) string { return capital(weekdayOf(day)) + "." }

// capital is a text with a capital at its beginning, which is a letter of ASCII.
func capital(text string) string { return strings.ToUpper(text[:1]) + text[1:] }

func weekdayOf(day calendar.Day) string {
	return calendar.WeekdayName(day.Weekday()) + " " + day.Long()
}

// The choices of the list beside the search, in its address.
const (
	dayField     = "giorno"
	missingField = "mancanti"
)

// errDay answers a day that cannot be read. Another day's list would pass for the one that was asked for.
var errDay = problem.New(problem.Invalid, "Scrivi il giorno con l'anno, come 20/11/2026.")

// classList reads what an address asks for: errDay, with a list of no classes, when the day cannot be read. A tablet asks
// for today whatever its address says.
func (h Handler) classList(r *http.Request, visit web.Visit) (classList, error) {
	asked := web.AskedIn(r.URL.Query(), dayField, missingField)
	list := classList{Now: visit.Now, Day: visit.Today(), Missing: asked.Choices.Has(missingField)}
	if visit.Operator.Tablet() {
		asked.Choices.Del(dayField)
	}
	list.Typed = asked.Choices.Get(dayField)
	list.Ways = asked.Ways(sheetsPath, sheetsPath+"/oggi.csv", "")
	if list.Typed != "" {
		day, err := calendar.ParseTypedDay(list.Typed)
		if err != nil {
			return list, errDay.Because(err)
		}
		list.Day = day
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
		if class.Serves && !class.Vacant {
			list.Serving++
		}
		if class.Missing() {
			list.Without++
		}
	}
	slices.SortStableFunc(list.Classes, func(a, b presence.ClassState) int {
		return strings.Compare(a.SchoolName+a.Name, b.SchoolName+b.Name)
	})
	return list, nil
}

func (l classList) wants(class presence.ClassState) bool {
	return (!l.Missing || class.Missing()) && l.Sought.Fits(class.Name, class.SchoolName, class.ID)
}

// suspended says in lists and files that a class does not eat, with the reason if there is one: "sospesa: Neve".
func suspended(why string) string {
	if why == "" {
		return "sospesa"
	}
	return "sospesa: " + why
}

// State is how a class's sheet is, in words.
func (classList) State(class presence.ClassState) string {
	switch {
	case class.Suspended:
		return capital(suspended(class.Closed))
	case class.Sent():
		return "Inviato"
	case class.Serves && class.Vacant:
		return "Nessun iscritto"
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
	return web.About("classe", l.Sought.About(), "registro", state)
}

// exportClasses is the list as a file.
func (h Handler) exportClasses(w http.ResponseWriter, r *http.Request, visit web.Visit) error {
	list, err := h.classList(r, visit)
	if err != nil {
		return err
	}
	rows := make([][]string, 0, len(list.Classes))
	for _, class := range list.Classes {
		sent, normal, plain := "", "", ""
		if class.Sent() {
			sent, normal, plain = sentAt(class.Register), strconv.Itoa(class.Meals().Normal), strconv.Itoa(class.Meals().Plain)
		}
		rows = append(rows, []string{list.Day.Italian(), class.SchoolName, class.Name, list.State(class), sent, normal, plain})
	}
	return web.Export(w, r, visit, h.Audit, web.List{
		Name: "presenze-" + list.Day.String() + ".csv", About: list.about(),
		Header: []string{"giorno", "scuola", "classe", "registro", "ora", "normali_e_diete", "in_bianco"}, Rows: rows,
	})
}

// sentAt is when a register was sent last, with the day where it is not its own.
func sentAt(register school.ClassDay) string {
	if calendar.DayOf(register.Updated) != register.Day {
		return calendar.ItalianMoment(register.Updated)
	}
	return calendar.ItalianTime(register.Updated)
}
