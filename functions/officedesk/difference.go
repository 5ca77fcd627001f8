package main

import (
	"slices"
	"strings"

	"serviziscolastici/shared/office"
)

// part is a piece of what was stored before or after: kept, taken away or new.
type part struct {
	Text string
	// Kind is "", "del" or "ins".
	Kind string
}

// difference is what a record changed, piece by piece. Where there was nothing before, the text after says what was done, not what
// changed. The texts of a record that has no pieces are taken apart only where the portal itself has put them together: what
// people type may have any sign in it.
func difference(r office.Record) []part {
	if r.Pieces != nil {
		var parts []part
		for _, one := range r.Pieces {
			parts = append(parts, compared(said(one.Before), said(one.After))...)
		}
		return parts
	}
	return compared(pieces(r, r.Before), pieces(r, r.After))
}

// compared are the pieces that stay or go, then those that come.
func compared(was, is []string) []part {
	var parts []part
	for _, one := range was {
		if slices.Contains(is, one) {
			parts = append(parts, part{one, ""})
		} else {
			parts = append(parts, part{one, "del"})
		}
	}
	for _, one := range is {
		switch {
		case len(was) == 0:
			parts = append(parts, part{one, ""})
		case !slices.Contains(was, one):
			parts = append(parts, part{one, "ins"})
		}
	}
	return parts
}

// said is a text as the only piece, none for no text.
func said(text string) []string {
	if text == "" {
		return nil
	}
	return []string{text}
}

// pieces takes a text of a record without pieces apart.
func pieces(r office.Record, text string) []string {
	switch {
	case text == "":
		return nil
	case ofSheet(r):
		return strings.Split(text, sheetMark)
	case r.Before != "" && slices.Contains(joined(), r.Action):
		return strings.Split(text, office.PieceMark)
	default:
		return said(text)
	}
}

// joined are the operations whose records have pieces, and in older records one text of them all.
func joined() []office.Action {
	return []office.Action{
		office.PupilCorrected, office.AdultCorrected, office.AdultAdded, office.AdultRemoved, office.PayerChanged, office.Enrolled,
		office.NoticePaid, office.NoticeWithdrawn, office.NoticeRepriced, office.NoticeReissued,
	}
}
