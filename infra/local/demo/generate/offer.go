package main

import (
	"fmt"
	"time"

	"serviziscolastici/shared/calendar"
	"serviziscolastici/shared/money"
	"serviziscolastici/shared/school"
)

const schoolYear = 2026

func date(year int, month time.Month, day int) calendar.Day { return calendar.NewDay(year, month, day) }

// The days between which the demo happens.
var (
	yearBegins    = date(2026, 9, 14)
	yearEnds      = date(2027, 6, 8)
	nurseryEnds   = date(2027, 6, 30)
	firstPresence = date(2026, 10, 5)
	lastPresence  = date(2026, 11, 20)
)

func settings() [][]string {
	return [][]string{
		{"nome", "Comune di Vallechiara"}, {"codice_fiscale", "77777777777"}, {"codice_ipa", "c_x000"},
		{"ente_superiore", "Regione Lombardia"}, {"ufficio", "Ufficio Scuola"},
		{"indirizzo", "Piazza del Municipio 1, 24060 Vallechiara (BG)"}, {"telefono", "035 000 0000"},
		{"email", "scuola@comune.vallechiara.example.it"},
		{"pec", "protocollo@pec.comune.vallechiara.example.it"},
		{"sito", "https://www.comune.vallechiara.example.it"},
		{"privacy", "https://www.comune.vallechiara.example.it/privacy-servizi-scolastici"},
		{"note_legali", "https://www.comune.vallechiara.example.it/note-legali"},
		{"accessibilita", "https://form.agid.gov.it/view/c-x000-servizi-scolastici"}, {"colore", "#00604b"},
		{"iban", "IT60X0542811101000000123456"}, {"cbill", "AAAXX"}, {"segregazione", "02"},
		{"bollo_virtuale", "n. 123 del 01/02/2026"},
		{"tassonomia_mensa", "9/0107101TS/"}, {"tassonomia_trasporto", "9/0107102SP/"},
		{"tassonomia_prescuola", "9/0107103SP/"}, {"tassonomia_doposcuola", "9/0107105SP/"},
		{"domini", "localhost, 127.0.0.1"}, {"ricarica_minima", "5,00"}, {"ricarica_massima", "300,00"},
		{"credito_massimo", "1000,00"}, {"credito_basso", "20,00"},
		{"ricariche_al_giorno", "20"}, {"segnalazioni_al_giorno", "10"},
		{"limite_assenze", "9:30"}, {"giorni_assenze", "30"}, {"debito_segnalato", "8,00"},
	}
}

func schools() []school.School {
	return []school.School{
		{ID: "INF", Name: "Scuola dell'infanzia Arcobaleno", Level: "infanzia", Address: "Via dei Tigli 4", Kitchen: "ARCOBALENO"},
		{ID: "PRI", Name: "Scuola primaria Bosco Verde", Level: "primaria", Address: "Via Roma 21", Kitchen: "CENTRO"},
		{ID: "SEC", Name: "Scuola secondaria Alta Valle", Level: "secondaria", Address: "Viale della Stazione 8",
			AbsenceLimit: 8*60 + 30, Kitchen: "CENTRO"},
	}
}

// classOf is a class with the year in which its pupils were born.
type classOf struct {
	school.Class
	born int
	days string
}

const (
	allWeek   = "lun,mar,mer,gio,ven"
	threeDays = "lun,mar,gio"
	twoDays   = "lun,mer"
)

func classes() []classOf {
	class := func(id, name, schoolID, days string, born int) classOf {
		return classOf{school.Class{ID: id, Name: name, School: schoolID, Weekdays: weekdaysOf(days)}, born, days}
	}
	return []classOf{
		class("INF-API", "Sezione Api", "INF", allWeek, 2022),
		class("INF-FAR", "Sezione Farfalle", "INF", allWeek, 2021),
		class("PRI-1A", "1A", "PRI", allWeek, 2020),
		class("PRI-2A", "2A", "PRI", allWeek, 2019),
		class("PRI-3A", "3A", "PRI", threeDays, 2018),
		class("PRI-4A", "4A", "PRI", threeDays, 2017),
		class("SEC-1A", "1A", "SEC", twoDays, 2015),
		class("SEC-2A", "2A", "SEC", twoDays, 2014),
	}
}

