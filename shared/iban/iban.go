// Package iban reads account numbers.
package iban

import (
	"strings"

	"serviziscolastici/shared/pattern"
)

// forms is the form of an IBAN of any country: 15 to 34 characters.
var forms = pattern.Of(`^[A-Z]{2}[0-9]{2}[0-9A-Z]{11,30}$`)

// Parse reads an IBAN as people write it, with blanks and small letters. It is false when the form or the check
// digits are wrong.
func Parse(text string) (string, bool) {
	number := strings.ToUpper(strings.Join(strings.Fields(text), ""))
	return number, forms.Matches(number) && Checked(number)
}

// Checked reports whether an IBAN leaves 1 by 97, its first four characters last and letters as 10 to 35
// (ISO 13616).
func Checked(iban string) bool {
	rest := 0
	for _, r := range iban[4:] + iban[:4] {
		if r >= 'A' {
			rest = (rest*100 + int(r-'A') + 10) % 97
		} else {
			rest = (rest*10 + int(r-'0')) % 97
		}
	}
	return rest == 1
}
