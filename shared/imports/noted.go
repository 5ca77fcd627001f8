package imports

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"serviziscolastici/shared/intake"
	"serviziscolastici/shared/office"
)

// noting returns what puts the record of some lines, by their numbers, into the transactions that store them.
func (w Worker) noting(i Import, lines []line) func(context.Context, []int) context.Context {
	byNumber := make(map[int]line, len(lines))
	for _, one := range lines {
		byNumber[one.Number] = one
	}
	return func(ctx context.Context, rows []int) context.Context {
		var stored []line
		for _, number := range slices.Sorted(slices.Values(rows)) {
			stored = append(stored, byNumber[number])
		}
		return w.Audit.Noting(ctx, i.Tenant, i.confirmer(), i.rowsStored(stored))
	}
}

// confirmer is who answers for what is stored of an import.
func (i Import) confirmer() office.Operator {
	return office.Operator{ID: i.OKBy, Name: i.OKWho, Roles: i.OKRoles}
}

// rowsStored is what the log keeps of lines that are stored together.
func (i Import) rowsStored(lines []line) office.Deed {
	deed := office.Deed{Action: office.RowsStored, Object: i.told(), Reason: i.Reason, Load: &office.Load{Import: i.ID}}
	pupils := map[string]bool{}
	var after []string
	for _, one := range lines {
		deed.Load.Rows = append(deed.Load.Rows, one.Number)
		after = append(after, fmt.Sprintf("riga %d: %s", one.Number, i.noted(one)))
		pupils[i.layout().Pupil(i.File, one.Cells)] = true
	}
	deed.After = strings.Join(after, "; ")
	if len(pupils) == 1 { // the record is on the pupil's card, too
		for deed.Pupil = range pupils {
		}
	}
	return deed
}

// noted is what the log keeps of a line: what it changed, or, of money and presences, what it brought. The rest of new rows is
// in the register's tables, which end one day, as the log does not.
func (i Import) noted(l line) string {
	if l.Outcome == intake.Changed {
		return beginning(l.Noted)
	}
	kind, _ := intake.KindOf(i.File)
	if !kind.Reasoned() {
		return "nuova"
	}
	var cells []string
	for at, ours := range i.Ours {
		if at < len(l.Cells) && l.Cells[at] != "" && ours != "" && !intake.Personal(ours) {
			cells = append(cells, intake.Title(ours)+" "+l.Cells[at])
		}
	}
	return beginning(strings.Join(cells, ", "))
}

// lasting are lines as the register keeps them for years: without what they say of diets, which it outlives.
func (i Import) lasting(lines []line) []line {
	for _, one := range lines {
		for at, ours := range i.Ours {
			if at < len(one.Cells) && intake.OfHealth(ours) {
				one.Cells[at] = ""
			}
		}
	}
	return lines
}
