package schedule_test

import (
	"testing"
	"time"

	"serviziscolastici/infra/local/schedule"
)

// Goal: schedules fire at the times that EventBridge Scheduler would choose, in their timezone.
// Method: a table of expressions with a start and the next time, clock changes included.
func TestNext(t *testing.T) {
	rome, err := time.LoadLocation("Europe/Rome")
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct{ expression, after, want string }{
		{"cron(0 21 * * ? *)", "2026-11-22T20:00:00+01:00", "2026-11-22T21:00:00+01:00"},
		{"cron(0 21 * * ? *)", "2026-11-22T21:00:00+01:00", "2026-11-23T21:00:00+01:00"},
		{"cron(0 21 * * ? *)", "2026-10-24T22:00:00+02:00", "2026-10-25T21:00:00+01:00"},
		{"cron(*/15 8-9 ? * MON-FRI *)", "2026-11-20T09:45:00+01:00", "2026-11-23T08:00:00+01:00"},
		{"cron(5/20 0 1 JAN,JUL ? *)", "2026-11-22T00:00:00+01:00", "2027-01-01T00:05:00+01:00"},
		{"cron(0 0 29 2 ? *)", "2026-11-22T00:00:00+01:00", "2028-02-29T00:00:00+01:00"},
		{"cron(0 6 ? * 1 2027)", "2026-11-22T00:00:00+01:00", "2027-01-03T06:00:00+01:00"},
		{"rate(5 minutes)", "2026-11-22T00:00:00+01:00", "2026-11-22T00:05:00+01:00"},
	} {
		expression, err := schedule.Parse(c.expression, rome)
		if err != nil {
			t.Errorf("%s: %v", c.expression, err)
			continue
		}
		got, found := expression.Next(instant(t, c.after))
		if !found || !got.Equal(instant(t, c.want)) {
			t.Errorf("%s after %s = %s %v, want %s", c.expression, c.after, got, found, c.want)
		}
	}
}

// Goal: an expression that would never or wrongly fire is refused at start.
// Method: one broken expression per rule; and one that is valid but in the past.
func TestParseRefuses(t *testing.T) {
	for _, text := range []string{
		"", "cron(0 21 * * ?)", "cron(60 1 * * ? *)", "cron(a 1 * * ? *)", "cron(0/0 1 * * ? *)",
		"cron(0 1 L * ? *)", "cron(0 1 5-x * ? *)", "cron(0 1 ? * FRI-MON *)",
		"rate(0 minutes)", "rate(5 weeks)", "at(2026-01-01T00:00:00)",
	} {
		if _, err := schedule.Parse(text, time.UTC); err == nil {
			t.Errorf("%q was accepted", text)
		}
	}
	past, err := schedule.Parse("cron(0 0 1 1 ? 2020)", time.UTC)
	if err != nil {
		t.Fatal(err)
	}
	if at, found := past.Next(instant(t, "2026-11-22T00:00:00Z")); found {
		t.Errorf("a schedule of the past fires at %s", at)
	}
}

func instant(t *testing.T, text string) time.Time {
	t.Helper()
	at, err := time.Parse(time.RFC3339, text)
	if err != nil {
		t.Fatal(err)
	}
	return at
}
