// Package fiscalcode reads the codice fiscale, the code by which Italy names a
// person in every office.
//
// A code is taken as written and never corrected: two people may differ only by
// omocodia (letters in place of digits), so two variants are two people. Nor is a
// birth date derived from it, because its two-digit year is ambiguous: Birth says
// what stands there. Source of the rules: decreto del Ministro delle finanze
// 23/12/1976.
package fiscalcode

import (
	"errors"
	"strings"

	"serviziscolastici/shared/pattern"
)

// Code is a valid codice fiscale in capital letters.
type Code string

// The ways in which a text is not a code.
var (
	// ErrShape says that letters and digits are not where they belong.
	ErrShape = errors.New("fiscalcode: not the shape of a codice fiscale")
	// ErrCheck says that the last character does not follow from the others.
	ErrCheck = errors.New("fiscalcode: wrong check character")
	// ErrPrefix says that an identity attribute does not hold an Italian code.
	ErrPrefix = errors.New("fiscalcode: no TINIT- prefix")
)

// personal is the code of a person. Each of the seven digits may be one of the
// letters LMNPQRSTUV instead.
var personal = pattern.Of(`^[A-Z]{6}[0-9LMNPQRSTUV]{2}[ABCDEHLMPRST][0-9LMNPQRSTUV]{2}` +
	`[A-Z][0-9LMNPQRSTUV]{3}[A-Z]$`)

// Body is the form of the code of a company or a public body. Its check digit is not held to the
// rule: pagoPA's own test creditor 77777777777 breaks it. The provisional code that the tax office
// gives a person for the time being looks the same.
var Body = pattern.Of(`^[0-9]{11}$`)

// Parse reads the 16-character code of a person. Blanks around it and small
// letters are accepted. The error is ErrShape or ErrCheck.
func Parse(text string) (Code, error) {
	code := clean(text)
	if !personal.Matches(code) || !dayExists(code) {
		return "", ErrShape
	}
	if checkLetter(code[:15]) != code[15] {
		return "", ErrCheck
	}
	return Code(code), nil
}

// ParseAny reads what Parse does, and the 11-digit provisional code that a child
// may have, an adult who logs in never. The error is ErrShape or ErrCheck.
func ParseAny(text string) (Code, error) {
	code := clean(text)
	if !Body.Matches(code) {
		return Parse(text)
	}
	if checkDigit(code[:10]) != code[10] {
		return "", ErrCheck
	}
	return Code(code), nil
}

// FromTINIT reads the fiscalNumber attribute of SPID and CIE, "TINIT-" and the
// code (ETSI EN 319 412-1). The error is ErrPrefix, ErrShape or ErrCheck.
func FromTINIT(value string) (Code, error) {
	code, found := strings.CutPrefix(clean(value), "TINIT-")
	if !found {
		return "", ErrPrefix
	}
	return Parse(code)
}

// Provisional reports whether the code is an 11-digit one.
func (c Code) Provisional() bool { return len(c) == 11 }

// Birth returns what a person's code says of the birth: the year without its
// century (0 to 99), the month from 1 and the day of the month. All are 0 for a
// provisional code, which says nothing.
func (c Code) Birth() (year, month, day int) {
	if len(c) != 16 {
		return 0, 0, 0
	}
	day = digit(c[9])*10 + digit(c[10])
	if day > 40 { // a woman's
		day -= 40
	}
	return digit(c[6])*10 + digit(c[7]), strings.IndexByte(months, c[8]) + 1, day
}

// months are the letters of January to December.
const months = "ABCDEHLMPRST"

// String returns the code.
func (c Code) String() string { return string(c) }

func clean(text string) string { return strings.ToUpper(strings.TrimSpace(text)) }
