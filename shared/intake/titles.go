package intake

import (
	"strings"

	"serviziscolastici/shared/pattern"
)

// Title is what pages call a column: its name in words, or better ones.
func Title(column string) string {
	better := map[string]string{
		"al":                     "Ultimo giorno",
		"altri_genitori":         "Codici fiscali degli altri adulti",
		"alunno":                 "Codice dell'alunno",
		"anno":                   "Anno scolastico",
		"anno_spesa":             "Anno della spesa",
		"cap":                    "CAP",
		"codice_dieta":           "Codice della dieta",
		"dal":                    "Primo giorno",
		"data_nascita":           "Data di nascita",
		"email":                  "E-mail",
		"genitore":               "Codice fiscale del genitore",
		"genitore_pagante":       "Codice fiscale del genitore pagante",
		"giorni_mensa":           "Giorni di mensa",
		"iva":                    "IVA",
		"limite_assenze":         "Limite per le assenze",
		"pagabile_dopo_scadenza": "Pagabile dopo la scadenza",
		"scadenza_isee":          "Scadenza dell'ISEE",
		"storna":                 "Documento stornato",
	}[column]
	if better != "" || column == "" {
		return better
	}
	if part := shareColumn().FindStringSubmatch(column); part != nil {
		return "Quota " + part[1] + ": " + strings.Replace(part[2], "iban", "IBAN", 1)
	}
	return strings.ToUpper(column[:1]) + strings.ReplaceAll(column[1:], "_", " ")
}

// shareColumn is a column of another creditor's share, "quota1_ente".
var shareColumn = pattern.Of(`^quota([0-9])_([a-z]+)$`)
