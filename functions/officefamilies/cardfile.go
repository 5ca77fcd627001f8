package main

import (
	"net/http"
	"slices"
	"strings"
	"time"

	"serviziscolastici/shared/beside"
	"serviziscolastici/shared/calendar"
	"serviziscolastici/shared/office"
	"serviziscolastici/shared/web"
)

// exportCard sends the card as a file: a row a line of it, with its section. The record is written beside what the adults
// add, as a step more would be one too many: it is of one card, however many rows.
func (h Handler) exportCard(w http.ResponseWriter, r *http.Request, visit web.Visit) error {
	data, links, err := h.ownCard(r.Context(), visit, r.PathValue("alunno"))
	if err != nil {
		return err
	}
	name := "scheda-" + data.ID + ".csv"
	err = beside.Together(
		func() error { return h.family(r.Context(), visit, links, &data) },
		func() error { return web.Note(r, visit, h.Audit, office.Deed{Action: office.Exported, Object: name}) },
	)
	if err != nil {
		return err
	}
	return web.WriteCSV(w, name, sectionHeader(), data.lines(visit.Now))
}

// sectionHeader is that of a file with a row a line of a page.
func sectionHeader() []string { return []string{"sezione", "voce", "valore"} }

// sections are the lines of a page with the names of its sections.
type sections [][]string

// section returns what adds lines to a section, of those values that are not "".
func (s *sections) section(name string) func(item string, values ...string) {
	return func(item string, values ...string) {
		values = slices.DeleteFunc(values, func(value string) bool { return value == "" })
		*s = append(*s, []string{name, item, strings.Join(values, ", ")})
	}
}

// lines are the card's lines: section, item, value. What the operator may not know is in none.
func (c card) lines(now time.Time) [][]string {
	var lines sections
	section := lines.section
	c.people(section("Alunno"), section("Adulti"))
	c.services(section("Iscrizioni"))
	c.money(section("Conto"), section("Avvisi da pagare"), section("Pagati e annullati"), now)
	certificates, reports := section("Attestazioni rilasciate"), section("Segnalazioni dei genitori")
	for _, one := range c.Certificates {
		certificates("n. "+one.Number()+" del "+one.Issued.Italian(), one.Payer.FullName, one.Total.Plain())
	}
	for _, one := range c.Reports {
		reports("n. "+one.Number()+" del "+one.Day.Italian(), one.State.Name(), one.Topic, one.Text)
	}
	absences, history := section("Assenze e pasti in bianco comunicati"), section("Modifiche fatte dal Comune")
	for _, one := range c.Absences {
		withdrawn := ""
		if !one.Withdrawn.IsZero() {
			withdrawn = "ritirato"
		}
		absences(one.Day.Italian(), one.Mark.Name(), "comunicato il "+calendar.ItalianMoment(one.At), withdrawn)
	}
	for _, one := range c.History {
		history(calendar.ItalianMoment(one.At), one.Name, string(one.Action), labelled("prima: ", one.Before), labelled("dopo: ", one.After),
			labelled("motivo: ", one.Reason))
	}
	return lines
}

// people writes the pupil and the adults.
func (c card) people(pupil, adult func(item string, values ...string)) {
	pupil("Codice alunno", c.ID)
	pupil("Cognome e nome", c.ListName())
	pupil("Codice fiscale", c.FiscalCode)
	pupil("Nascita", c.BirthDate.Italian())
	pupil("Scuola e classe", c.ClassName, c.SchoolName)
	pupil("Badge", c.Badge)
	if c.May["diete"] {
		pupil("Dieta speciale", yesNo(c.Diet))
	}
	for _, one := range c.Adults {
		adult(one.FullName(), one.RoleName(), one.Guardian.FiscalCode, one.Guardian.Email, one.Guardian.Phone)
	}
}

// services writes the enrolments.
func (c card) services(enrolled func(item string, values ...string)) {
	for _, one := range c.Enrolments {
		price, diet := "", ""
		if one.Priced {
			price = "prezzo " + one.Tariff.Price.Plain()
		}
		if c.May["diete"] {
			diet = labelled("dieta ", one.Diet)
		}
		enrolled(one.ServiceName, one.State, labelled("dal ", one.From.Italian()), labelled("al ", one.To.Italian()),
			labelled("classe ", one.ClassName), labelled("fascia ", one.Band), price, one.Reason,
			labelled("ISEE fino al ", one.ISEE.Italian()), diet)
	}
}

// money writes the account and the notices.
func (c card) money(account, open, closed func(item string, values ...string), now time.Time) {
	account("Saldo", c.Account.Account.Balance.Plain())
	account("Saldo con le ricariche non ancora pagate", c.Account.Account.Expected.Plain())
	for _, one := range c.Movements() {
		class, band := one.eaten()
		account(one.Day.Italian()+" "+one.Name(), labelled("classe ", class), labelled("fascia ", band), "importo "+one.Amount.Plain(),
			one.Note, labelled("avviso ", one.notice()), "saldo "+one.Balance.Plain())
	}
	for _, one := range c.Open {
		open(one.Number.String(), one.What(), one.Description, "scadenza "+one.DueDay(), one.State(now).Name, one.Amount.Plain())
	}
	open("Totale dei documenti da pagare", c.Unpaid.Plain())
	for _, one := range c.Closed {
		closed(one.Number.String(), one.What(), one.Description, one.State(now).Name, "pagato il "+one.PaidDay(), one.Amount.Plain())
	}
	if left := c.Left(); left != "" {
		closed("Elenco non completo", left)
	}
}

// labelled is a value with its name before it, "" for no value.
func labelled(name, value string) string {
	if value == "" {
		return ""
	}
	return name + value
}

// RoleName is what the adult may do, in words.
func (p person) RoleName() string { return roleName(p.Role) }
