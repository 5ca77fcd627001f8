package intake

import (
	"context"
	"slices"

	"serviziscolastici/shared/calendar"
	"serviziscolastici/shared/school"
)

func enrolmentColumns() []column[school.Enrolment] {
	return []column[school.Enrolment]{
		{"alunno", must, cell(func(e *school.Enrolment) *string { return &e.Pupil }, code)},
		{"anno", must, cell(func(e *school.Enrolment) *int { return &e.Year }, year)},
		{"servizio", must, cell(func(e *school.Enrolment) *string { return &e.Service }, service)},
		{"classe", must, cell(func(e *school.Enrolment) *string { return &e.Class }, code)},
		{"fascia", must, cell(func(e *school.Enrolment) *string { return &e.Band }, code)},
		{"motivo", may, cell(func(e *school.Enrolment) *string { return &e.Reason }, text)},
		{"dal", must, cell(func(e *school.Enrolment) *calendar.Day { return &e.From }, day)},
		{"al", must, cell(func(e *school.Enrolment) *calendar.Day { return &e.To }, day)},
	}
}

// enrolments loads iscrizioni.csv. All periods of one pupil are stored together,
// so that the file may end one and begin the next in any order.
func (l *load) enrolments(ctx context.Context, s *sheet) error {
	rows, err := readRows(l, s, enrolmentColumns(), enrolmentKey)
	if err != nil {
		return err
	}
	classes, err := l.classesByCode(ctx)
	if err != nil {
		return err
	}
	tariffs, err := l.tariffsOf(ctx, rows)
	if err != nil {
		return err
	}
	rows = slices.DeleteFunc(rows, func(r row[school.Enrolment]) bool {
		c := checkEnrolment(r.value, classes, tariffs[r.value.Year])
		if c != nil {
			l.reject(r.number, c)
		}
		return c != nil
	})
	groups := grouped(rows, func(e school.Enrolment) string { return e.Pupil })
	return saveGroups(ctx, l, groups, func(ctx context.Context, group []row[school.Enrolment]) (outcomes, error) {
		return l.enrol(ctx, group, classes)
	})
}

// tariffsOf reads the tariffs of the school years that the rows name.
func (l *load) tariffsOf(ctx context.Context, rows []row[school.Enrolment]) (map[int][]school.Tariff, error) {
	tariffs := make(map[int][]school.Tariff)
	for _, r := range rows {
		year := r.value.Year
		if _, read := tariffs[year]; read {
			continue
		}
		list, err := l.School.Tariffs(ctx, l.tenant, year)
		if err != nil {
			return nil, err
		}
		tariffs[year] = list
	}
	return tariffs, nil
}

// checkEnrolment returns what is wrong with an enrolment by itself, or nil.
func checkEnrolment(e school.Enrolment, classes map[string]school.Class, tariffs []school.Tariff) *complaint {
	if _, known := classes[e.Class]; !known {
		return noClass()
	}
	if backwards(e.From, e.To) {
		return complain("al", "La fine viene prima dell'inizio.")
	}
	if e.From.SchoolYear() != e.Year || e.To.SchoolYear() != e.Year {
		return complain("dal", "Il periodo esce dall'anno scolastico, che va da settembre ad agosto.")
	}
	if _, priced := school.TariffFor(tariffs, e.Service, e.Band, e.From); !priced {
		return complain("fascia",
			"Per questa fascia non c'è una tariffa dal primo giorno: caricala prima con tariffe.csv.")
	}
	return nil
}

// enrol stores the periods of one pupil, all but those that overlap another.
func (l *load) enrol(
	ctx context.Context, group []row[school.Enrolment], classes map[string]school.Class,
) (outcomes, error) {
	pupil := group[0].value.Pupil
	if _, err := l.knownPupil(ctx, pupil); err != nil {
		return nil, err
	}
	stored, err := l.School.Enrolments(ctx, l.tenant, pupil)
	if err != nil {
		return nil, err
	}
	var periods []school.Enrolment
	became := outcomes{}
	for _, r := range l.withoutOverlaps(group, stored) {
		class := classes[r.value.Class]
		r.value.ClassName, r.value.School, r.value.SchoolName = class.Name, class.School, class.SchoolName
		periods = append(periods, r.value)
		switch {
		case slices.Contains(stored, r.value):
			became[r.number] = Unchanged
		case slices.ContainsFunc(stored, r.value.SamePeriod):
			became[r.number] = Changed
		default:
			became[r.number] = Added
		}
	}
	_, err = l.School.SaveEnrolments(ctx, l.tenant, pupil, periods)
	return became, err
}

// withoutOverlaps rejects periods that share a day with an earlier row or with
// a stored period that the file does not replace.
func (l *load) withoutOverlaps(
	group []row[school.Enrolment], stored []school.Enrolment,
) []row[school.Enrolment] {
	taken := slices.DeleteFunc(slices.Clone(stored), func(s school.Enrolment) bool {
		return slices.ContainsFunc(group, func(r row[school.Enrolment]) bool { return r.value.SamePeriod(s) })
	})
	var good []row[school.Enrolment]
	for _, r := range group {
		if slices.ContainsFunc(taken, r.value.Overlaps) {
			l.reject(r.number, complain("dal", "Il periodo si sovrappone a un'altra iscrizione allo stesso servizio."))
			continue
		}
		taken, good = append(taken, r.value), append(good, r)
	}
	return good
}
