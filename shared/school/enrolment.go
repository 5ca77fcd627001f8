package school

import (
	"slices"

	"serviziscolastici/shared/calendar"
)

// Enrolment is a pupil's enrolment in a service for a period. When the band or
// the class changes in the year, the old period ends and another begins.
type Enrolment struct {
	Pupil      string `dynamodbav:"pupil"`
	Year       int    `dynamodbav:"year"` // first calendar year of the school year
	Service    string `dynamodbav:"service"`
	Class      string `dynamodbav:"class"`
	ClassName  string `dynamodbav:"className"`
	School     string `dynamodbav:"school"`
	SchoolName string `dynamodbav:"schoolName"`
	Band       string `dynamodbav:"band"`
	Reason     string `dynamodbav:"reason"` // why this band, in the office's words
	// Diet is the code of the special diet, of the canteen only (see ReadDiet); "" for none, or when nobody told the code.
	Diet string       `dynamodbav:"diet,omitempty"`
	From calendar.Day `dynamodbav:"from"`
	To   calendar.Day `dynamodbav:"to"`
	// ISEE is the last day of the ISEE for which the band was given; zero when nobody told.
	ISEE calendar.Day `dynamodbav:"isee,omitempty"`
}

// InSchool is the class of the enrolment as Class.InSchool says it; "" for none.
func (e Enrolment) InSchool() string {
	if e.Class == "" {
		return ""
	}
	return Class{Name: e.ClassName, SchoolName: e.SchoolName}.InSchool()
}

// ActiveOn reports whether the enrolment holds on the day.
func (e Enrolment) ActiveOn(day calendar.Day) bool { return day.Within(e.From, e.To) }

// Overlaps reports whether two enrolments in the same service share a day and
// are not the same period of the same year (which the later one replaces).
func (e Enrolment) Overlaps(other Enrolment) bool {
	if e.Service != other.Service || e.SamePeriod(other) {
		return false
	}
	return other.From.Within(e.From, e.To) || e.From.Within(other.From, other.To)
}

// SamePeriod reports whether the two are the same enrolment, of which the later
// one replaces the other: same year, service and first day.
func (e Enrolment) SamePeriod(other Enrolment) bool {
	return e.Year == other.Year && e.Service == other.Service && e.From == other.From
}

// RosterRow is a pupil's place at the canteen table of a class for a period,
// with all that the night needs to debit the meal and the kitchen to cook it.
type RosterRow struct {
	Pupil      string       `dynamodbav:"pupil"`
	Name       string       `dynamodbav:"name"`
	FamilyName string       `dynamodbav:"familyName"`
	Band       string       `dynamodbav:"band"`
	Diet       string       `dynamodbav:"diet,omitempty"` // a code or UncodedDiet; "" for the common menu
	From       calendar.Day `dynamodbav:"from"`
	To         calendar.Day `dynamodbav:"to"`
}

// ListName returns family name and name, as Pupil.ListName says them.
func (r RosterRow) ListName() string { return Pupil{Name: r.Name, FamilyName: r.FamilyName}.ListName() }

// ActiveOn reports whether the pupil is at that table on the day.
func (r RosterRow) ActiveOn(day calendar.Day) bool { return day.Within(r.From, r.To) }

// SeatedOn reports whether anybody on a roster is at the table on the day.
func SeatedOn(roster []RosterRow, day calendar.Day) bool {
	return slices.ContainsFunc(roster, func(row RosterRow) bool { return row.ActiveOn(day) })
}
