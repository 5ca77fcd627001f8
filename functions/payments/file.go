package main

import (
	"slices"

	"serviziscolastici/shared/billing"
	"serviziscolastici/shared/calendar"
	"serviziscolastici/shared/letters"
	"serviziscolastici/shared/school"
)

// fileName is what the file of a notice is called on the parent's own device, so that a person can tell
// files apart: "avviso-luca-20.00-euro-2026-11-22-3456.pdf". The address of the file names nobody.
func fileName(kind string, links []school.Link, position billing.Position, day calendar.Day) string {
	number := position.Number.String()
	child, _ := childOf(links, position)
	return letters.FileName(kind, child.Name,
		position.Amount.Decimal()+"-euro", day.String(), number[max(0, len(number)-4):]) + ".pdf"
}

// childOf returns the parent's child of today whom a notice is about.
func childOf(links []school.Link, position billing.Position) (school.Link, bool) {
	at := slices.IndexFunc(links, func(l school.Link) bool { return l.Pupil == position.Pupil })
	if at < 0 {
		return school.Link{}, false
	}
	return links[at], true
}
