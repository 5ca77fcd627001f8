package main

import (
	"net/url"
	"slices"

	"serviziscolastici/shared/calendar"
	"serviziscolastici/shared/ledger"
	"serviziscolastici/shared/money"
	"serviziscolastici/shared/school"
	"serviziscolastici/shared/web"
)

// movement is a line of the statement in the parent's words.
type movement struct {
	Day             calendar.Day
	Name            string // what it is: "Pasto"
	Reference       string // what it refers to: "Classe 3A, fascia B"
	Words           string // of the office, after the reference: "(ISEE presentato)"
	Amount, Balance money.Cents
	Report          string // address of the form that says that it is wrong
}

// describe puts an entry into words. Only who pays reads the tariff band with its
// reason, which tell the family's ISEE, the office's notes, and the numbers of that
// parent's own notices. Of the children of links alone names are told.
func describe(line ledger.Line, link school.Link, links []school.Link, enrolments []school.Enrolment) movement {
	m := movement{
		Day: line.Day, Name: line.Name(), Amount: line.Amount, Balance: line.Balance, Report: reportAddress(line.Day, link.Pupil),
	}
	switch line.Kind {
	case ledger.TopUp:
		m.Reference = noticeReference(line.TopUp, link)
	case ledger.Meal:
		m.Reference, m.Words = mealReference(line.Meal, link), because(line.Entry, link, enrolments)
	case ledger.Correction:
		m.Reference = correctionReference(line.Entry, link)
	case ledger.Refund:
		m.Reference = "Credito restituito dal Comune"
	case ledger.Credit:
		m.Reference = "Pagamento accreditato dal Comune"
	case ledger.Adjusted:
		m.Reference = "Correzione del Comune"
	case ledger.Deposit:
		m.Reference = "Pagamento fatto al Comune"
	case ledger.Transfer:
		m.Reference = transferReference(line.Entry, links)
	case ledger.Opening: // refers to nothing
	}
	if line.Note == "" || !link.Pays() {
		return m
	}
	if m.Words = line.Note; line.Kind == ledger.Transfer {
		m.Reference += ". "
	} else {
		m.Reference = ""
	}
	return m
}

// Refers is what the movement refers to, with the office's words.
func (m movement) Refers() string { return m.Reference + m.Words }

// transferReference names the other account, if it is one of a child that the reader knows.
func transferReference(entry ledger.Entry, links []school.Link) string {
	other := "un altro alunno"
	at := slices.IndexFunc(links, func(l school.Link) bool {
		return entry.Transfer != nil && l.Pupil == entry.Transfer.Other
	})
	if at >= 0 {
		other = links[at].FullName()
	}
	way := "Dal conto di " + other
	if entry.Amount < 0 {
		way = "Al conto di " + other
	}
	if entry.Corrects != "" {
		way = "Spostamento annullato. " + way
	}
	return way
}

// reportAddress is where a parent says that something of a child's day is wrong.
func reportAddress(day calendar.Day, pupil string) string {
	return "/anagrafica/segnalazioni/nuova?" + url.Values{
		"figlio": {pupil}, "giorno": {day.String()}, "argomento": {"Presenze o addebiti"},
	}.Encode()
}

// because tells why this band was applied, as the enrolment of that day says.
func because(entry ledger.Entry, link school.Link, enrolments []school.Enrolment) string {
	if !link.Pays() || entry.Meal == nil {
		return ""
	}
	at := slices.IndexFunc(enrolments, func(e school.Enrolment) bool {
		return e.Service == school.Canteen && e.ActiveOn(entry.Day) && e.Band == entry.Meal.Band
	})
	if at < 0 || enrolments[at].Reason == "" {
		return ""
	}
	return " (" + enrolments[at].Reason + ")"
}

func noticeReference(detail *ledger.TopUpDetail, link school.Link) string {
	if detail == nil || !link.Pays() {
		return "Pagamento con pagoPA"
	}
	return "Avviso pagoPA " + web.Groups(detail.Notice)
}

func mealReference(detail *ledger.MealDetail, link school.Link) string {
	if detail == nil {
		return ""
	}
	text := "Classe " + className(detail.Class, link)
	if school.Mark(detail.Mark) == school.Plain {
		text += ", pasto in bianco"
	}
	if link.Pays() {
		text += ", fascia " + detail.Band + ", tariffa " + detail.Price.String()
	}
	return text
}

func correctionReference(entry ledger.Entry, link school.Link) string {
	detail := entry.Meal
	if detail == nil {
		return "Presenza corretta"
	}
	if entry.Repriced() {
		return "Differenza di prezzo. " + mealReference(detail, link)
	}
	switch school.Mark(detail.Mark) {
	case school.Absent:
		return "Presenza corretta: assente. Annulla l'addebito dello stesso giorno"
	case school.Early:
		return "Presenza corretta: uscita anticipata. Annulla l'addebito dello stesso giorno"
	case school.Unserved:
		return "Presenza corretta: pasto non servito. Annulla l'addebito dello stesso giorno"
	case school.Suspended:
		return "Servizio sospeso. Annulla l'addebito dello stesso giorno"
	case school.Present, school.Plain:
		return "Presenza corretta: presente. " + mealReference(detail, link)
	default:
		return "Presenza corretta"
	}
}

// className is the class as families call it. The entry keeps the id only, and
// the child's own class is the one whose name is at hand.
func className(class string, link school.Link) string {
	if class == link.Class && link.ClassName != "" {
		return link.ClassName
	}
	return class
}
