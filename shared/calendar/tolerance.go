package calendar

import "time"

// Tolerance is how far the clock of somebody else, who wrote a time into a message, may be from
// ours, ahead or behind. Italy's identity federations want clocks within a minute of UTC.
const Tolerance = time.Minute

// NotYet reports whether a time that somebody else wrote is still to come, beyond the tolerance.
func NotYet(at, now time.Time) bool { return at.After(now.Add(Tolerance)) }

// Past reports whether an end that somebody else wrote (the first instant that no longer counts)
// has come, beyond the tolerance.
func Past(end, now time.Time) bool { return !now.Before(end.Add(Tolerance)) }
