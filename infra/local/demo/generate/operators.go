package main

import (
	"fmt"
	"strings"
)

// operator is somebody who works for the municipality, with the roles of shared/office.
type operator struct {
	adult
	roles, schools, kitchens []string
}

// operators are one for each role, and a parent who works in the school's kitchen too.
func operators() []operator {
	return []operator{
		{
			adult: adult{name: "Elena", familyName: "Ferrari", born: date(1975, 4, 18), female: true, place: "A794", note: "amministratrice del servizio"},
			roles: []string{"amministratore"},
		},
		{
			adult: adult{name: "Giulia", familyName: "Conti", born: date(1988, 2, 9), female: true, place: "F205", note: "ufficio scuola"},
			roles: []string{"ufficio"},
		},
		{
			adult: adult{name: "Marco", familyName: "Greco", born: date(1970, 10, 3), female: false, place: "H501", note: "ragioneria"},
			roles: []string{"ragioneria"},
		},
		{
			adult: adult{name: "Sara", familyName: "Villa", born: date(1992, 6, 21), female: true, place: "A794", note: "scuola primaria Bosco Verde"},
			roles: []string{"scuola"}, schools: []string{"PRI"},
		},
		{
			adult: adult{name: "Luca", familyName: "Riva", born: date(1981, 12, 5), female: false, place: "F205", note: "centro cottura"},
			roles: []string{"cucina"}, kitchens: []string{"CENTRO"},
		},
		{
			adult: adult{name: "Pietro", familyName: "Galli", born: date(1966, 1, 30), female: false, place: "L219", note: "segretario comunale"},
			roles: []string{"lettura"},
		},
	}
}

// code is the operator's fiscal code.
func (o operator) code() (string, error) {
	return codeOf(o.familyName, o.name, birth{o.born, o.female, o.place})
}

// operatorTable writes operatori.csv.
func operatorTable() ([][]string, error) {
	table := [][]string{{"codice_fiscale", "cognome", "nome", "ruoli", "scuole", "cucine"}}
	for _, o := range operators() {
		code, err := o.code()
		if err != nil {
			return nil, fmt.Errorf("operator: %w", err)
		}
		table = append(table, []string{
			code, o.familyName, o.name, strings.Join(o.roles, " "), strings.Join(o.schools, " "), strings.Join(o.kitchens, " "),
		})
	}
	return table, nil
}
