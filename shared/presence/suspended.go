package presence

import (
	"context"
	"slices"

	"serviziscolastici/shared/calendar"
	"serviziscolastici/shared/municipality"
	"serviziscolastici/shared/school"
)

// Suspended is what does not eat on a day on which it would, for one reason.
type Suspended struct {
	Reason  string
	Schools []SuspendedSchool
}

// SuspendedSchool is a school, or some of its classes.
type SuspendedSchool struct {
	Name    string
	Classes []string // names; none for the whole school
}

// Suspensions are those of a day in the schools that the filter admits, before the kitchens' count and after it, by reason.
func (s Store) Suspensions(
	ctx context.Context, m municipality.Municipality, day calendar.Day, admits func(school.School) bool,
) ([]Suspended, error) {
	known, err := s.Offer.of(ctx, s.School, m.ID)
	if err != nil {
		return nil, err
	}
	closures, err := s.School.Closures(ctx, m.ID, day, day)
	if err != nil || len(closures) == 0 {
		return nil, err
	}
	known = known.only(admits)
	var list []Suspended
	for _, at := range known.schools {
		var reasons []string // of the classes that do not eat
		byReason, eating := map[string][]string{}, 0
		for _, class := range known.classes {
			if class.School != at.ID || !school.Serves(class, nil, day) {
				continue
			}
			eating++
			if closure, closed := school.ClosureOf(closures, class, day); closed {
				reasons = append(reasons, closure.Reason)
				byReason[closure.Reason] = append(byReason[closure.Reason], class.Name)
			}
		}
		slices.Sort(reasons)
		for _, reason := range slices.Compact(reasons) {
			one := SuspendedSchool{Name: at.Name, Classes: byReason[reason]}
			if len(one.Classes) == eating {
				one.Classes = nil
			}
			same := slices.IndexFunc(list, func(s Suspended) bool { return s.Reason == reason })
			if same < 0 {
				same, list = len(list), append(list, Suspended{Reason: reason})
			}
			list[same].Schools = append(list[same].Schools, one)
		}
	}
	return list, nil
}
