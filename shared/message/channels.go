package message

import (
	"slices"

	"serviziscolastici/shared/calendar"
)

// How often a parent is told of low credit: it stays low for weeks, when somebody means it to.
const (
	lowCreditPause  = 2 // days
	lowCreditWithin = 14
	lowCreditMost   = 3 // within so many days
)

// Channels returns the channels by which to tell a thing now, in the order of trying,
// given the parent's choice and what was told in the last Window days. With Either the
// first that takes it is enough, otherwise each of them is meant.
func Channels(thing Thing, choice Choice, told []Told, today calendar.Day) []Channel {
	about := slices.DeleteFunc(slices.Clone(told), func(t Told) bool {
		return t.Kind != thing.Kind || t.Object != thing.Object
	})
	arrived := func(c Channel) bool {
		return slices.ContainsFunc(about, func(t Told) bool { return t.Channel == c && t.Arrived() && !over(t, today) })
	}
	var order []Channel
	switch {
	case thing.Kind == Confirm, choice == OnlyMail:
		order = []Channel{Mail}
	case choice == Silence, thing.Kind == LowCredit && enough(about, today):
		return nil
	case choice == Either && (arrived(AppIO) || arrived(Mail)):
		return nil
	default:
		order = []Channel{AppIO, Mail}
	}
	if slices.ContainsFunc(about, func(t Told) bool { return t.Channel == AppIO && t.State == Failed }) {
		slices.Reverse(order) // What the app has lost goes another way first.
	}
	return slices.DeleteFunc(order, func(c Channel) bool {
		tried := slices.ContainsFunc(about, func(t Told) bool {
			return t.Channel == c && t.Day == today && t.State != Released
		})
		return tried || arrived(c)
	})
}

// over reports whether a thing may be told again, although it was told.
func over(t Told, today calendar.Day) bool {
	return t.Kind == LowCredit && !t.Day.AddDays(lowCreditPause).After(today)
}

// enough reports whether a parent knows by now that credit is low.
func enough(about []Told, today calendar.Day) bool {
	days := map[calendar.Day]bool{}
	for _, t := range about {
		if t.Arrived() && t.Day.AddDays(lowCreditWithin).After(today) {
			days[t.Day] = true
		}
	}
	return len(days) >= lowCreditMost
}
