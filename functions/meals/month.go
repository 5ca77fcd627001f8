package main

import (
	"fmt"
	"slices"

	"serviziscolastici/shared/absence"
	"serviziscolastici/shared/calendar"
	"serviziscolastici/shared/debit"
	"serviziscolastici/shared/ledger"
	"serviziscolastici/shared/money"
	"serviziscolastici/shared/school"
	"serviziscolastici/shared/web"
)

// line is a day of the month as the page shows it.
type line struct {
	Day   calendar.Day
	Kind  string // of badge: ok, off, wait
	State string
	Why   string // the reason of the mark, or ""
	// Closed is the reason of a closure in the office's words, or "".
	Closed string
	Told   string // what a parent told of the meal, or ""
	Eaten  bool
	// Known is, while the register says nothing, the day in whose evening it will at the
	// latest; zero when nobody waits for it any more.
	Known calendar.Day
	// Debited says that the meal's entry is there; of an eaten meal it comes in
	// the evening.
	Debited bool
	Debit   money.Cents // the meal's entry, negative
	Band    string      // that was applied, with its price
	Price   money.Cents
	Priced  bool
	Reason  string      // why that band: "ISEE presentato"
	Fixed   bool        // there are corrections
	Fix     money.Cents // their sum
	// Back is what is still to be given back: what is posted of a day of which no meal counts. The next evening does that, or,
	// where none looks at the day any more, whoever mends what fsck finds: no page promises when.
	Back money.Cents
}

// month is a pupil's month with its totals.
type month struct {
	Lines  []line // newest first
	Meals  int
	Debits money.Cents // the sum of the meals' entries, negative
	Fixes  money.Cents // the sum of the corrections
	Back   money.Cents // what is still to be given back
	Total  money.Cents // what the month cost without that, as a positive amount
}

// month tells the month day by day, from today back. Days without canteen are
// left out, unless something was posted on them.
func (r *register) month(asked request, today calendar.Day) (month, error) {
	var result month
	last := asked.Month.Last()
	if today.Before(last) {
		last = today
	}
	for day := last; !day.Before(asked.Month.First()); day = day.AddDays(-1) {
		one, shown, err := r.line(day, asked.Child.Pupil, today)
		if err != nil {
			return month{}, err
		}
		if !shown {
			continue
		}
		if err := result.add(one); err != nil {
			return month{}, err
		}
	}
	return result, nil
}

func (m *month) add(one line) error {
	m.Lines = append(m.Lines, one)
	if one.Eaten {
		m.Meals++
	}
	debits, err := m.Debits.Add(one.Debit)
	if err != nil {
		return err
	}
	fixes, err := m.Fixes.Add(one.Fix)
	if err != nil {
		return err
	}
	back, err := m.Back.Add(one.Back)
	if err != nil {
		return err
	}
	total, err := money.Sum(-debits, -fixes, -back)
	m.Debits, m.Fixes, m.Back, m.Total = debits, fixes, back, total
	return err
}

// line tells a day, and whether it is worth showing.
func (r *register) line(day calendar.Day, pupil string, today calendar.Day) (line, bool, error) {
	one := line{Day: day}
	if err := one.post(r.entries[day]); err != nil {
		return line{}, false, err
	}
	if enrolment, eats := r.enrolmentOn(day); eats && enrolment.Band == one.Band {
		one.Reason = enrolment.Reason
	}
	if closure, closed := r.closureOf(day); closed { // Whatever the register says: nobody pays for the day.
		one.Kind, one.State, one.Closed = "off", school.Suspended.Name(), closure.Reason
		err := one.giveBack(r.entries[day])
		return one, true, err
	}
	mark := r.sheets[day].Marks[pupil]
	told := r.noticeOf(day)
	one.Told = toldBeside(told, mark)
	switch mark {
	case school.Present:
		one.Kind, one.State, one.Eaten = "ok", "Presente", true
	case school.Plain:
		one.Kind, one.State, one.Eaten = "ok", "Pasto in bianco", true
	case school.Absent, school.Early, school.Unserved:
		one.Kind, one.State, one.Why = "off", mark.Name(), r.sheets[day].Reasons[pupil].Text()
		err := one.giveBack(r.entries[day])
		return one, true, err
	default:
		return one, r.unmarked(&one, told, today) || one.Debited || one.Fixed, nil
	}
	return one, true, nil
}

