package main

import (
	"fmt"

	"serviziscolastici/shared/calendar"
	"serviziscolastici/shared/money"
	"serviziscolastici/shared/school"
	"serviziscolastici/shared/tax"
)

// fee is an accounting document that the Comune issued.
type fee struct {
	number, service, period string
	issued, due             calendar.Day
	pupil                   *pupil
	text                    string
	amount, stamp           money.Cents
	tax                     string // as the office's file writes it
	corrects                string // for a credit note, the document's number
	// union is the part that goes to the Unione dei Comuni, which drives one of the buses.
	union money.Cents
}

// taxOf is how the Comune taxes a service: its own canteen at 4%, the school bus at
// 10%, the rest not at all.
func taxOf(service string) string {
	switch service {
	case school.Canteen:
		return "4"
	case school.Bus:
		return "10"
	default:
		return "Esente art. 10 DPR 633/72"
	}
}

// ridesUnionBus is the pupil whose fee the Comune shares with the Unione.
const ridesUnionBus = "A004"

// extra is an enrolment in another service, and its fee.
type extra struct {
	pupil         string
	service, band string
}

// extras lists who goes by bus, before or after school.
func extras() []extra {
	return []extra{
		{"A001", school.BeforeClass, "UNICA"}, {"A003", school.Bus, "COMPLETO"}, {"A004", school.Bus, "COMPLETO"},
		{"A007", school.Bus, "COMPLETO"}, {"A008", school.BeforeClass, "UNICA"},
		{"A011", school.AfterClass, "UNICA"},
		{"A015", school.Bus, "ANDATA"}, {"A019", school.BeforeClass, "UNICA"}, {"A024", school.Bus, "COMPLETO"},
		{"A030", school.AfterClass, "UNICA"}, {"A037", school.Bus, "ANDATA"}, {"A044", school.BeforeClass, "UNICA"},
	}
}

// enrolmentFeeOf lists who has not paid the canteen's yearly fee yet.
func enrolmentFeeOf() []string {
	return []string{"A002", "A006", "A007", "A009", "A012", "A021", "A033"}
}

// fees are the first instalments of the extras and the yearly fees.
func (t *town) fees() []fee {
	byID := make(map[string]*pupil)
	for _, p := range t.pupils {
		byID[p.id] = p
	}
	var list []fee
	add := func(f fee) {
		f.number, f.tax = fmt.Sprintf("%d/%d", schoolYear, 101+len(list)), taxOf(f.service)
		list = append(list, f)
	}
	for _, id := range enrolmentFeeOf() {
		add(fee{service: school.Canteen, period: "2026/2027", issued: date(2026, 10, 12), due: date(2026, 11, 27),
			pupil: byID[id], text: "Quota annuale di iscrizione alla mensa 2026/2027", amount: 25_00})
	}
	for _, e := range extras() {
		tariff, _ := school.TariffFor(tariffs(), e.service, e.band, yearBegins)
		f := fee{service: e.service, period: "settembre 2026 - gennaio 2027", issued: date(2026, 11, 2),
			due: date(2026, 12, 15), pupil: byID[e.pupil], amount: tariff.Price / 2,
			text: school.ServiceName(e.service) + " 2026/2027, prima rata"}
		if e.pupil == ridesUnionBus {
			f.union = f.amount / 4
		}
		if e.service == school.BeforeClass {
			f.due = date(2026, 11, 13)
		}
		if e.service == school.AfterClass && f.amount > tax.StampThreshold {
			f.amount, f.stamp = f.amount+tax.StampDuty, tax.StampDuty
		}
		add(f)
	}
	twice := fee{service: school.AfterClass, period: "novembre 2026", issued: date(2026, 11, 2),
		due: date(2026, 12, 15), pupil: byID["A011"], amount: 15_00, text: "Doposcuola 2026/2027, laboratorio"}
	add(twice)
	twice.corrects, twice.issued, twice.due = list[len(list)-1].number, date(2026, 11, 16), calendar.Day{}
	twice.text = "Laboratorio del doposcuola non attivato"
	add(twice)
	return list
}
