package intake

import (
	"math/big"
	"strings"

	"serviziscolastici/shared/fiscalcode"
	"serviziscolastici/shared/pattern"
)

var (
	ibans          = pattern.Of(`^IT[0-9]{2}[A-Z][0-9]{10}[0-9A-Z]{12}$`)
	taxonomyCodes  = pattern.Of(`^[6-9]/[0-9]{7}[A-Z]{2}/$`)
	colours        = pattern.Of(`^#[0-9A-F]{6}$`)
	postalAccounts = pattern.Of(`^[0-9]{1,12}$`)
	postalIBANs    = pattern.Of(`^IT[0-9]{2}[A-Z]07601[0-9]{5}[0-9]{12}$`)
	cbills         = pattern.Of(`^[A-Z0-9]{5}$`)
	segregations   = pattern.Of(`^[0-9]{2}$`)
)

// iban reads an Italian IBAN. pagoPA refuses a payment into one whose check digits are wrong, so that a
// typing error is told here, before it closes every notice.
func iban(cell string) (string, error) {
	value, err := matching(ibans, "L'IBAN ha 27 caratteri e comincia con IT.")(cell)
	if err == nil && !checked(value) {
		return "", complain("", "L'IBAN ha un errore: le cifre di controllo non tornano.")
	}
	return value, err
}

// checked reports whether an IBAN leaves 1 by 97, its first four characters last and letters as 10 to 35
// (ISO 13616).
func checked(iban string) bool {
	var digits strings.Builder
	for _, r := range iban[4:] + iban[:4] {
		if r >= 'A' {
			digits.WriteString([]string{"1", "2", "3"}[(r-'A')/10])
			digits.WriteRune('0' + (r-'A')%10)
		} else {
			digits.WriteRune(r)
		}
	}
	number, ok := new(big.Int).SetString(digits.String(), 10)
	return ok && new(big.Int).Mod(number, big.NewInt(97)).Int64() == 1
}

// taxonomyCode reads a pagoPA taxonomy code.
func taxonomyCode(cell string) (string, error) {
	return matching(taxonomyCodes, "Il codice di tassonomia si scrive come 9/0107101TS/.")(cell)
}

// creditorCode reads the fiscal code of a public body.
func creditorCode(cell string) (string, error) {
	return matching(fiscalcode.Body, "Il codice fiscale di un ente ha 11 cifre.")(cell)
}
