package main

import (
	"fmt"
	"strings"

	"serviziscolastici/shared/calendar"
	"serviziscolastici/shared/waiting"
	"serviziscolastici/shared/web"
)

// card is one kind of thing that waits for somebody, with the page where it is resolved.
type card struct {
	Name string
	// Path is the page; Text says how much waits, "" for nothing.
	Path, Text string
	// Oldest is the day since which the oldest waits; zero where that says nothing.
	Oldest calendar.Day
	// Note is a sentence more, or "".
	Note string
	// Data is the day of the morning's figures that it was counted by, "ai dati del 26/11/2026"; "" when it was counted just now.
	Data string
}

// Notes are Note and Data, for the file.
func (c card) Notes() string {
	if c.Note == "" || c.Data == "" {
		return c.Note + c.Data
	}
	return c.Note + " " + c.DataLine()
}

// DataLine is Data as a sentence; "" for none.
func (c card) DataLine() string {
	if c.Data == "" {
		return ""
	}
	return strings.ToUpper(c.Data[:1]) + c.Data[1:] + "."
}

// counted is the card of what has marks.
func counted(name, path, one, many string, count waiting.Count) card {
	c := card{Name: name, Path: path, Oldest: count.Oldest}
	switch {
	case count.More:
		c.Text = fmt.Sprintf("più di %d %s", count.N, many)
	case count.N > 0:
		c.Text = web.Plural(count.N, one, many)
	}
	return c
}

// Age says for how long the oldest has waited.
func (c card) Age(today calendar.Day) string {
	if c.Oldest.IsZero() {
		return ""
	}
	switch days := c.Oldest.DaysUntil(today); {
	case days <= 0:
		return "da oggi"
	case days == 1:
		return "da ieri"
	default:
		return "dal " + c.Oldest.Italian() + ", " + web.Plural(days, "giorno", "giorni")
	}
}
