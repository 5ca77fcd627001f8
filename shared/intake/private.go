package intake

import (
	"strings"

	"serviziscolastici/shared/letters"
	"serviziscolastici/shared/pattern"
)

// What pagoPA and banks show to anybody who pays must not say for whom: however it is written, with other
// accents, apostrophes, blanks, hyphens or letters.

// mentions reports whether a text holds a person's fiscal code, or family name and name. Of several names
// the first is enough.
func mentions(text, name, familyName, fiscalCode string) bool {
	compact := letters.Compact(text)
	holds := func(part string) bool { return part != "" && strings.Contains(compact, part) }
	given, family := letters.Compact(name), letters.Compact(familyName)
	first, _, _ := strings.Cut(name, " ")
	one := letters.Compact(first)
	switch {
	case holds(letters.Compact(fiscalCode)):
		return true
	case given == "" || family == "":
		return false
	case holds(given+family) || holds(family+given) || one != "" && (holds(one+family) || holds(family+one)):
		return true
	default:
		return letters.Names(text, familyName) && (letters.Names(text, name) || letters.Names(text, first))
	}
}

// codeForm is the form of a fiscal code; omocodia puts letters in place of digits.
var codeForm = pattern.Of(`^[A-Z]{6}[0-9L-V]{2}[A-Z][0-9L-V]{2}[A-Z][0-9L-V]{3}[A-Z]$`)

// holdsFiscalCode reports whether a text holds what has the form of a person's fiscal code: as a word, or
// within all its letters and digits. There it must have a few digits, because words of ordinary Italian
// run together into that form.
func holdsFiscalCode(text string) bool {
	const long = 16
	for _, word := range strings.Fields(text) {
		if codeForm.Matches(letters.Compact(word)) {
			return true
		}
	}
	compact := letters.Compact(text)
	for at := 0; at+long <= len(compact); at++ {
		if code := compact[at : at+long]; fewDigits(code) && codeForm.Matches(code) {
			return true
		}
	}
	return false
}

// fewDigits reports whether a text has two digits or more.
func fewDigits(text string) bool {
	const digits = "0123456789"
	return strings.IndexAny(text, digits) < strings.LastIndexAny(text, digits)
}
