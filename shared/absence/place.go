package absence

import (
	"cmp"
	"fmt"
	"slices"
	"time"

	"serviziscolastici/shared/calendar"
	"serviziscolastici/shared/municipality"
	"serviziscolastici/shared/problem"
	"serviziscolastici/shared/school"
)

// Place is a pupil's place at the table, with all that decides whether a parent can
// tell of a meal there.
type Place struct {
	Municipality municipality.Municipality
	Schools      []school.School
	Classes      []school.Class
	Closures     []school.Closure
	Enrolments   []school.Enrolment // the pupil's
}

// Meal is a meal that the pupil is expected at.
type Meal struct {
	Day   calendar.Day
	Class string
	Until time.Time // the last instant at which a parent can tell of it; zero for never
}

// Open reports whether a parent can tell of the meal.
func (m Meal) Open(now time.Time) bool { return !m.Until.IsZero() && !now.After(m.Until) }

// MealOn returns the pupil's meal of a day; false when there is none.
func (p Place) MealOn(day calendar.Day) (Meal, bool) {
	class, found := p.classOn(day)
	if !found || !school.Serves(class, p.Closures, day) {
		return Meal{}, false
	}
	return Meal{Day: day, Class: class.ID, Until: p.Limit(class.School, day)}, true
}

// Limit is the instant at which the kitchen of a school counts the meals of a day: the
// last at which a parent can tell of one, and a class send its sheet without a reason.
// It is zero when nobody set one.
func (p Place) Limit(school string, day calendar.Day) time.Time {
	if limit := p.limit(school); limit != 0 {
		return day.At(limit)
	}
	return time.Time{}
}

func (p Place) classOn(day calendar.Day) (school.Class, bool) {
	enrolled := slices.IndexFunc(p.Enrolments, func(e school.Enrolment) bool {
		return e.Service == school.Canteen && e.ActiveOn(day)
	})
	if enrolled < 0 {
		return school.Class{}, false
	}
	at := slices.IndexFunc(p.Classes, func(c school.Class) bool { return c.ID == p.Enrolments[enrolled].Class })
	if at < 0 {
		return school.Class{}, false
	}
	return p.Classes[at], true
}

func (p Place) limit(id string) calendar.TimeOfDay {
	at := slices.IndexFunc(p.Schools, func(s school.School) bool { return s.ID == id })
	if at < 0 {
		return p.Municipality.AbsenceLimit
	}
	return cmp.Or(p.Schools[at].AbsenceLimit, p.Municipality.AbsenceLimit)
}

// Last is the last day that a parent can tell of today.
func (p Place) Last(today calendar.Day) calendar.Day {
	return today.AddDays(p.Municipality.AbsencesAhead())
}

// Next returns the next meals of which a parent can tell, limit at most.
func (p Place) Next(now time.Time, limit int) []Meal {
	var meals []Meal
	today := calendar.DayOf(now)
	for day := today; !day.After(p.Last(today)) && len(meals) < limit; day = day.AddDays(1) {
		if meal, found := p.MealOn(day); found && meal.Open(now) {
			meals = append(meals, meal)
		}
	}
	return meals
}

// Between returns the meals from a day to another, both included, of which a parent
// tells now. Days without a meal are left out. The error is a problem.Invalid with
// the reason when there is no meal, or when one of the days cannot be told of: then
// none is, so that nobody believes it was.
func (p Place) Between(from, to calendar.Day, now time.Time) ([]Meal, error) {
	today := calendar.DayOf(now)
	switch last := p.Last(today); {
	case to.Before(from):
		return nil, refuse("L'ultimo giorno viene prima del primo.")
	case from.Before(today):
		return nil, refuse("Il %s è passato. %s", from.Italian(), p.offer(now))
	case to.After(last):
		return nil, refuse("Il %s è troppo lontano: oggi si può comunicare fino al %s.", to.Italian(), last.Italian())
	}
	var meals []Meal
	for day := from; !day.After(to); day = day.AddDays(1) {
		meal, found := p.MealOn(day)
		if !found {
			continue
		}
		if meal.Until.IsZero() {
			return nil, refuse("Qui le assenze non si comunicano dal portale: dillo all'ufficio o alla scuola.")
		}
		if !meal.Open(now) {
			return nil, refuse("Per oggi il termine era alle %s: la cucina ha già preparato i pasti. %s",
				calendar.ItalianTime(meal.Until), p.offer(now))
		}
		meals = append(meals, meal)
	}
	if len(meals) == 0 {
		return nil, refuse("%s %s", p.why(from, to), p.offer(now))
	}
	return meals, nil
}

// offer says of which day a parent can tell next.
func (p Place) offer(now time.Time) string {
	next := p.Next(now, 1)
	if len(next) == 0 {
		return "Nei prossimi giorni non ci sono pasti da comunicare."
	}
	day := next[0].Day
	return fmt.Sprintf("Il primo giorno che puoi comunicare è %s %s.", calendar.WeekdayName(day.Weekday()), day.Italian())
}

// why says why there is no meal.
func (p Place) why(from, to calendar.Day) string {
	if from != to {
		return fmt.Sprintf("Dal %s al %s non ci sono giorni di mensa.", from.Italian(), to.Italian())
	}
	class, found := p.classOn(from)
	if !found {
		return fmt.Sprintf("Il %s non risulta un'iscrizione alla mensa.", from.Italian())
	}
	if closure, closed := school.Suspension(p.Closures, class, from, false); closed {
		return fmt.Sprintf("Il %s la mensa è sospesa (%s).", from.Italian(), closure.Reason)
	}
	return fmt.Sprintf("Il %s, %s, la classe non mangia a scuola.", from.Italian(), calendar.WeekdayName(from.Weekday()))
}

func refuse(format string, parts ...any) error {
	return problem.New(problem.Invalid, fmt.Sprintf(format, parts...))
}
