package school

import (
	"context"
	"errors"
	"slices"
	"time"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"

	"serviziscolastici/shared/calendar"
	"serviziscolastici/shared/dynamo"
	"serviziscolastici/shared/problem"
)

// Closure is a day on which a service is suspended: in every school, in one, or for one class of it.
type Closure struct {
	Day    calendar.Day `dynamodbav:"day"`
	School string       `dynamodbav:"school"` // a school's code, or EverySchool
	// Class is the one class of the school that it is for; "" for all.
	Class string `dynamodbav:"class"`
	// Service is the one service that it is about; "" for all.
	Service string `dynamodbav:"service"`
	Reason  string `dynamodbav:"reason"`
	// Changed is the day on which the office entered or withdrew it, from which the evenings look at Day again;
	// zero for those that only files entered, whose days nobody has eaten on.
	Changed calendar.Day `dynamodbav:"changed"`
	// Since is the instant at which it was entered; zero for those that were there before anybody noted it.
	Since time.Time `dynamodbav:"since,omitempty"`
	// Withdrawn says that the office took it back: the day is as if it had never been there. Until is when.
	Withdrawn bool      `dynamodbav:"withdrawn"`
	Until     time.Time `dynamodbav:"until,omitempty"`
	// Entry is the form that wrote it last, so that the same form twice writes once.
	Entry string `dynamodbav:"entry"`
	// Forms are those that wrote it before, the last formsKept: one of them that comes again is over.
	Forms []string `dynamodbav:"forms,omitempty"`
}

// formsKept is how many forms a closure remembers.
const formsKept = 20

// Next is what is written over the closure by a form: the closure, with the form and those before it.
func (c Closure) Next(form string) Closure {
	if c.Entry != "" { // a file has no form
		forms := append(slices.Clone(c.Forms), c.Entry)
		c.Forms = forms[max(0, len(forms)-formsKept):]
	}
	c.Entry = form
	return c
}

// Over reports whether a form wrote the closure, and another one since; a page that only looks has none.
func (c Closure) Over(form string) bool {
	return form != "" && c.Entry != form && slices.Contains(c.Forms, form)
}

// EverySchool stands for all schools in a closure.
const EverySchool = "*"

// For reports whether a closure suspends a service for a class on a day.
func (c Closure) For(class Class, service string, day calendar.Day) bool {
	return c.Day == day && !c.Withdrawn && (c.Service == "" || c.Service == service) &&
		(c.School == EverySchool || c.School == class.School) && (c.Class == "" || c.Class == class.ID)
}

// At returns the closures as they were at an instant.
func At(closures []Closure, instant time.Time) []Closure {
	var then []Closure
	for _, c := range closures {
		if !c.Since.After(instant) {
			c.Withdrawn = c.Withdrawn && !c.Until.After(instant)
			then = append(then, c)
		}
	}
	return then
}

// Same reports whether two closures suspend the same service for the same classes on the same day.
func (c Closure) Same(other Closure) bool {
	return c.Day == other.Day && c.School == other.School && c.Class == other.Class && c.Service == other.Service
}

// ClosureOf returns the closure that keeps a class from eating on a day; false when there is none.
func ClosureOf(closures []Closure, class Class, day calendar.Day) (Closure, bool) {
	at := slices.IndexFunc(closures, func(c Closure) bool { return c.For(class, Canteen, day) })
	if at < 0 {
		return Closure{}, false
	}
	return closures[at], true
}

// Suspension returns the closure for which a class's day is called suspended; false when it is not. A day of the week on
// which the class does not eat is just that, unless there is something for it, a register or a menu: the class may have had
// other weekdays then.
func Suspension(closures []Closure, class Class, day calendar.Day, something bool) (Closure, bool) {
	if !something && !Serves(class, nil, day) {
		return Closure{}, false
	}
	return ClosureOf(closures, class, day)
}

// Serves reports whether the class eats at school on the day: one of its weekdays, and no closure is for it.
func Serves(class Class, closures []Closure, day calendar.Day) bool {
	if !slices.Contains(class.Weekdays, day.Weekday()) {
		return false
	}
	_, closed := ClosureOf(closures, class, day)
	return !closed
}

func (c Closure) key(tenant string) dynamo.Key {
	return dynamo.CalendarDay(tenant, c.Day, c.School, c.Class, c.Service)
}

