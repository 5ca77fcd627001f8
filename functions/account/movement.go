package main

import (
	"serviziscolastici/shared/ledger"
	"serviziscolastici/shared/school"
	"serviziscolastici/shared/web"
)

// movement is a line of the statement in the parent's words.
type movement struct {
	ledger.Line
	Name      string // what it is: "Pasto"
	Reference string // what it refers to: "Classe 3A, fascia B"
}

// describe puts an entry into words. Only who pays reads the tariff band, which
// tells the family's ISEE, and the numbers of that parent's own notices.
func describe(line ledger.Line, link school.Link) movement {
	m := movement{Line: line}
	switch line.Kind {
	case ledger.TopUp:
		m.Name, m.Reference = "Ricarica", noticeReference(line.TopUp, link)
	case ledger.Meal:
		m.Name, m.Reference = "Pasto", mealReference(line.Meal, link)
	case ledger.Correction:
		m.Name, m.Reference = "Rettifica", correctionReference(line.Meal, link)
		if line.Amount > 0 {
			m.Name = "Storno"
		}
	case ledger.Opening:
		m.Name = "Saldo iniziale"
	default:
		m.Name = "Movimento"
	}
	if line.Note != "" {
		m.Reference = line.Note
	}
	return m
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

func correctionReference(detail *ledger.MealDetail, link school.Link) string {
	if detail == nil {
		return "Presenza corretta"
	}
	switch school.Mark(detail.Mark) {
	case school.Absent:
		return "Presenza corretta: assente"
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
