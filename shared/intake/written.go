package intake

import (
	"strings"

	"serviziscolastici/shared/school"
)

// Written says to the office how the cells of a column of a kind of file are written, "" where they are any text.
func Written(file, column string) string {
	const aDay, aCode, aFiscalCode = "una data, 22/11/2026", "il codice, non il nome", "16 caratteri"
	switch file + " " + column {
	case "presenze.csv motivo":
		return "solo per U: famiglia, scuola o attivita; solo per N: mancante, errato o ritardo"
	case "alunni.csv codice_fiscale":
		return aFiscalCode + ", oppure il codice provvisorio di 11 cifre"
	case "calendario.csv scuola", "menu.csv scuola", "messaggi.csv scuola":
		return aCode + "; * per tutte le scuole"
	case "movimenti.csv importo":
		return "12,50; con il meno se è un debito"
	}
	switch column {
	case "giorno", "data", "dal", "al", "valida_dal", "valida_al", "scadenza", "scadenza_isee", "data_nascita":
		return aDay
	case "alunno", "classe", "scuola", "fascia":
		return aCode
	case "codice_fiscale", "genitore", "genitore_pagante":
		return aFiscalCode
	case "altri_genitori":
		return "codici fiscali, separati da virgole"
	case "stato":
		return marks()
	case "servizio":
		return strings.Join(school.Services(), ", ")
	case "anno":
		return "2026/2027"
	case "anno_spesa":
		return "2026"
	case "livello":
		return "infanzia, primaria o secondaria"
	case "giorni_mensa":
		return "lun,mar,gio; vuoto se la classe non mangia a scuola"
	case "limite_assenze":
		return "9:30"
	case "dieta_speciale", "pagabile_dopo_scadenza":
		return "sì o no"
	case "codice_dieta":
		return "da 1 a 8 lettere e cifre, mai una malattia; NESSUNA la toglie"
	case "allergeni":
		return "numeri da 1 a 14 o nomi, separati da virgole"
	case "tipo":
		return "saldo o rimborso"
	case "operazione":
		return "importo, annullo o incasso"
	case "modo":
		return "contanti, bonifico o carta"
	case "iva":
		return "4, 5, 10 o 22, oppure perché non c'è"
	case "cap":
		return "5 cifre"
	case "provincia":
		return "2 lettere"
	}
	if column == "importo" || column == "bollo" || strings.HasSuffix(column, "_importo") {
		return "12,50"
	}
	return ""
}

// marks are the marks of a presence as files write them: "P presente, A assente, …".
func marks() string {
	var list []string
	for _, mark := range school.Marks() {
		list = append(list, string(mark)+" "+strings.ToLower(mark.Name()))
	}
	return strings.Join(list, ", ")
}
