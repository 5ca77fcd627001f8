package intake

import (
	"context"
	"strings"

	"serviziscolastici/shared/dynamo"
	"serviziscolastici/shared/problem"
	"serviziscolastici/shared/school"
)

func guardianColumns() []column[school.Guardian] {
	return []column[school.Guardian]{
		{"codice_fiscale", must, cell(func(g *school.Guardian) *string { return &g.FiscalCode }, person)},
		{"cognome", must, cell(func(g *school.Guardian) *string { return &g.FamilyName }, text)},
		{"nome", must, cell(func(g *school.Guardian) *string { return &g.Name }, text)},
		{"email", may, cell(func(g *school.Guardian) *string { return &g.Email }, email)},
		{"telefono", may, cell(func(g *school.Guardian) *string { return &g.Phone }, phone)},
		{"indirizzo", may, cell(func(g *school.Guardian) *string { return &g.Address }, text)},
		{"cap", may, cell(func(g *school.Guardian) *string { return &g.PostCode }, postCode)},
		{"comune", may, cell(func(g *school.Guardian) *string { return &g.City }, text)},
		{"provincia", may, cell(func(g *school.Guardian) *string { return &g.Province }, province)},
	}
}

// guardians loads genitori.csv.
func (l *load) guardians(ctx context.Context, s *sheet) error {
	rows, err := readRows(l, s, guardianColumns(), func(g school.Guardian) string { return g.FiscalCode })
	if err != nil {
		return err
	}
	was := storedAt(l, func(g school.Guardian) dynamo.Key { return dynamo.Guardian(l.guardianID(g.FiscalCode), l.tenant) })
	read, kept := divided(guardianColumns(), s.header)
	return saveOver(ctx, l, rows, against(read, was), func(ctx context.Context, g school.Guardian) (bool, error) {
		if !g.NameFits() {
			return false, complain("nome", "Nome e cognome insieme superano 70 caratteri, il massimo su pagoPA: abbreviali.")
		}
		g.ID = l.guardianID(g.FiscalCode)
		return l.School.MergeGuardian(ctx, l.tenant, g.ID, func(stored school.Guardian) school.Guardian {
			one := g
			take(&one, &stored, kept)
			return one
		})
	})
}

func (l *load) guardianID(fiscalCode string) string {
	return school.GuardianID(l.PeopleKey, fiscalCode)
}

// knownGuardian returns the id of a guardian who was loaded, or a complaint
// about the column.
func (l *load) knownGuardian(ctx context.Context, fiscalCode, column string) (string, error) {
	g, err := l.guardian(ctx, fiscalCode, column)
	return g.ID, err
}

// guardian is knownGuardian with all that is known.
func (l *load) guardian(ctx context.Context, fiscalCode, column string) (school.Guardian, error) {
	g, err := l.School.Guardian(ctx, l.tenant, l.guardianID(fiscalCode))
	if problem.Is(err, problem.NotFound) {
		return g, complain(column, "Il genitore "+mask(fiscalCode)+" non c'è: carica prima i Genitori (genitori.csv).")
	}
	return g, err
}

func email(cell string) (string, error) {
	if !school.ValidEmail(cell) {
		return "", complain("", "L'indirizzo e-mail non è valido.")
	}
	return cell, nil
}

func phone(cell string) (string, error) {
	if !school.ValidPhone(cell) {
		return "", complain("", "Il numero di telefono non è valido.")
	}
	return cell, nil
}

func postCode(cell string) (string, error) {
	if !school.ValidPostCode(cell) {
		return "", complain("", "Il CAP ha 5 cifre."+lostZeros(cell))
	}
	return cell, nil
}

func province(cell string) (string, error) {
	name := strings.ToUpper(cell)
	if !school.ValidProvince(name) {
		return "", complain("", "La provincia si scrive con due lettere, come BG.")
	}
	return name, nil
}
