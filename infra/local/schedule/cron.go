// Package schedule plays EventBridge Scheduler: it reads schedule expressions and invokes the
// functions at their times.
package schedule

import (
	"fmt"
	"time"
)

// Expression is a schedule: every so often, or every day at a time.
type Expression struct {
	every        time.Duration // 0 for a time of day
	hour, minute int
	zone         *time.Location
}

// Parse reads the two forms of EventBridge Scheduler's expressions that the template uses:
// rate(n minutes) and cron(minute hour * * ? *). Any other is refused: it would need to be played too.
func Parse(text string, zone *time.Location) (Expression, error) {
	var minutes, minute, hour int
	for _, form := range []string{"rate(%d minute)", "rate(%d minutes)"} {
		if _, err := fmt.Sscanf(text, form, &minutes); err == nil && minutes > 0 && text == fmt.Sprintf(form, minutes) {
			return Expression{every: time.Duration(minutes) * time.Minute}, nil
		}
	}
	const daily = "cron(%d %d * * ? *)"
	_, err := fmt.Sscanf(text, daily, &minute, &hour)
	if err != nil || text != fmt.Sprintf(daily, minute, hour) || minute > 59 || hour > 23 || minute < 0 || hour < 0 {
		return Expression{}, fmt.Errorf("the local stack does not play the schedule %q, only "+
			"rate(n minutes) and cron(minute hour * * ? *)", text)
	}
	return Expression{minute: minute, hour: hour, zone: zone}, nil
}

// Next is the first time after the given one.
func (e Expression) Next(after time.Time) time.Time {
	if e.every > 0 {
		return after.Add(e.every)
	}
	today := after.In(e.zone)
	at := time.Date(today.Year(), today.Month(), today.Day(), e.hour, e.minute, 0, 0, e.zone)
	if !at.After(after) {
		at = time.Date(today.Year(), today.Month(), today.Day()+1, e.hour, e.minute, 0, 0, e.zone)
	}
	return at
}
