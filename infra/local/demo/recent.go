package demo

import (
	"context"
	"fmt"
	"hash/fnv"
	"slices"
	"time"

	"serviziscolastici/shared/calendar"
	"serviziscolastici/shared/municipality"
	"serviziscolastici/shared/office"
	"serviziscolastici/shared/report"
	"serviziscolastici/shared/school"
)

// Recent is what schools, parents and the office did since the files end, by the calls of their pages: registers of the
// days until this morning, and parents' reports.
type Recent struct {
	School    school.Store
	Reports   report.Store
	Operators office.Store
	Audit     office.Log
	Now       time.Time
}

// sheetsAt is when a class's sheet arrives.
const sheetsAt = calendar.TimeOfDay(8*60 + 20)

// Play plays everything and returns the past days of which it sent registers, after the last one of the files. Playing
// twice changes nothing.
func (r Recent) Play(ctx context.Context, last calendar.Day) ([]string, error) {
	classes, err := r.School.Classes(ctx, Municipality)
	if err != nil {
		return nil, err
	}
	today := calendar.DayOf(r.Now)
	closures, err := r.School.Closures(ctx, Municipality, last, today)
	if err != nil {
		return nil, err
	}
	var days []string
	for day := last.AddDays(1); !day.After(today) && !r.Now.Before(day.At(sheetsAt)); day = day.AddDays(1) {
		eating := slices.DeleteFunc(slices.Clone(classes), func(c school.Class) bool { return !school.Serves(c, closures, day) })
		if len(eating) == 0 {
			continue
		}
		if day == today {
			eating = eating[:len(eating)-1] // somebody always forgets
		} else {
			days = append(days, day.String())
		}
		for _, class := range eating {
			if err := r.send(ctx, class, day); err != nil {
				return nil, fmt.Errorf("send the sheet of %s: %w", class.ID, err)
			}
		}
	}
	return days, r.tell(ctx, today)
}

// send sends the sheet of a class and day on its morning, unless somebody has.
func (r Recent) send(ctx context.Context, class school.Class, day calendar.Day) error {
	then := r.School
	then.Clock = calendar.Fixed(day.At(sheetsAt))
	register, err := then.ClassDay(ctx, Municipality, class.ID, day)
	if err != nil || register.Version > 0 {
		return err
	}
	roster, err := then.Roster(ctx, Municipality, class.ID)
	if err != nil {
		return err
	}
	sheet := school.Sheet{
		Entries: map[string]school.Entry{}, By: "Segreteria", Form: "demo " + day.String(), Diets: school.DietsOn(roster, day),
	}
	for _, row := range roster {
		if row.ActiveOn(day) {
			sheet.Entries[row.Pupil] = school.Entry{Mark: markOf(row.Pupil, day)}
		}
	}
	_, err = then.SendSheet(ctx, Municipality, register, sheet)
	return err
}

// markOf is the same mark at every start: nine in ten are present, one in fifty eats plain food.
func markOf(pupil string, day calendar.Day) school.Mark {
	hash := fnv.New32a()
	_, _ = hash.Write([]byte(pupil + day.String())) // a hash never fails
	switch n := hash.Sum32() % 50; {
	case n < 5:
		return school.Absent
	case n == 5:
		return school.Plain
	default:
		return school.Present
	}
}

// told is what the payer of a pupil told the office some days ago, and what it answered the day after.
type told struct {
	pupil, topic, text string
	days               int
	answer             string
}

func reports() []told {
	return []told{
		{"A027", "Presenze o addebiti", "Il giorno 12 era a casa con la febbre e il pasto è stato addebitato.", 6,
			"Buongiorno, abbiamo controllato con la scuola: l'assenza non era stata comunicata prima delle 9:30 e la cucina " +
				"aveva già preparato il pasto. L'addebito resta. Dal portale si può comunicare fino alle 9:30."},
		{"A009", "Tariffa o fascia", "Ho consegnato l'ISEE in municipio il mese scorso, ma la fascia è ancora quella di prima.", 2, ""},
	}
}

// tell tells and answers the reports.
func (r Recent) tell(ctx context.Context, today calendar.Day) error {
	operators, err := r.Operators.Operators(ctx, Municipality)
	if err != nil {
		return err
	}
	clerk := slices.IndexFunc(operators, func(o office.Operator) bool { return o.Has(office.Clerk) })
	for n, one := range reports() {
		links, err := r.School.GuardiansOf(ctx, Municipality, one.pupil)
		payer := slices.IndexFunc(links, school.Link.Pays)
		if err != nil || payer < 0 {
			return err // other files than those of the demo
		}
		day := today.AddDays(-one.days)
		then := r.Reports
		then.Clock = calendar.Fixed(day.At(19*60 + 40))
		kept, err := then.Add(ctx, municipality.Municipality{ID: Municipality}, "demo", fmt.Sprint("demo ", n), report.Report{
			Guardian: links[payer].Guardian, Pupil: one.pupil, Topic: one.topic, Text: one.text,
		})
		if err != nil {
			return err
		}
		if one.answer == "" || clerk < 0 {
			continue
		}
		then.Clock = calendar.Fixed(day.AddDays(1).At(10 * 60))
		audit := r.Audit
		audit.Clock = then.Clock
		noting := audit.Noting(ctx, Municipality, operators[clerk], office.Deed{
			Action: office.ReportAnswered, Object: "segnalazione " + kept.Number(), Pupil: one.pupil, Before: "nuova", After: "risposta",
		})
		if _, err := then.Answer(noting, Municipality, kept, operators[clerk].ID, one.answer); err != nil {
			return err
		}
	}
	return nil
}
