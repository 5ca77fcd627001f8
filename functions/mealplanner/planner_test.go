package main

import (
	"context"
	"encoding/json"
	"errors"
	"log/slog"
	"slices"
	"strings"
	"testing"
	"time"

	"serviziscolastici/shared/calendar"
	"serviziscolastici/shared/ledger"
	"serviziscolastici/shared/money"
	"serviziscolastici/shared/municipality"
	"serviziscolastici/shared/school"
)

// fixture is everything that the planner asks for: one municipality with two classes, of which the
// second does not eat on Fridays.
type fixture struct {
	sheets   map[calendar.Day]map[string]school.ClassDay
	batches  map[calendar.Day]map[string]ledger.Batch
	accounts map[string]ledger.Account
	closed   []school.Closure
	sent     []ledger.ClassMessage
	kept     []ledger.Night
	built    []calendar.Day // the days until which figures were made
	refuse   error
	marked   []school.Corrected
	asked    []school.Repricing
	vacant   string // a class in which nobody is enrolled
}

func (fixture) All(context.Context) ([]municipality.Municipality, error) {
	return []municipality.Municipality{{ID: "c_x000"}}, nil
}

func (fixture) Classes(context.Context, string) ([]school.Class, error) {
	week := []time.Weekday{time.Monday, time.Tuesday, time.Wednesday, time.Thursday}
	return []school.Class{
		{ID: "3A", School: "PRI", Weekdays: append(week, time.Friday)}, {ID: "1B", School: "SEC", Weekdays: week},
	}, nil
}

func (o *fixture) Closures(context.Context, string, calendar.Day, calendar.Day) ([]school.Closure, error) {
	return o.closed, nil
}

func (o *fixture) Sheets(
	_ context.Context, _ string, _ []string, day calendar.Day,
) (map[string]school.ClassDay, error) {
	return o.sheets[day], nil
}

// Roster has somebody in every class but one.
func (o *fixture) Roster(_ context.Context, _, class string) ([]school.RosterRow, error) {
	if class == o.vacant {
		return nil, nil
	}
	return []school.RosterRow{{Pupil: "P1"}}, nil
}

func (o *fixture) BatchesOf(_ context.Context, _ string, day calendar.Day) (map[string]ledger.Batch, error) {
	return o.batches[day], nil
}

func (o *fixture) Accounts(_ context.Context, _ string, pupils []string) (map[string]ledger.Account, error) {
	accounts := map[string]ledger.Account{}
	for _, pupil := range pupils {
		accounts[pupil] = o.accounts[pupil]
	}
	return accounts, nil
}

func (o *fixture) SendAll(_ context.Context, messages []ledger.ClassMessage) error {
	o.sent = append(o.sent, messages...)
	return o.refuse
}

func (o *fixture) Save(_ context.Context, night ledger.Night) error {
	o.kept = append(o.kept, night)
	return nil
}

func (o *fixture) Build(_ context.Context, _ string, until calendar.Day, _ money.Cents) error {
	o.built = append(o.built, until)
	return o.refuse
}

func newPlanner(o *fixture) Planner {
	friday := time.Date(2026, 11, 20, 21, 0, 0, 0, calendar.Rome())
	return Planner{
		Municipalities: o, School: o, Ledger: o, Queue: o, Nights: o, Figures: o, Clock: calendar.Fixed(friday),
		Log: slog.New(slog.DiscardHandler),
	}
}

func november(n int) calendar.Day { return calendar.NewDay(2026, 11, n) }

func sheet(class string, version int) map[string]school.ClassDay {
	return map[string]school.ClassDay{class: {Class: class, Version: version}}
}

// Goal: an evening queues today's class days and those of before that changed since. Method: one
// sheet of today, one corrected, one done, one that nobody registered.
func TestPlanOfAnEvening(t *testing.T) {
	o := &fixture{
		sheets: map[calendar.Day]map[string]school.ClassDay{
			november(20): sheet("3A", 1), november(19): sheet("3A", 2), november(18): sheet("3A", 1),
		},
		batches: map[calendar.Day]map[string]ledger.Batch{
			november(19): {"3A": {Presence: 1, Run: 1}}, november(18): {"3A": {Presence: 1, Run: 1}},
		},
	}
	report, err := newPlanner(o).Plan(t.Context(), Event{})
	if err != nil {
		t.Fatal(err)
	}
	want := []ledger.ClassMessage{
		{Version: 1, Municipality: "c_x000", Class: "3A", Day: november(19)},
		{Version: 1, Municipality: "c_x000", Class: "3A", Day: november(20)},
	}
	if len(o.sent) != 2 || o.sent[0] != want[0] || o.sent[1] != want[1] {
		t.Errorf("sent %+v", o.sent)
	}
	if report.Messages != 2 || report.Done != 1 || report.Missing != report.Classes-3 {
		t.Errorf("report %+v", report)
	}
}

