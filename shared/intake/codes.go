package intake

import (
	"serviziscolastici/shared/fiscalcode"
	"serviziscolastici/shared/iban"
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

// italianIBAN reads an Italian IBAN. pagoPA refuses a payment into one whose check digits are wrong, so that a
// typing error is told here, before it closes every notice.
func italianIBAN(cell string) (string, error) {
	value, err := matching(ibans, "L'IBAN ha 27 caratteri e comincia con IT.")(cell)
	if err == nil && !iban.Checked(value) {
		return "", complain("", "L'IBAN ha un errore: le cifre di controllo non tornano.")
	}
	return value, err
}

// taxonomyCode reads a pagoPA taxonomy code.
func taxonomyCode(cell string) (string, error) {
	return matching(taxonomyCodes, "Il codice di tassonomia si scrive come 9/0107101TS/.")(cell)
}

// creditorCode reads the fiscal code of a public body.
func creditorCode(cell string) (string, error) {
	return matching(fiscalcode.Body, "Il codice fiscale di un ente ha 11 cifre.")(cell)
}
