package pagopa

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// clean makes a text fit for pagoPA: control characters and runs of blanks become one blank, and
// what exceeds limit characters is cut between characters, never inside one.
func clean(text string, limit int) string {
	var b strings.Builder
	length, blank := 0, false
	for _, r := range text {
		if unicode.IsSpace(r) || unicode.IsControl(r) || r == utf8.RuneError || !inXML(r) {
			blank = length > 0
			continue
		}
		if blank && length+2 > limit || length+1 > limit {
			break
		}
		if blank {
			b.WriteByte(' ')
			length++
		}
		b.WriteRune(r)
		length, blank = length+1, false
	}
	return b.String()
}

// mandatory is clean for an element that must not be empty; "NA" stands for what is not known.
func mandatory(text string, limit int) string {
	if cleaned := clean(text, limit); cleaned != "" {
		return cleaned
	}
	return "NA"
}

// inXML reports whether XML 1.0 allows the character.
func inXML(r rune) bool { return r < 0xFFFE || r > 0xFFFF && r <= unicode.MaxRune }
