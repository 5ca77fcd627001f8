package message

import (
	"cmp"
	"time"

	"serviziscolastici/shared/absence"
	"serviziscolastici/shared/billing"
	"serviziscolastici/shared/calendar"
	"serviziscolastici/shared/money"
	"serviziscolastici/shared/municipality"
	"serviziscolastici/shared/report"
	"serviziscolastici/shared/school"
	"serviziscolastici/shared/session"
)

// How long something is worth telling. What could not be told in time is not told
// any more: the parent sees it on the portal.
const (
	newFor     = 7 // days after a notice was made
	soon       = 5 // days before it is due
	overdueFor = 7 // days after it was due
	paidFor    = 3 // days after a payment
	newsFor    = 3 // days after the first one of a message of the office
	toldFor    = 1 // days after an absence was told
	answerFor  = 7 // days after a report was answered
)

// OverruledFor is how many days back an absence is looked for that the class's register does not bear out.
const OverruledFor = 3

// Window is how many days back it matters what a parent was told: all of January, in
// which the certificate of the year before is told of.
const Window = 31

// Thing is something that a parent should know.
type Thing struct {
	Kind Kind
	// Object is the id of what it is about among all of its kind: a notice number, a
	// pupil, a year, a day. It is part of a key.
	Object string
	// Subject names no child: it shows on locked screens.
	Subject string
	Body    string // paragraphs of plain sentences
	// Notice is what can be paid from the message; nil for nothing.
	Notice *billing.Position
	// Answer is the address of the page that answers a question by mail; "" without.
	Answer string
}

// Diner is a pupil who eats with a class today, and what the account holds.
type Diner struct {
	Pupil  school.Link
	Credit money.Cents
	// Told is what was told of the pupil's meals from OverruledFor days ago on. Overruled are the absences among it on
	// whose day the class's register says that the pupil ate.
	Told, Overruled []absence.Notice
}

// Family is what is known of a parent who pays, when it is time to tell something.
type Family struct {
	Municipality municipality.Municipality
	Portal       string // its public address, without a final slash
	Guardian     school.Guardian
	Preferences  Preferences
	// Pupils are those whom the parent pays for.
	Pupils  []school.Link
	Notices []billing.Position
	Diners  []Diner
	// Reports are the newest that the parent sent.
	Reports []report.Report
	// Closed are the next school day's closures of the diners' class, if it has no meal.
	Closed []school.Closure
	// News are the office's messages, whoever they are for.
	News []school.News
}

// Due returns what the parent should know at a moment, whether it was told before or not.
func (f Family) Due(now time.Time) []Thing {
	today := calendar.DayOf(now)
	var list []Thing
	for _, notice := range f.Notices {
		if kind, is := aboutNotice(notice, now); is {
			list = append(list, f.notice(kind, notice))
		}
	}
	for _, diner := range f.Diners {
		if diner.Credit < cmp.Or(f.Preferences.Threshold, f.Municipality.LowCredit) {
			list = append(list, f.lowCredit(diner))
		}
	}
	for _, diner := range f.Diners {
		list = append(list, f.absences(diner, today)...)
	}
	for _, r := range f.Reports {
		if r.State == report.Answered && !calendar.DayOf(r.AnsweredAt).Before(today.AddDays(-answerFor)) {
			list = append(list, f.answer(r))
		}
	}
	if year := today.Year() - 1; f.certified(today, year) {
		list = append(list, f.certificate(year))
	}
	if len(f.Closed) > 0 && len(f.Diners) > 0 {
		list = append(list, f.closure())
	}
	for _, n := range school.NewsFor(f.News, f.Pupils, today) {
		if n.Send && len(f.Pupils) > 0 && !n.From.Before(today.AddDays(-newsFor)) {
			list = append(list, f.news(n))
		}
	}
	return list
}

// aboutNotice returns what there is to tell of a notice, if anything. A parent's own
// top-up that is not paid is no debt.
func aboutNotice(notice billing.Position, now time.Time) (Kind, bool) {
	today := calendar.DayOf(now)
	switch {
	case notice.ByPagoPA():
		return Receipt, !calendar.DayOf(notice.Payment.At).Before(today.AddDays(-paidFor))
	case notice.Kind != billing.ForDocument, notice.State != billing.Open, notice.Held(), notice.InVerification(now):
		return "", false
	case notice.Overdue(today):
		return Overdue, !notice.Due.Before(today.AddDays(-overdueFor))
	case !notice.CreatedDay().Before(today.AddDays(-newFor)):
		return NewNotice, true
	}
	return DueSoon, !notice.Due.IsZero() && !notice.Due.After(today.AddDays(soon))
}

// absences are what this parent told of a child's meals, one for each form, and what came of it otherwise, one for
// each day.
func (f Family) absences(diner Diner, today calendar.Day) []Thing {
	var list []Thing
	forms := map[string][]absence.Notice{}
	var numbers []string // in the order of their days
	for _, n := range diner.Told {
		if !n.Holds() || n.Guardian != f.Guardian.ID || calendar.DayOf(n.At).Before(today.AddDays(-toldFor)) {
			continue
		}
		if forms[n.Number] == nil {
			numbers = append(numbers, n.Number)
		}
		forms[n.Number] = append(forms[n.Number], n)
	}
	for _, number := range numbers {
		list = append(list, f.confirmed(diner.Pupil, forms[number]))
	}
	for _, n := range diner.Overruled {
		list = append(list, f.overruled(diner.Pupil, n.Day))
	}
	return list
}

// certified reports whether the certificate of last year's payments is to be told of.
func (f Family) certified(today calendar.Day, year int) bool {
	if today.Month() != calendar.NewDay(year+1, time.January, 1).Month() || len(f.Pupils) == 0 {
		return false
	}
	for _, notice := range f.Notices {
		if notice.State == billing.Paid && notice.Payment != nil && calendar.DayOf(notice.Payment.At).Year() == year {
			return true
		}
	}
	return false
}

// Asks returns the question whether the parent's new address is right, if one waits.
func (f Family) Asks(now time.Time) (Thing, bool) {
	if !f.Preferences.Asking(now) || f.Preferences.Asked != f.Guardian.Email {
		return Thing{}, false
	}
	return f.question(session.Hash(f.Preferences.AskedCode)[:16]), true
}