// post adds what the ledger holds of the day.
func (l *line) post(entries []ledger.Entry) error {
	for _, entry := range entries {
		if entry.Kind == ledger.Meal {
			l.Debit, l.Debited = entry.Amount, true
		} else {
			sum, err := l.Fix.Add(entry.Amount)
			if err != nil {
				return err
			}
			l.Fix, l.Fixed = sum, true
		}
		if entry.Meal != nil && entry.Meal.Band != "" {
			l.Band, l.Price, l.Priced = entry.Meal.Band, entry.Meal.Price, true
		}
	}
	return nil
}

// giveBack adds what is still to be given back of a day of which no meal counts.
func (l *line) giveBack(entries []ledger.Entry) (err error) {
	l.Back, err = debit.Back(entries)
	return err
}

// unmarked tells why a day has no mark, and whether it is a day of canteen.
func (r *register) unmarked(one *line, told absence.Notice, today calendar.Day) bool {
	one.Kind, one.State = "off", "Non registrato"
	if class, eats := r.classOn(one.Day); !eats || !school.Serves(class, nil, one.Day) {
		return false
	}
	switch { // The register says it in the evening, or in one of those that look back.
	case one.Day.After(today):
		one.Kind, one.State, one.Known = "wait", "Previsto", one.Day
	case !one.Day.AddDays(ledger.LookBackDays).Before(today):
		one.Kind, one.State, one.Known = "wait", "In attesa", one.Day.AddDays(ledger.LookBackDays)
	}
	if told.Holds() {
		one.Kind, one.State = "off", "Assenza comunicata"
		if told.Mark == school.Plain {
			one.Kind, one.State = "wait", "In bianco comunicato"
		}
	}
	return true
}

// classOn returns the class with which the pupil would eat on a day.
func (r *register) classOn(day calendar.Day) (school.Class, bool) {
	enrolment, enrolled := r.enrolmentOn(day)
	at := slices.IndexFunc(r.classes, func(c school.Class) bool { return c.ID == enrolment.Class })
	if !enrolled || at < 0 {
		return school.Class{}, false
	}
	return r.classes[at], true
}

// closureOf returns the closure that keeps the pupil's class from a meal of the day.
func (r *register) closureOf(day calendar.Day) (school.Closure, bool) {
	class, eats := r.classOn(day)
	if !eats {
		return school.Closure{}, false
	}
	_, sent := r.sheets[day]
	return school.Suspension(r.closures, class, day, sent)
}

// noticeOf returns what a parent told of a day's meal, if it holds.
func (r *register) noticeOf(day calendar.Day) absence.Notice {
	at := slices.IndexFunc(r.told, func(n absence.Notice) bool { return n.Day == day && n.Holds() })
	if at < 0 {
		return absence.Notice{}
	}
	return r.told[at]
}

// toldBeside says what a parent told beside the register's mark, and why the meal costs
// all the same. A register that agrees has no need of it.
func toldBeside(told absence.Notice, mark school.Mark) string {
	if !told.Holds() || told.Mark == mark {
		return ""
	}
	proof := fmt.Sprintf("alle %s del %s (numero %s)", calendar.ItalianTime(told.At),
		calendar.DayOf(told.At).Italian(), web.Groups(told.Number))
	switch {
	case told.Mark == school.Plain:
		return "Pasto in bianco comunicato " + proof + "."
	case mark.Eaten():
		return "Assenza comunicata " + proof + ", ma il registro della classe segna presente: per questo il pasto si paga."
	default:
		return "Assenza comunicata " + proof + "."
	}
}
