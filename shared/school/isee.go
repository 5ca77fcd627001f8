package school

import (
	"context"

	"serviziscolastici/shared/calendar"
	"serviziscolastici/shared/dynamo"
)

// Ending is a band that lasts longer than the ISEE for which it was given: a list for the office.
type Ending struct {
	Pupil      string       `dynamodbav:"pupil"`
	Name       string       `dynamodbav:"name"`
	FamilyName string       `dynamodbav:"familyName"`
	Service    string       `dynamodbav:"service"`
	ClassName  string       `dynamodbav:"className"`
	SchoolName string       `dynamodbav:"schoolName"`
	Band       string       `dynamodbav:"band"`
	ISEE       calendar.Day `dynamodbav:"isee"` // the last day of the ISEE
	To         calendar.Day `dynamodbav:"to"`   // the last day of the enrolment
}

// ServiceName is the service as parents read it.
func (e Ending) ServiceName() string { return ServiceName(e.Service) }

// outlivesISEE reports whether the enrolment goes on when its ISEE has ended.
func (e Enrolment) outlivesISEE() bool {
	return !e.ISEE.IsZero() && e.ISEE.Within(e.From, e.To) && e.ISEE != e.To
}

// endings are the items of the enrolments that outlive their ISEE.
func (d dossier) endings(items map[dynamo.Key]any) {
	for _, e := range d.enrolments {
		if e.outlivesISEE() {
			items[dynamo.EndingISEE(d.tenant, e.ISEE, d.pupil.ID, e.Service)] = Ending{
				Pupil: d.pupil.ID, Name: d.pupil.Name, FamilyName: d.pupil.FamilyName, Service: e.Service,
				ClassName: e.ClassName, SchoolName: e.SchoolName, Band: e.Band, ISEE: e.ISEE, To: e.To,
			}
		}
	}
}

// Endings returns the bands of today's school year whose ISEE has ended or ends up to a day, limit at most, those of the first
// day first. The page begins at from, "" for the first; the returned text is where the next page begins, "" after the last.
func (s Store) Endings(
	ctx context.Context, tenant string, until calendar.Day, from string, limit int,
) ([]Ending, string, error) {
	begins := calendar.NewDay(s.Clock.Today().SchoolYear(), 9, 1)
	found, err := dynamo.Query[struct {
		Ending
		SK string `dynamodbav:"sk"`
	}](ctx, s.Core, dynamo.EndingISEEs(tenant, begins, until, from, limit+1))
	if err != nil {
		return nil, "", err
	}
	list, next := make([]Ending, 0, len(found)), ""
	for _, one := range found[:min(len(found), limit)] {
		list = append(list, one.Ending)
	}
	if len(found) > limit {
		next = found[limit].SK
	}
	return list, next, nil
}
