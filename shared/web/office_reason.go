package web

import (
	"net/url"
	"unicode/utf8"

	"serviziscolastici/shared/letters"
)

// maxReason is the longest reason of an operator, in characters.
const maxReason = 200

// Reason reads from the field "motivo" why an operator does something, for the record, and what is wrong with it.
func Reason(form url.Values) (string, []FieldError) {
	reason := letters.Tidy(form.Get("motivo"))
	switch {
	case reason == "":
		return "", []FieldError{{Field: "motivo", Text: "Scrivi il motivo: resta nel registro delle operazioni."}}
	case utf8.RuneCountInString(reason) > maxReason:
		return "", []FieldError{{Field: "motivo", Text: "Il motivo è troppo lungo: bastano 200 caratteri."}}
	default:
		return reason, nil
	}
}