// Goal: a named day is planned alone, and neither closures nor days without canteen are. Method:
// Friday, on which the second class does not eat, open and closed.
func TestPlanOfOneDay(t *testing.T) {
	o := &fixture{sheets: map[calendar.Day]map[string]school.ClassDay{november(20): sheet("3A", 1)}}
	report, err := newPlanner(o).Plan(t.Context(), Event{Date: november(20)})
	if err != nil || report.Classes != 1 || report.Messages != 1 {
		t.Fatalf("%+v, %v", report, err)
	}
	o.closed = []school.Closure{{Day: november(20), School: school.EverySchool}}
	if report, err = newPlanner(o).Plan(t.Context(), Event{Date: november(20)}); err != nil || report.Classes != 0 {
		t.Fatalf("%+v, %v", report, err)
	}
}

// Goal: meals that were debited before a closure was known can be given back. Method: a closed day with a
// register that was corrected after its debits.
func TestPlanOfAClosedDayThatWasDebited(t *testing.T) {
	o := &fixture{
		sheets:  map[calendar.Day]map[string]school.ClassDay{november(20): sheet("3A", 2)},
		batches: map[calendar.Day]map[string]ledger.Batch{november(20): {"3A": {Presence: 1, Run: 1}}},
		closed:  []school.Closure{{Day: november(20), School: school.EverySchool}},
	}
	report, err := newPlanner(o).Plan(t.Context(), Event{Date: november(20)})
	if err != nil || report.Messages != 1 || len(o.sent) != 1 || o.sent[0].Class != "3A" {
		t.Fatalf("%+v, sent %+v, %v", report, o.sent, err)
	}
}

// Goal: a class whose weekdays changed pays for the meals of a sheet that it sent before, gets them back all the same when that day
// is closed, and pays them again when it is opened; nobody goes over it otherwise. Method: a Friday's sheet of the class that does
// not eat on Fridays, with markers and closures, and none.
func TestPlanOfADayOfOtherWeekdays(t *testing.T) {
	closure := school.Closure{Day: november(20), School: school.EverySchool}
	withdrawn := closure
	withdrawn.Withdrawn = true
	for _, c := range []struct {
		name    string
		closure school.Closure
		marker  ledger.Batch
		want    int
	}{
		{"sent", school.Closure{}, ledger.Batch{}, 1},
		{"debited", school.Closure{}, ledger.Batch{Presence: 1, Run: 1}, 0},
		{"closed", closure, ledger.Batch{Presence: 1, Run: 1}, 1},
		{"given back", closure, ledger.Batch{Presence: 1, Run: 2, Closed: true}, 0},
		{"opened again", withdrawn, ledger.Batch{Presence: 1, Run: 2, Closed: true}, 1},
		{"never debited", closure, ledger.Batch{}, 0},
	} {
		o := &fixture{
			sheets:  map[calendar.Day]map[string]school.ClassDay{november(20): sheet("1B", 1)},
			batches: map[calendar.Day]map[string]ledger.Batch{november(20): {"1B": c.marker}},
			closed:  []school.Closure{c.closure},
		}
		if _, err := newPlanner(o).Plan(t.Context(), Event{Date: november(20)}); err != nil || len(o.sent) != c.want {
			t.Errorf("%s: sent %+v, want %d messages, %v", c.name, o.sent, c.want, err)
		}
		nights, err := newPlanner(o).Reports(t.Context(), Event{Date: november(20)})
		if err != nil || len(nights) > 1 || (len(nights) == 1 && slices.Contains(nights[0].Open, "1B")) != (c.want == 1) {
			t.Errorf("%s: report %+v, %v", c.name, nights, err)
		}
	}
	o := &fixture{}
	report, err := newPlanner(o).Plan(t.Context(), Event{Date: november(20)})
	if err != nil || report.Classes != 1 || report.Missing != 1 {
		t.Errorf("without a sheet: %+v, %v", report, err)
	}
}

