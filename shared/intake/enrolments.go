package intake

import (
	"context"
	"slices"

	"serviziscolastici/shared/calendar"
	"serviziscolastici/shared/problem"
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
		{dietColumn, may, cell(func(e *school.Enrolment) *string { return &e.Diet }, dietCode)},
		{"scadenza_isee", may, cell(func(e *school.Enrolment) *calendar.Day { return &e.ISEE }, day)},
		{"dal", must, cell(func(e *school.Enrolment) *calendar.Day { return &e.From }, day)},
		{"al", must, cell(func(e *school.Enrolment) *calendar.Day { return &e.To }, day)},
	}
}

// dietColumn has the code of the special diet, which also lasts into a new period when a file does without the column.
const dietColumn = "codice_dieta"

// dietCode reads the code of a special diet.
func dietCode(cell string) (string, error) {
	code, err := school.ReadDiet(cell)
	if err != nil {
		return "", complain("", problem.Of(err).Text)
	}
	return code, nil
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
	_, kept := divided(enrolmentColumns(), s.header)
	return saveGroups(ctx, l, groups, func(ctx context.Context, group []row[school.Enrolment]) (outcomes, error) {
		return l.enrol(ctx, group, classes, kept)
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
	if e.Diet != "" && e.Service != school.Canteen {
		return complain(dietColumn, "Il codice della dieta si scrive solo per la mensa.")
	}
	if e.From.SchoolYear() != e.Year || e.To.SchoolYear() != e.Year {
		return complain("dal", "Il periodo esce dall'anno scolastico, che va da settembre ad agosto.")
	}
	if _, priced := school.TariffFor(tariffs, e.Service, e.Band, e.From); !priced {
		return complain("fascia",
			"Per questa fascia non c'è una tariffa dal primo giorno: carica prima le Tariffe (tariffe.csv).")
	}
	return nil
}

// enrol stores the periods of one pupil, all but those that overlap another.
func (l *load) enrol(
	ctx context.Context, group []row[school.Enrolment], classes map[string]school.Class, kept []column[school.Enrolment],
) (outcomes, error) {
	pupil := group[0].value.Pupil
	if _, err := l.knownPupil(ctx, pupil); err != nil {
		return nil, err
	}
	stored, err := l.School.Enrolments(ctx, l.tenant, pupil)
	if err != nil {
		return nil, err
	}
	good := l.withoutOverlaps(group, stored)
	merge := func(stored []school.Enrolment) []school.Enrolment {
		periods := make([]school.Enrolment, len(good))
		for i, r := range good {
			periods[i] = completed(r.value, classes[r.value.Class], stored, kept)
		}
		return periods
	}
	became := outcomes{}
	for i, period := range merge(stored) {
		at, number := slices.IndexFunc(stored, period.SamePeriod), good[i].number
		switch {
		case at < 0:
			became[number] = Added
		case stored[at] == period:
			became[number] = Unchanged
		default:
			became[number] = Changed
			l.differs(number, differences(enrolmentColumns(), stored[at], period))
		}
	}
	_, err = l.School.MergeEnrolments(ctx, l.tenant, pupil, merge)
	return became, err
}

// completed is an enrolment with the names of its class, and with what is stored of the columns that the file does without:
// the reason only of the same band.
func completed(
	e school.Enrolment, class school.Class, stored []school.Enrolment, kept []column[school.Enrolment],
) school.Enrolment {
	e.ClassName, e.School, e.SchoolName = class.Name, class.School, class.SchoolName
	if at := slices.IndexFunc(stored, e.SamePeriod); at >= 0 {
		reason := e.Reason
		take(&e, &stored[at], kept)
		if e.Band != stored[at].Band {
			e.Reason = reason
		}
	} else if slices.ContainsFunc(kept, func(c column[school.Enrolment]) bool { return c.name == dietColumn }) {
		e.Diet = dietBefore(stored, e)
	}
	return e
}

// dietBefore is the diet of the stored enrolment in the service and year of another that began last before it.
func dietBefore(stored []school.Enrolment, e school.Enrolment) string {
	diet := ""
	for _, s := range stored { // by first day
		if s.Service == e.Service && s.Year == e.Year && s.From.Before(e.From) {
			diet = s.Diet
		}
	}
	return diet
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
