package main

import (
	"serviziscolastici/shared/calendar"
	"serviziscolastici/shared/money"
	"serviziscolastici/shared/school"
)

// presence is a pupil's mark on a day.
type presence struct {
	day   calendar.Day
	pupil *pupil
	mark  school.Mark
}

// presences draws the registers of all classes, day by day.
func (t *town) presences() []presence {
	var list []presence
	for day := firstPresence; !day.After(lastPresence); day = day.AddDays(1) {
		for _, class := range t.classes {
			if !school.Serves(class.Class, closures(), day) {
				continue
			}
			for _, p := range t.pupils {
				if p.class.ID == class.ID {
					list = append(list, presence{day, p, t.drawMark()})
				}
			}
		}
	}
	return list
}

// drawMark: nine in ten are present, one in a hundred eats plain food.
func (t *town) drawMark() school.Mark {
	switch n := t.random.IntN(100); {
	case n < 9:
		return school.Absent
	case n < 10:
		return school.Plain
	default:
		return school.Present
	}
}

// opening is the credit that a pupil brings from the office's old program.
type opening struct {
	pupil  *pupil
	amount money.Cents
}

// openings draws for each pupil what shall be left after all meals, between
// −10 € and 60 €, and adds what the meals cost.
func (t *town) openings(presences []presence) []opening {
	spent := make(map[string]money.Cents)
	prices := tariffs()
	for _, e := range presences {
		if !e.mark.Eaten() {
			continue
		}
		for _, term := range e.pupil.terms() {
			price, found := school.TariffFor(prices, school.Canteen, term.Band, e.day)
			if found && term.ActiveOn(e.day) {
				spent[e.pupil.id] += price.Price
			}
		}
	}
	var list []opening
	for _, p := range t.pupils {
		list = append(list, opening{p, spent[p.id] + t.drawBalance(p.credit)})
	}
	return list
}

func (t *town) drawBalance(c credit) money.Cents {
	var lowest, highest int
	switch c {
	case anyCredit:
		lowest, highest = 8_00, 60_00
	case lowCredit:
		lowest, highest = -10_00, 6_00
	case highCredit:
		lowest, highest = 50_00, 60_00
	}
	return money.Cents(lowest + t.random.IntN((highest-lowest)/5)*5)
}
