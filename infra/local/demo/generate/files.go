package main

import (
	"bytes"
	"encoding/csv"
	"encoding/json"
	"fmt"

	"serviziscolastici/shared/calendar"
	"serviziscolastici/shared/money"
	"serviziscolastici/shared/school"
)

// files returns all files of the demo by name.
func (t *town) files() (map[string][]byte, error) {
	presences := t.presences()
	tables := map[string][][]string{
		"comune.csv":     append([][]string{{"chiave", "valore"}}, settings()...),
		"scuole.csv":     schoolTable(),
		"classi.csv":     t.classTable(),
		"tariffe.csv":    tariffTable(),
		"calendario.csv": closureTable(),
		"genitori.csv":   t.parentTable(),
		"alunni.csv":     t.pupilTable(),
		"iscrizioni.csv": t.enrolmentTable(),
		"presenze.csv":   presenceTable(presences),
		"movimenti.csv":  t.openingTable(presences),
		"documenti.csv":  t.feeTable(),
		"messaggi.csv":   newsTable(),
		"menu.csv":       menuTable(),
	}
	table, err := operatorTable()
	if err != nil {
		return nil, err
	}
	tables["operatori.csv"] = table
	files := make(map[string][]byte, len(tables)+1)
	for name, table := range tables {
		var content bytes.Buffer
		writer := csv.NewWriter(&content)
		writer.Comma = ';'
		if err := writer.WriteAll(table); err != nil {
			return nil, err
		}
		files[name] = content.Bytes()
	}
	people, err := t.people()
	files["people.json"] = people
	return files, err
}

func schoolTable() [][]string {
	table := [][]string{{"codice", "nome", "livello", "indirizzo", "limite_assenze", "cucina"}}
	for _, s := range schools() {
		table = append(table, []string{s.ID, s.Name, s.Level, s.Address, s.AbsenceLimit.String(), s.Kitchen})
	}
	return table
}

func (t *town) classTable() [][]string {
	table := [][]string{{"codice", "nome", "scuola", "giorni_mensa"}}
	for _, c := range t.classes {
		table = append(table, []string{c.ID, c.Name, c.School, c.days})
	}
	return table
}

func tariffTable() [][]string {
	table := [][]string{{"anno", "servizio", "fascia", "descrizione", "importo", "valida_dal", "valida_al"}}
	for _, f := range tariffs() {
		table = append(table, []string{calendar.SchoolYear(f.Year), f.Service, f.Band, f.Description,
			f.Price.Plain(), f.From.Italian(), f.To.Italian()})
	}
	return table
}

func closureTable() [][]string {
	table := [][]string{{"giorno", "scuola", "motivo", "classe", "servizio"}}
	for _, c := range closures() {
		table = append(table, []string{c.Day.Italian(), c.School, c.Reason, c.Class, c.Service})
	}
	return table
}

func (t *town) parentTable() [][]string {
	table := [][]string{{"codice_fiscale", "cognome", "nome", "email", "telefono", "indirizzo", "cap", "comune",
		"provincia"}}
	for _, p := range t.parents {
		table = append(table, []string{p.code, p.familyName, p.name, p.email, p.phone, p.address, "24060",
			"Vallechiara", "BG"})
	}
	return table
}

func (t *town) pupilTable() [][]string {
	table := [][]string{{"codice", "codice_fiscale", "cognome", "nome", "data_nascita", "badge",
		"dieta_speciale", "genitore_pagante", "altri_genitori"}}
	for _, p := range t.pupils {
		diet, other := "no", ""
		if p.diet {
			diet = "sì"
		}
		if p.viewer != nil {
			other = p.viewer.code
		}
		table = append(table, []string{p.id, p.code, p.familyName, p.name, p.born.Italian(), p.badge, diet,
			p.payer.code, other})
	}
	return table
}

func (t *town) enrolmentTable() [][]string {
	table := [][]string{{"alunno", "anno", "servizio", "classe", "fascia", "motivo", "codice_dieta", "scadenza_isee", "dal", "al"}}
	class := make(map[string]string)
	diets, special := []string{"D1", "VEG", "D2", "", "D3"}, 0 // of one the office has still to tell the code
	for _, p := range t.pupils {
		class[p.id] = p.class.ID
		code := ""
		if p.diet {
			code = diets[special%len(diets)]
			special++
		}
		for _, e := range p.terms() {
			table = append(table, []string{e.Pupil, calendar.SchoolYear(e.Year), e.Service, e.Class, e.Band, e.Reason,
				code, iseeEnds(p, e), e.From.Italian(), e.To.Italian()})
		}
	}
	for _, e := range extras() {
		table = append(table, []string{e.pupil, calendar.SchoolYear(schoolYear), e.service, class[e.pupil], e.band,
			"Richiesta della famiglia", "", "", yearBegins.Italian(), yearEnds.Italian()})
	}
	return table
}