func weekdaysOf(days string) []time.Weekday {
	switch days {
	case threeDays:
		return []time.Weekday{time.Monday, time.Tuesday, time.Thursday}
	case twoDays:
		return []time.Weekday{time.Monday, time.Wednesday}
	default:
		return []time.Weekday{time.Monday, time.Tuesday, time.Wednesday, time.Thursday, time.Friday}
	}
}

func closures() []school.Closure {
	list := []school.Closure{
		{Day: date(2026, 10, 16), School: "PRI", Service: school.Canteen, Reason: "Manutenzione della cucina"},
		{Day: date(2026, 11, 1), School: "*", Reason: "Ognissanti"},
		{Day: date(2026, 11, 2), School: "*", Reason: "Ponte di Ognissanti"},
		{Day: date(2026, 11, 11), School: "SEC", Reason: "Uscita didattica"},
		{Day: date(2026, 12, 7), School: "*", Reason: "Ponte dell'Immacolata"},
		{Day: date(2026, 12, 8), School: "*", Reason: "Immacolata Concezione"},
	}
	for _, p := range []struct {
		from, to calendar.Day
		reason   string
	}{
		{date(2026, 12, 23), date(2027, 1, 6), "Vacanze di Natale"},
		{date(2027, 2, 15), date(2027, 2, 16), "Carnevale"},
		{date(2027, 3, 25), date(2027, 3, 30), "Vacanze di Pasqua"},
		{date(2027, 6, 2), date(2027, 6, 2), "Festa della Repubblica"},
	} {
		for day := p.from; !day.After(p.to); day = day.AddDays(1) {
			list = append(list, school.Closure{Day: day, School: school.EverySchool, Reason: p.reason})
		}
	}
	return list
}

// The bands of the canteen's tariffs: five of ISEE, one for non-residents. A
// sibling's band has the suffix F.
const (
	nonResident = 6
	sibling     = "F"
)

// band names a canteen band: "P3" for a primary school's third, "PNR", "S2F".
func band(schoolID string, number int, isSibling bool) string {
	name := schoolID[:1] + fmt.Sprint(number)
	if number == nonResident {
		name = schoolID[:1] + "NR"
	}
	if isSibling {
		name += sibling
	}
	return name
}

func tariffs() []school.Tariff {
	prices := map[string][nonResident]money.Cents{
		"INF": {150, 250, 350, 430, 480, 600},
		"PRI": {180, 280, 380, 460, 520, 650},
		"SEC": {200, 300, 400, 480, 550, 690},
	}
	terms := [nonResident]string{
		"ISEE fino a 6.000,00 €", "ISEE da 6.000,01 a 12.000,00 €", "ISEE da 12.000,01 a 18.000,00 €",
		"ISEE da 18.000,01 a 25.000,00 €", "ISEE oltre 25.000,00 € o non presentato", "non residenti",
	}
	var list []school.Tariff
	for _, s := range schools() {
		for i, price := range prices[s.ID] {
			description := fmt.Sprintf("Mensa %s, %s", s.Level, terms[i])
			list = append(list, canteenTariff(band(s.ID, i+1, false), description, price))
			if i+1 != nonResident {
				reduced := price * 80 / 100 / 5 * 5
				list = append(list, canteenTariff(band(s.ID, i+1, true),
					description+", riduzione del 20% per i fratelli", reduced))
			}
		}
	}
	raised := canteenTariff("P4", "Mensa primaria, ISEE da 18.000,01 a 25.000,00 €", 470)
	raised.From = date(2027, 1, 7)
	return append(list, raised,
		yearly(school.Bus, "ANDATA", "Trasporto, sola andata, quota annuale", 150_00),
		yearly(school.Bus, "COMPLETO", "Trasporto, andata e ritorno, quota annuale", 240_00),
		yearly(school.BeforeClass, "UNICA", "Pre-scuola dalle 7:30, quota annuale", 90_00),
		yearly(school.AfterClass, "UNICA", "Doposcuola fino alle 18:00, quota annuale", 180_00))
}

func canteenTariff(band, description string, price money.Cents) school.Tariff {
	return yearly(school.Canteen, band, description, price)
}

func yearly(service, band, description string, price money.Cents) school.Tariff {
	return school.Tariff{
		Year: schoolYear, Service: service, Band: band, Description: description, Price: price,
		From: yearBegins, To: date(2027, 8, 31),
	}
}
