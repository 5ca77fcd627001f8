package schedule_test

import (
	"strconv"
	"strings"
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
		{"cron(30 2 * * ? *)", "2026-03-28T02:30:00+01:00", "2026-03-29T03:30:00+02:00"},
		{"rate(1 minute)", "2026-11-22T00:00:00+01:00", "2026-11-22T00:01:00+01:00"},
		{"rate(5 minutes)", "2026-11-22T00:00:00+01:00", "2026-11-22T00:05:00+01:00"},
	} {
		expression, err := schedule.Parse(c.expression, rome)
		if err != nil {
			t.Errorf("%s: %v", c.expression, err)
			continue
		}
		if got := expression.Next(instant(t, c.after)); !got.Equal(instant(t, c.want)) {
			t.Errorf("%s after %s = %s, want %s", c.expression, c.after, got, c.want)
		}
	}
}

// Goal: an expression that would never or wrongly fire is refused at start, and so is one that is good
// on AWS but not played here. Method: one expression per rule and per form.
func TestParseRefuses(t *testing.T) {
	for _, text := range []string{
		"", "cron(0 21 * * ?)", "cron(60 1 * * ? *)", "cron(0 24 * * ? *)", "cron(-1 1 * * ? *)", "cron(a 1 * * ? *)",
		"cron(*/15 1 * * ? *)", "cron(0 8-9 * * ? *)", "cron(0,30 1 * * ? *)", "cron(0 1 L * ? *)", "cron(0 1 1 * ? *)",
		"cron(0 1 * JAN ? *)", "cron(0 1 ? * MON-FRI *)", "cron(0 1 * * ? 2027)", "cron(0 21 * * ? *) at noon",
		"rate(0 minutes)", "rate(5 hours)", "rate(5 minutes) at noon", "at(2026-01-01T00:00:00)",
	} {
		_, err := schedule.Parse(text, time.UTC)
		if err == nil || !strings.Contains(err.Error(), strconv.Quote(text)) {
			t.Errorf("%q: %v", text, err)
		}
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
