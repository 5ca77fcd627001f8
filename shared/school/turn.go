package school

import (
	"cmp"
	"slices"
	"strings"

	"serviziscolastici/shared/calendar"
	"serviziscolastici/shared/problem"
)

// Turn is a change of a pupil's enrolment in a service from a day on: another class or band, a first enrolment, or
// the end of it.
type Turn struct {
	Service string
	// From is the first day of what is new.
	From calendar.Day
	// Ends says that the service ends: the day before From is its last one. The fields below are not used then.
	Ends bool
	// To is the last day of a first enrolment; a change lasts as long as what it changes.
	To     calendar.Day
	Class  Class
	Band   string
	Reason string       // why this band, for the parent too
	ISEE   calendar.Day // the last day of the ISEE for which the band is given; zero for none
	Diet   string       // the code of the special diet (see ReadDiet), "" for none
}

var (
	errNoTurn = problem.New(problem.Invalid,
		"In quel giorno l'alunno non è iscritto a questo servizio: non c'è niente da far finire.")
	errTurnOverlaps = problem.New(problem.Invalid,
		"Il periodo si sovrappone a un'altra iscrizione allo stesso servizio: scegli un ultimo giorno che viene prima.")
	errTurnYear = problem.New(problem.Invalid,
		"Il periodo esce dall'anno scolastico, che va da settembre ad agosto.")
	errTurnBackwards = problem.New(problem.Invalid, "L'ultimo giorno viene prima del primo.")
	errTurnFirst     = problem.New(problem.Invalid, "L'iscrizione comincia proprio in quel giorno: perché finisca "+
		"indica un giorno successivo.")
)

// Held returns the enrolment that the turn changes; false when it is a first one.
func (t Turn) Held(enrolments []Enrolment) (Enrolment, bool) {
	at := slices.IndexFunc(enrolments, func(e Enrolment) bool { return e.Service == t.Service && e.ActiveOn(t.From) })
	if at < 0 {
		return Enrolment{}, false
	}
	return enrolments[at], true
}

// Applied returns a pupil's enrolments after the turn. The errors are problem.Invalid and say what to do.
func (t Turn) Applied(enrolments []Enrolment) ([]Enrolment, error) {
	held, found := t.Held(enrolments)
	list := slices.DeleteFunc(slices.Clone(enrolments), func(e Enrolment) bool { return found && e == held })
	if t.Ends {
		switch {
		case !found:
			return nil, errNoTurn
		case held.From == t.From:
			return nil, errTurnFirst
		}
		held.To = t.From.AddDays(-1)
		return sortedEnrolments(append(list, held)), nil
	}
	new := Enrolment{
		Year: t.From.SchoolYear(), Service: t.Service, Class: t.Class.ID, ClassName: t.Class.Name,
		School: t.Class.School, SchoolName: t.Class.SchoolName, Band: t.Band, Reason: t.Reason, Diet: t.Diet, ISEE: t.ISEE, From: t.From, To: t.To,
	}
	if found {
		new.Pupil, new.To = held.Pupil, held.To
		if held.From.Before(t.From) {
			held.To = t.From.AddDays(-1)
			list = append(list, held)
		}
	}
	switch {
	case new.To.Before(new.From):
		return nil, errTurnBackwards
	case new.To.SchoolYear() != new.Year:
		return nil, errTurnYear
	case slices.ContainsFunc(list, new.Overlaps):
		return nil, errTurnOverlaps
	}
	return sortedEnrolments(append(list, new)), nil
}

// sortedEnrolments sorts by year, service and first day, as they are read.
func sortedEnrolments(list []Enrolment) []Enrolment {
	slices.SortFunc(list, func(a, b Enrolment) int {
		return cmp.Or(cmp.Compare(a.Year, b.Year), strings.Compare(a.Service, b.Service),
			strings.Compare(a.From.String(), b.From.String()))
	})
	return list
}
