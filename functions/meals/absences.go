package main

import (
	"fmt"
	"net/http"
	"slices"
	"time"

	"serviziscolastici/shared/absence"
	"serviziscolastici/shared/calendar"
	"serviziscolastici/shared/pattern"
	"serviziscolastici/shared/school"
	"serviziscolastici/shared/web"
)

const absencesPath = "/refezione/assenze"

// shownMeals is how many of the next meals a child's quick buttons offer.
const shownMeals = 2

// absences is what the page of absences knows.
type absences struct {
	Diners []diner
	Offers []offer
	Last   calendar.Day // that can be told of today
	Told   []told       // the last one told first
	chosen []string     // pupils, as the address or the form named them
}

// Chosen reports whether a child was chosen.
func (a absences) Chosen(pupil string) bool { return slices.Contains(a.chosen, pupil) }

// offer is what a child's quick buttons tell of.
type offer struct {
	Child school.Link
	Meals []offered
	// Late is since when today's meal cannot be told of any more; zero when it can, or
	// when there is none.
	Late time.Time
}

// offered is one of the next meals, and what was told of it.
type offered struct {
	absence.Meal
	Name   string // of the day: "oggi", "domani", "lunedì"
	Notice absence.Notice
}

// told is what one form told of one child, as the page lists it: the days that hold, or
// those that were taken back.
type told struct {
	absence.Notice // the first
	Child          school.Link
	Days           []day
	Open           int  // how many days can be taken back
	Mine           bool // told by this parent
}

// day is a day that was told of.
type day struct {
	calendar.Day
	Open bool
}

// To is the last day.
func (t told) To() calendar.Day { return t.Days[len(t.Days)-1].Day }

// State is the notice in words.
func (t told) State() string { return markName(t.Mark) }

func markName(mark school.Mark) string {
	if mark == school.Plain {
		return "Pasto in bianco"
	}
	return "Assente"
}

// absences shows how to tell of the next meals, and what was told.
func (h Handler) absences(w http.ResponseWriter, r *http.Request, visit web.Visit) error {
	diners, err := h.family(r.Context(), visit, nil)
	if err != nil {
		return err
	}
	query := r.URL.Query()
	page := web.Page{Form: query, Notice: web.ResumedNotice(query)}
	if number := query.Get("numero"); numbers.Matches(number) {
		page.Notice = proof(diners, number)
	}
	return h.showAbsences(w, r, visit, diners, page)
}

func (h Handler) showAbsences(
	w http.ResponseWriter, r *http.Request, visit web.Visit, diners []diner, page web.Page,
) error {
	data := absences{
		Diners: diners, Told: toldOf(diners, visit), chosen: page.Form["figlio"],
		Last: absence.Place{Municipality: visit.Municipality}.Last(visit.Today()),
	}
	for _, wanted := range []bool{true, false} { // the child of the link comes first
		for _, d := range diners {
			if data.Chosen(d.Pupil) == wanted {
				data.Offers = append(data.Offers, d.offer(visit.Now))
			}
		}
	}
	page.Title, page.Section, page.Template, page.Data = "Assenze e pasti in bianco", "refezione", "absences", data
	page.Lead = "Avvisa la mensa prima del pasto. Il motivo non serve."
	page.Crumbs = []web.Crumb{{Name: "Refezione scolastica", Path: "/refezione"}}
	return h.Site.Render(w, r, visit, page)
}

// offer are a child's quick buttons.
func (d diner) offer(now time.Time) offer {
	today := calendar.DayOf(now)
	result := offer{Child: d.Link}
	if meal, found := d.MealOn(today); found && !meal.Until.IsZero() && !meal.Open(now) &&
		!d.notice(today).Holds() {
		result.Late = meal.Until
	}
	for _, meal := range d.Next(now, shownMeals) {
		name := calendar.WeekdayName(meal.Day.Weekday())
		switch meal.Day {
		case today:
			name = "oggi"
		case today.AddDays(1):
			name = "domani"
		}
		result.Meals = append(result.Meals, offered{meal, name, d.notice(meal.Day)})
	}
	return result
}

// toldOf lists what was told of the children, the last one told first.
func toldOf(diners []diner, visit web.Visit) []told {
	var list []told
	for _, d := range diners {
		for _, n := range d.Told {
			at := slices.IndexFunc(list, func(t told) bool {
				return t.Pupil == n.Pupil && t.Number == n.Number && t.Mark == n.Mark && t.Holds() == n.Holds()
			})
			if at < 0 {
				at = len(list)
				list = append(list, told{Notice: n, Child: d.Link, Mine: n.Guardian == visit.Session.Guardian})
			}
			open := n.Open(visit.Now)
			list[at].Days = append(list[at].Days, day{n.Day, open})
			if open {
				list[at].Open++
			}
		}
	}
	slices.SortStableFunc(list, func(a, b told) int { return b.At.Compare(a.At) })
	return list
}

// numbers is the form of a notice's number.
var numbers = pattern.Of(`^[0-9]{12}$`)

// proof says what became of a form, "" when nothing is known of its number.
func proof(diners []diner, number string) string {
	var of []absence.Notice
	held := 0
	for _, d := range diners {
		for _, n := range d.Told {
			if n.Number == number {
				of = append(of, n)
			}
			if n.Number == number && n.Holds() {
				held++
			}
		}
	}
	if len(of) == 0 {
		return ""
	}
	at := of[0].At
	told := fmt.Sprintf("numero %s, alle %s del %s", web.Groups(number), calendar.ItalianTime(at),
		calendar.DayOf(at).Italian())
	if held == 0 {
		return fmt.Sprintf("Annullato: il pasto è di nuovo previsto (comunicazione %s).", told)
	}
	return fmt.Sprintf("Comunicazione ricevuta: %s, per %s.", told, web.Plural(held, "pasto", "pasti"))
}