// Goal: a closure of long ago is looked at for as many evenings as any change, once it is entered or withdrawn, and no
// longer than it takes. Method: a closed day of September with a marker, before and after the closure was applied, opened
// again, and with a closure that was there all along.
func TestPlanOfAClosureOfLongAgo(t *testing.T) {
	day := calendar.NewDay(2026, 9, 21)
	closure := school.Closure{Day: day, School: "PRI", Changed: november(18)}
	for _, c := range []struct {
		name    string
		closure func(*school.Closure)
		marker  ledger.Batch
		want    int
	}{
		{"not yet given back", nil, ledger.Batch{Presence: 1, Run: 1}, 1},
		{"given back", nil, ledger.Batch{Presence: 1, Run: 2, Closed: true}, 0},
		{"never debited", nil, ledger.Batch{}, 0},
		{"opened again", func(c *school.Closure) { c.Withdrawn = true }, ledger.Batch{Presence: 1, Run: 2, Closed: true}, 1},
		{"there all along", func(c *school.Closure) { c.Changed = calendar.Day{} }, ledger.Batch{Presence: 1, Run: 1}, 0},
		{"too long ago", func(c *school.Closure) { c.Changed = november(5) }, ledger.Batch{Presence: 1, Run: 1}, 0},
	} {
		one := closure
		if c.closure != nil {
			c.closure(&one)
		}
		o := &fixture{
			sheets:  map[calendar.Day]map[string]school.ClassDay{day: sheet("3A", 1)},
			batches: map[calendar.Day]map[string]ledger.Batch{day: {"3A": c.marker}},
			closed:  []school.Closure{one},
		}
		if _, err := newPlanner(o).Plan(t.Context(), Event{}); err != nil || len(o.sent) != c.want {
			t.Errorf("%s: sent %+v, want %d messages, %v", c.name, o.sent, c.want, err)
		}
		o.sent = nil
		if _, err := newPlanner(o).Plan(t.Context(), Event{Date: november(20)}); err != nil || len(o.sent) > 0 {
			t.Errorf("%s: a named day sent %+v, %v", c.name, o.sent, err)
		}
	}
}

// Goal: one municipality that cannot be planned keeps no other from its evening. Method: the first one's
// classes cannot be read.
func TestPlanGoesOn(t *testing.T) {
	o := &fixture{sheets: map[calendar.Day]map[string]school.ClassDay{november(20): sheet("3A", 1)}}
	p := newPlanner(o)
	p.Municipalities, p.School = twoTowns{}, oneUnreadable{o}
	report, err := p.Plan(t.Context(), Event{Date: november(20)})
	if err == nil || !strings.Contains(err.Error(), "plan c_bad") {
		t.Errorf("error %v", err)
	}
	if report.Messages != 1 || len(o.sent) != 1 || o.sent[0].Municipality != "c_x000" {
		t.Errorf("%+v, sent %+v", report, o.sent)
	}
}

type twoTowns struct{}

func (twoTowns) All(context.Context) ([]municipality.Municipality, error) {
	return []municipality.Municipality{{ID: "c_bad"}, {ID: "c_x000"}}, nil
}

type oneUnreadable struct{ *fixture }

func (o oneUnreadable) Classes(ctx context.Context, tenant string) ([]school.Class, error) {
	if tenant == "c_bad" {
		return nil, errors.New("unreadable")
	}
	return o.fixture.Classes(ctx, tenant)
}

// Goal: tomorrow's meals are not debited, and a queue that refuses is an error. Method: both.
func TestPlanRefuses(t *testing.T) {
	if _, err := newPlanner(&fixture{}).Plan(t.Context(), Event{Date: november(21)}); err == nil {
		t.Error("planned a day to come")
	}
	o := &fixture{
		sheets: map[calendar.Day]map[string]school.ClassDay{november(20): sheet("3A", 1)},
		refuse: errors.New("no queue"),
	}
	if _, err := newPlanner(o).Plan(t.Context(), Event{Date: november(20)}); !errors.Is(err, o.refuse) {
		t.Errorf("the queue refused, and the plan says %v", err)
	}
}

// Goal: the scheduler's own event means today. Method: decode what EventBridge Scheduler sends.
func TestScheduledEvent(t *testing.T) {
	var event Event
	text := `{"version":"0","detail-type":"Scheduled Event","time":"2026-11-20T20:00:00Z","detail":"{}"}`
	if err := json.Unmarshal([]byte(text), &event); err != nil || !event.Date.IsZero() {
		t.Errorf("%+v, %v", event, err)
	}
}