// Closures returns the closures from a day to another, both included, by day, also those that were withdrawn.
func (s Store) Closures(ctx context.Context, tenant string, from, to calendar.Day) ([]Closure, error) {
	return dynamo.Query[Closure](ctx, s.Core, dynamo.Range{
		PK:   dynamo.CalendarDay(tenant, from, "", "", "").PK,
		From: dynamo.CalendarDay(tenant, from, "", "", "").SK,
		To:   dynamo.CalendarDay(tenant, to.AddDays(1), "", "", "").SK,
	})
}

// SaveClosure stores a closure of a file and returns whether anything changed. In one that stands already a file changes
// the reason alone: since when it holds and what the evenings have still to look at is not the file's. One that the office
// withdrew is problem.Conflict, because a file that is loaded again must not undo that unseen.
func (s Store) SaveClosure(ctx context.Context, tenant string, c Closure) (bool, error) {
	stored, err := get[Closure](ctx, s.Core, c.key(tenant))
	condition, values := stands, map[string]any{":true": true}
	switch {
	case problem.Is(err, problem.NotFound):
		c.Since, condition, values = s.Clock(), dynamo.Absent, nil
	case err != nil || stored.Reason == c.Reason && !stored.Withdrawn:
		return false, err
	case stored.Withdrawn:
		return false, problem.New(problem.Conflict, "L'ufficio ha riaperto questo giorno: per sospenderlo di nuovo "+
			"usa la sua pagina Calendario.")
	default:
		stored.Reason = c.Reason
		c = stored
	}
	write, err := s.Core.PutIf(c.key(tenant), c, condition, values)
	if err != nil {
		return false, err
	}
	err = dynamo.Transact(ctx, s.Core.Client, []types.TransactWriteItem{write})
	var cancelled *dynamo.Cancelled
	if errors.As(err, &cancelled) {
		return false, problem.New(problem.Conflict, "Qualcun altro sta cambiando questo giorno. Riprova.").Because(err)
	}
	return err == nil, err
}

// stands is the condition that a closure is there and not withdrawn; :true is true.
const stands = "attribute_exists(pk) AND (attribute_not_exists(#withdrawn) OR #withdrawn <> :true)"

// MaxClosures is how many closures one form can enter: what fits into one transaction, with room beside it.
const MaxClosures = 90

// Close enters closures, all or none. A day that is suspended already for the same classes and service is
// problem.Conflict, unless the same form suspended it: Entry says so.
func (s Store) Close(ctx context.Context, tenant string, closures []Closure) error {
	return s.enter(ctx, tenant, closures, func(stored Closure) bool { return !stored.Withdrawn },
		"Qualcuno ha già sospeso uno di questi giorni. Riapri il calendario e controlla.",
		"attribute_not_exists(pk) OR #withdrawn = :true")
}

// Reopen withdraws closures, all or none. One that is not there, or is withdrawn already, is problem.Conflict,
// unless the same form withdrew it.
func (s Store) Reopen(ctx context.Context, tenant string, closures []Closure) error {
	withdrawn := slices.Clone(closures)
	for i := range withdrawn {
		withdrawn[i].Withdrawn = true
	}
	return s.enter(ctx, tenant, withdrawn, func(stored Closure) bool { return stored.Withdrawn },
		"Qualcuno ha già riaperto uno di questi giorni. Riapri il calendario e controlla.", stands)
}

// enter writes closures on a condition. What stands in the way is no conflict if done says that it is as it should be, and
// the same form wrote it.
func (s Store) enter(
	ctx context.Context, tenant string, closures []Closure, done func(Closure) bool, conflict, condition string,
) error {
	writes := make([]types.TransactWriteItem, 0, len(closures))
	for _, c := range closures {
		c.Changed = s.Clock.Today()
		if c.Withdrawn {
			c.Until = s.Clock()
		} else {
			c.Since = s.Clock()
		}
		write, err := s.Core.Fill(ctx, c.key(tenant), c, condition, map[string]any{":true": true})
		if err != nil {
			return err
		}
		writes = append(writes, write)
	}
	err := dynamo.Transact(ctx, s.Core.Client, writes)
	var cancelled *dynamo.Cancelled
	if !errors.As(err, &cancelled) {
		return err
	}
	for i, c := range closures {
		var stored Closure
		if err := cancelled.Old(i, &stored); err != nil || !done(stored) || stored.Entry != c.Entry {
			return problem.New(problem.Conflict, conflict).Because(cancelled)
		}
	}
	return nil
}
