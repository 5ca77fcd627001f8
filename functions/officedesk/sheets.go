package main

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"serviziscolastici/shared/calendar"
	"serviziscolastici/shared/presence"
	"serviziscolastici/shared/web"
)

// classesShown is how many classes a card names.
const classesShown = 8

// missingSheets looks which classes that eat today have no sheet: those that can still send it in time, and those that
// the kitchen counted without.
func (h Handler) missingSheets(ctx context.Context, visit web.Visit) ([]card, error) {
	classes, err := h.Sheets.Classes(ctx, visit.Municipality, visit.Today())
	if err != nil {
		return nil, err
	}
	var late, soon []presence.ClassState
	for _, class := range classes {
		switch {
		case !class.Missing():
		case class.Late(visit.Now):
			late = append(late, class)
		default:
			soon = append(soon, class)
		}
	}
	var cards []card
	if len(late) > 0 {
		cards = append(cards, card{
			Name: "Classi senza presenze oggi", Path: sheetsPath + "?mancanti=1", Text: web.Plural(len(late), "classe", "classi"),
			Oldest: visit.Today(), Note: names(late),
		})
	}
	if len(soon) > 0 || len(late) == 0 {
		cards = append(cards, card{Name: "Registri di oggi", Path: sheetsPath, Text: toSend(soon), Note: names(soon)})
	}
	return cards, nil
}

// toSend says how many sheets are waited for and until when, "" for none.
func toSend(classes []presence.ClassState) string {
	if len(classes) == 0 {
		return ""
	}
	first := slices.MinFunc(classes, func(a, b presence.ClassState) int { return a.Limit.Compare(b.Limit) }).Limit
	same := !slices.ContainsFunc(classes, func(c presence.ClassState) bool { return !c.Limit.Equal(first) })
	text := web.Plural(len(classes), "registro", "registri") + " da inviare"
	switch {
	case first.IsZero():
		return text
	case same:
		return text + " entro le " + calendar.ItalianTime(first)
	default:
		return text + ", i primi entro le " + calendar.ItalianTime(first)
	}
}

// names are the names of classes, the first of many.
func names(classes []presence.ClassState) string {
	all := make([]string, 0, len(classes))
	for _, class := range classes {
		all = append(all, class.InSchool())
	}
	return firstOf(all)
}

// firstOf joins the first of many names of classes, which have a comma before the school, and says how many others there are.
func firstOf(all []string) string {
	text := strings.Join(all[:min(len(all), classesShown)], "; ")
	if more := len(all) - classesShown; more > 0 {
		text += fmt.Sprintf(" e altre %d", more)
	}
	return text
}