// iseeEnds is the last day of the ISEE that a band is given for: the end of the year, and earlier for two families that brought
// an ISEE corrente, which lasts six months.
func iseeEnds(p *pupil, e school.Enrolment) string {
	switch {
	case p.band == 5 || p.band == nonResident || e.To.Before(date(2026, 12, 31)):
		return ""
	case p.id == "A006" || p.id == "A015":
		return date(2026, 12, 10).Italian()
	default:
		return date(2026, 12, 31).Italian()
	}
}

func presenceTable(presences []presence) [][]string {
	table := [][]string{{"giorno", "classe", "alunno", "stato"}}
	for _, e := range presences {
		table = append(table, []string{e.day.Italian(), e.pupil.class.ID, e.pupil.id, string(e.mark)})
	}
	return table
}

// newsTable is what the office tells the families.
func newsTable() [][]string {
	return [][]string{
		{"codice", "scuola", "dal", "al", "titolo", "testo"},
		{"M1", "*", date(2026, 11, 16).Italian(), date(2026, 12, 7).Italian(), "Chiusura per l'Immacolata",
			"Il 7 e l'8 dicembre la mensa è chiusa in tutte le scuole: i pasti non si addebitano."},
		{"M2", "INF", date(2026, 11, 20).Italian(), date(2026, 12, 4).Italian(), "Menu invernale",
			"Dal 30 novembre la scuola dell'infanzia segue il menu invernale."},
	}
}

// refunded is the pupil whose parent got credit back.
const refunded = "A010"

func (t *town) openingTable(presences []presence) [][]string {
	table := [][]string{{"alunno", "giorno", "importo", "descrizione", "tipo", "genitore",
		"anno_spesa"}}
	for _, o := range t.openings(presences) {
		if o.amount != 0 {
			table = append(table, []string{o.pupil.id, yearBegins.Italian(), o.amount.Plain(),
				"Credito dal servizio precedente", "", "", ""})
		}
	}
	for _, p := range t.pupils {
		if p.id == refunded {
			table = append(table, []string{p.id, date(2026, 11, 9).Italian(), money.Cents(12_00).Plain(),
				"Rimborso di pasti non goduti", "rimborso", p.payer.code, "2026"})
		}
	}
	return table
}

func (t *town) feeTable() [][]string {
	table := [][]string{{"numero", "data", "servizio", "periodo", "alunno", "genitore", "descrizione", "importo",
		"iva", "bollo", "storna", "scadenza", "quota1_ente", "quota1_nome", "quota1_iban", "quota1_tassonomia",
		"quota1_importo"}}
	for _, f := range t.fees() {
		stamp := ""
		if f.stamp != 0 {
			stamp = f.stamp.Plain()
		}
		row := []string{f.number, f.issued.Italian(), f.service, f.period, f.pupil.id,
			f.pupil.payer.code, f.text, f.amount.Plain(), f.tax, stamp, f.corrects, f.due.Italian()}
		share := []string{"", "", "", "", ""}
		if f.union > 0 {
			share = []string{"66666666666", "Unione dei Comuni della Valle", "IT63O0569611100000009876543",
				"9/0107102SP/", f.union.Plain()}
		}
		table = append(table, append(row, share...))
	}
	return table
}

// login is a person whom the simulated identity provider offers.
type login struct {
	FiscalCode  string   `json:"fiscal_code"`
	Name        string   `json:"name"`
	FamilyName  string   `json:"family_name"`
	DateOfBirth string   `json:"date_of_birth"`
	Email       string   `json:"email"`
	Note        string   `json:"note"`
	Pupils      []string `json:"pupils"`
	Roles       []string `json:"roles,omitempty"` // of the office
}

// people writes people.json: the parents of the told families, and a stranger.
func (t *town) people() ([]byte, error) {
	list := t.parents
	other := stranger()
	code, err := codeOf(other.familyName, other.name, birth{other.born, other.female, other.place})
	if err != nil {
		return nil, fmt.Errorf("stranger: %w", err)
	}
	list = append(list, &parent{adult: other, code: code, email: mailbox(other.name, other.familyName),
		pupils: []string{}})
	var logins []login
	for _, p := range list {
		if p.note != "" {
			logins = append(logins, login{p.code, p.name, p.familyName, p.born.String(), p.email, p.note, p.pupils, nil})
		}
	}
	for _, o := range operators() {
		code, err := o.code()
		if err != nil {
			return nil, fmt.Errorf("operator: %w", err)
		}
		logins = append(logins, login{
			code, o.name, o.familyName, o.born.String(), mailbox(o.name, o.familyName), o.note, []string{}, o.roles,
		})
	}
	content, err := json.MarshalIndent(map[string][]login{"people": logins}, "", "  ")
	return append(content, '\n'), err
}
