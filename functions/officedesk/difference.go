package main

import (
	"slices"
	"strings"
)

// part is a piece of what was stored before or after: kept, taken away or new.
type part struct {
	Text string
	// Kind is "", "del" or "ins".
	Kind string
}

// difference compares texts whose pieces are separated by commas or lines, as records have them. Where there was nothing before, the
// text after says what was done, not what changed.
func difference(before, after string) []part {
	if before == "" && after != "" {
		return []part{{Text: after}}
	}
	was, is := pieces(before), pieces(after)
	var parts []part
	for _, one := range was {
		if slices.Contains(is, one) {
			parts = append(parts, part{one, ""})
		} else {
			parts = append(parts, part{one, "del"})
		}
	}
	for _, one := range is {
		if !slices.Contains(was, one) {
			parts = append(parts, part{one, "ins"})
		}
	}
	return parts
}

func pieces(text string) []string {
	var found []string
	for _, one := range strings.FieldsFunc(text, func(r rune) bool { return r == '\n' || r == ';' }) {
		for _, piece := range strings.Split(one, ", ") {
			if piece = strings.TrimSpace(piece); piece != "" {
				found = append(found, piece)
			}
		}
	}
	return found
}
