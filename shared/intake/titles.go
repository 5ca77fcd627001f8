package intake

import (
	"strings"

	"serviziscolastici/shared/pattern"
)

// Title is what pages call a column: its name in words, or better ones.
func Title(column string) string {
	switch column {
	case "":
		return ""
	case "al":
		return "Ultimo giorno"
	case "altri_genitori":
		return "Codici fiscali degli altri adulti"
	case "alunno":
		return "Codice dell'alunno"
	case "anno":
		return "Anno scolastico"
	case "anno_spesa":
		return "Anno della spesa"
	case "cap":
		return "CAP"
	case "codice_dieta":
		return "Codice della dieta"
	case "dal":
		return "Primo giorno"
	case "data_nascita":
		return "Data di nascita"
	case "email":
		return "E-mail"
	case "genitore":
		return "Codice fiscale del genitore"
	case "genitore_pagante":
		return "Codice fiscale del genitore pagante"
	case "giorni_mensa":
		return "Giorni di mensa"
	case "iva":
		return "IVA"
	case "limite_assenze":
		return "Limite per le assenze"
	case "pagabile_dopo_scadenza":
		return "Pagabile dopo la scadenza"
	case "scadenza_isee":
		return "Scadenza dell'ISEE"
	case "storna":
		return "Documento stornato"
	}
	if part := shareColumn().FindStringSubmatch(column); part != nil {
		return "Quota " + part[1] + ": " + strings.Replace(part[2], "iban", "IBAN", 1)
	}
	return strings.ToUpper(column[:1]) + strings.ReplaceAll(column[1:], "_", " ")
}

// shareColumn is a column of another creditor's share, "quota1_ente".
var shareColumn = pattern.Of(`^quota([0-9])_([a-z]+)$`)
