package main

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"slices"

	"serviziscolastici/shared/calendar"
	"serviziscolastici/shared/closing"
	"serviziscolastici/shared/ledger"
	"serviziscolastici/shared/money"
	"serviziscolastici/shared/municipality"
	"serviziscolastici/shared/school"
)

// Municipalities lists the tenants.
type Municipalities interface {
	All(ctx context.Context) ([]municipality.Municipality, error)
}

// School knows classes, closures and the presence sheets.
type School interface {
	Classes(ctx context.Context, tenant string) ([]school.Class, error)
	Closures(ctx context.Context, tenant string, from, to calendar.Day) ([]school.Closure, error)
	Sheets(ctx context.Context, tenant string, classes []string, day calendar.Day) (map[string]school.ClassDay, error)
	Roster(ctx context.Context, tenant, class string) ([]school.RosterRow, error)
	CorrectedDays(ctx context.Context, tenant string) ([]school.Corrected, error)
	Settle(ctx context.Context, tenant string, done school.Corrected) error
	Repricings(ctx context.Context, tenant string) ([]school.Repricing, error)
	Queued(ctx context.Context, tenant string, ask school.Repricing) error
}

// Ledger knows which classes are done, and the accounts.
type Ledger interface {
	BatchesOf(ctx context.Context, tenant string, day calendar.Day) (map[string]ledger.Batch, error)
	Accounts(ctx context.Context, tenant string, pupils []string) (map[string]ledger.Account, error)
}

// Figures makes what the meals of the last months and the debts come to.
type Figures interface {
	Build(ctx context.Context, tenant string, until calendar.Day, deep money.Cents) error
}

// Nights keeps what came of an evening.
type Nights interface {
	Save(ctx context.Context, night ledger.Night) error
}

// Sender queues the plan's messages.
type Sender interface {
	SendAll(ctx context.Context, messages []ledger.ClassMessage) error
}

// Event may name the one day to plan; the schedule's event names none. Report
// asks what came of the day instead, and Morning of the day before: then it is
// also counted what the night has left open.
type Event struct {
	Date    calendar.Day `json:"date"`
	Report  bool         `json:"report"`
	Morning bool         `json:"morning"`
}

// Report is what an evening planned.
type Report struct {
	From     calendar.Day `json:"from"`
	To       calendar.Day `json:"to"`
	Classes  int          `json:"classes"`           // class days with a meal
	Messages int          `json:"messages"`          // of them, queued now
	Done     int          `json:"done"`              // of them, debited before
	Missing  int          `json:"without_presences"` // of them, nothing registered yet
	// Again counts what the office asked for of other days: messages for corrected registers and for new prices.
	Again int `json:"again"`
}

// Planner plans an evening.
type Planner struct {
	Municipalities Municipalities
	School         School
	Ledger         Ledger
	Queue          Sender
	Nights         Nights
	Figures        Figures
	Clock          calendar.Clock
	Log            *slog.Logger
}

// Handle plans an evening and returns a Report, or looks at one and returns the
// Nights.
func (p Planner) Handle(ctx context.Context, event Event) (any, error) {
	if event.Report {
		return p.Reports(ctx, event)
	}
	return p.Plan(ctx, event)
}

// Plan queues what is to debit: of the one day that the event names, or of
// today and the days before that changed since. Planning twice is harmless,
// because each debit is posted once.
func (p Planner) Plan(ctx context.Context, event Event) (Report, error) {
	from, to := event.Date, event.Date
	if event.Date.IsZero() {
		to = p.Clock.Today()
		from = to.AddDays(-ledger.LookBackDays)
	}
	if to.After(p.Clock.Today()) {
		return Report{}, fmt.Errorf("the meals of %s have not been eaten yet", to)
	}
	tenants, err := p.Municipalities.All(ctx)
	if err != nil {
		return Report{}, err
	}
	report := Report{From: from, To: to}
	var failed error
	for _, tenant := range tenants { // One that cannot be planned must not keep the others from their evening.
		err := p.planTenant(ctx, tenant.ID, &report)
		if event.Date.IsZero() {
			err = errors.Join(err, p.planAgain(ctx, tenant.ID, &report))
		}
		if err != nil {
			failed = errors.Join(failed, fmt.Errorf("plan %s: %w", tenant.ID, err))
		}
	}
	p.Log.Info("planned", "from", from.String(), "to", to.String(), "classes", report.Classes,
		"messages", report.Messages, "done", report.Done, "without_presences", report.Missing, "again", report.Again)
	return report, failed
}

func (p Planner) planTenant(ctx context.Context, tenant string, report *Report) error {
	classes, err := p.School.Classes(ctx, tenant)
	if err != nil {
		return err
	}
	closures, err := p.School.Closures(ctx, tenant, report.From.AddDays(-closing.MaxAgo), report.To)
	if err != nil {
		return err
	}
	for _, day := range daysToPlan(closures, report.From, report.To) {
		if err := p.planDay(ctx, newMealDay(tenant, day, classes, closures), report); err != nil {
			return err
		}
	}
	return nil
}

// daysToPlan lists the days between the two, and, unless it is one day alone, the days before them of closures that were
// entered or withdrawn meanwhile: what was debited is given back, or the other way round.
func daysToPlan(closures []school.Closure, from, to calendar.Day) []calendar.Day {
	var days []calendar.Day
	for _, c := range closures {
		if from != to && c.Day.Before(from) && !c.Changed.Before(from) && !slices.Contains(days, c.Day) {
			days = append(days, c.Day)
		}
	}
	for day := from; !day.After(to); day = day.AddDays(1) {
		days = append(days, day)
	}
	return days
}

// planDay queues what is to do of a day: of the classes that eat or sent a sheet, and of the closed ones that were debited
// before.
func (p Planner) planDay(ctx context.Context, day mealDay, report *Report) error {
	day, err := p.withBatches(ctx, day)
	if err != nil {
		return err
	}
	for some := range slices.Chunk(slices.Concat(day.open(), day.debited()), classesAtOnce) {
		if err := p.planClasses(ctx, day, some, report); err != nil {
			return err
		}
	}
	return nil
}

// classesAtOnce is how many presence sheets are in memory at once: a large city
// has thousands.
const classesAtOnce = 100

func (p Planner) planClasses(ctx context.Context, day mealDay, classes []string, report *Report) error {
	sheets, err := p.School.Sheets(ctx, day.tenant, classes, day.day)
	if err != nil {
		return err
	}
	var messages []ledger.ClassMessage
	for _, class := range classes {
		sheet := sheets[class]
		if day.idle(class, sheet) {
			continue
		}
		report.Classes++
		switch {
		case sheet.Version == 0:
			report.Missing++
		case day.covered(class, sheet.Version):
			report.Done++
		default:
			messages = append(messages, classMessage(day.tenant, class, day.day))
		}
	}
	report.Messages += len(messages)
	return p.Queue.SendAll(ctx, messages)
}
