package intake

import (
	"context"
	"strings"

	"serviziscolastici/shared/office"
	"serviziscolastici/shared/problem"
)

func operatorColumns() []column[office.Operator] {
	return []column[office.Operator]{
		{"codice_fiscale", must, cell(func(o *office.Operator) *string { return &o.FiscalCode }, person)},
		{"cognome", must, cell(func(o *office.Operator) *string { return &o.FamilyName }, text)},
		{"nome", must, cell(func(o *office.Operator) *string { return &o.Name }, text)},
		{"ruoli", must, cell(func(o *office.Operator) *[]office.Role { return &o.Roles }, roles)},
		{"scuole", may, cell(func(o *office.Operator) *[]string { return &o.Schools }, codes)},
		{"cucine", may, cell(func(o *office.Operator) *[]string { return &o.Kitchens }, codes)},
	}
}

// operators loads operatori.csv, which a technician loads from the command line: on the office's pages an
// administrator adds operators one by one. Nobody is removed by a file.
func (l *load) operators(ctx context.Context, s *sheet) error {
	rows, err := readRows(l, s, operatorColumns(), func(o office.Operator) string { return o.FiscalCode })
	if err != nil {
		return err
	}
	_, kept := divided(operatorColumns(), s.header)
	return saveEach(ctx, l, rows, func(ctx context.Context, o office.Operator) (bool, error) {
		return l.saveOperator(ctx, o, kept)
	})
}

func (l *load) saveOperator(ctx context.Context, o office.Operator, kept []column[office.Operator]) (bool, error) {
	o.ID = l.guardianID(o.FiscalCode)
	before, err := l.Operators.Operator(ctx, l.tenant, o.ID)
	if err != nil && !problem.Is(err, problem.NotFound) {
		return false, err
	}
	if !before.Removed.IsZero() {
		return false, complain("codice_fiscale", "Questo operatore è stato tolto dall'ufficio: si aggiunge di nuovo dalla pagina Operatori.")
	}
	take(&o, &before, kept)
	if before.Version > 0 && before.Alike(o) {
		return false, nil
	}
	o.Version, o.Since, o.LastLogin, o.By = before.Version, before.Since, before.LastLogin, "operatori.csv"
	deed := office.Deed{
		Action: office.OperatorLoaded, Colleague: o.ID, Before: before.Summary(), After: o.Summary(), Reason: "da file operatori.csv",
	}
	return true, l.Operators.Save(l.Audit.Noting(ctx, l.tenant, office.Operator{ID: "tecnico", Name: "Riga di comando"}, deed),
		l.tenant, o)
}

// roles reads roles, separated by blanks.
func roles(cell string) ([]office.Role, error) {
	var list []office.Role
	for _, name := range strings.Fields(cell) {
		role := office.Role(strings.ToLower(name))
		if !role.Known() {
			return nil, complain("", "I ruoli sono amministratore, ufficio, ragioneria, scuola, cucina, lettura.")
		}
		list = append(list, role)
	}
	return list, nil
}

// codes reads codes of places, separated by blanks.
func codes(cell string) ([]string, error) {
	var list []string
	for _, one := range strings.Fields(cell) {
		if _, err := code(one); err != nil {
			return nil, err
		}
		list = append(list, one)
	}
	return list, nil
}
