package imports

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"serviziscolastici/shared/intake"
	"serviziscolastici/shared/letters"
	"serviziscolastici/shared/office"
	"serviziscolastici/shared/school"
)

// Deed is what the log keeps of what is done with an import.
func Deed(action office.Action, i Import) office.Deed {
	deed := office.Deed{
		Action: action, Object: i.told(), Reason: i.Reason, Load: &office.Load{Import: i.ID},
		After: fmt.Sprintf("nuove %d, cambiate %d, uguali %d, errate %d", i.Added, i.Changed, i.Unchanged, i.Wrong),
	}
	if i.Failed > 0 {
		deed.After += fmt.Sprintf(", scartate %d", i.Failed)
	}
	if posts := i.Posts(); posts != "" {
		deed.After += "; " + posts
	}
	if i.Hash != "" {
		deed.Proof = "SHA-256 " + i.Hash
	}
	return deed
}

// told names an import's file in the register.
func (i Import) told() string {
	what := i.File
	if kind, known := intake.KindOf(i.File); known {
		what = kind.Title
	}
	if i.Name == "" {
		return what
	}
	return what + ", file «" + i.Name + "»"
}

// stored is what the log keeps of an import whose rows are stored, with the tables of them.
func (i Import) stored(tables []string) office.Deed {
	deed := Deed(office.FileStored, i)
	deed.After = fmt.Sprintf("registrate %d, scartate %d", i.Stored(), i.Failed)
	deed.Load.Tables = tables
	return deed
}

// noting returns what puts the record of some of these lines into the transactions that store them.
func (w Worker) noting(i Import, lines []line) func(context.Context, []intake.Noted) context.Context {
	kind, _ := intake.KindOf(i.File)
	cells := make(map[int][]string, len(lines))
	for _, one := range lines {
		cells[one.Number] = one.Cells
	}
	return func(ctx context.Context, rows []intake.Noted) context.Context {
		return w.Audit.Noting(ctx, i.Tenant, i.confirmer(), w.rowsStored(i, kind, rows, cells))
	}
}

// confirmer is who answers for what is stored of an import.
func (i Import) confirmer() office.Operator {
	return office.Operator{ID: i.OKBy, Name: i.OKWho, Roles: i.OKRoles}
}

// rowsStored is what the log keeps of rows that are stored together. The record of rows about one person is on the person's
// page, too.
func (w Worker) rowsStored(i Import, kind intake.Kind, rows []intake.Noted, cells map[int][]string) office.Deed {
	deed := office.Deed{Action: office.RowsStored, Object: i.told(), Reason: i.Reason, Load: &office.Load{Import: i.ID}}
	pupils, adults := map[string]bool{}, map[string]bool{}
	var after []string
	for _, row := range rows {
		deed.Load.Rows = append(deed.Load.Rows, row.Number)
		after = append(after, fmt.Sprintf("riga %d: %s", row.Number, i.noted(kind, row, cells[row.Number])))
		pupils[i.layout().Pupil(i.File, cells[row.Number])] = true
		adults[i.layout().Adult(i.File, cells[row.Number])] = true
	}
	deed.After = strings.Join(after, "; ")
	deed.Pupil = only(pupils)
	if code := only(adults); code != "" { // whoever reads it has the name in its place
		deed.Adult = school.GuardianID(w.Loader.PeopleKey, letters.Code(code))
	}
	return deed
}

// only is the one thing of a set, "" if there are more.
func only(set map[string]bool) string {
	for one := range set {
		if len(set) == 1 {
			return one
		}
	}
	return ""
}

// noted is what the log keeps of a row: what it is about and what it changes or, of money and presences, brings. The rest of new
// rows is in the register's tables, which end one day, as the log does not.
func (i Import) noted(kind intake.Kind, row intake.Noted, cells []string) string {
	if row.Outcome == intake.Added && !kind.Reasoned() {
		return string(intake.Added)
	}
	var named []string
	for at, ours := range i.Ours {
		if at < len(cells) && cells[at] != "" && kind.Names(ours) {
			named = append(named, intake.Title(ours)+" "+intake.Beginning(cells[at]))
		}
	}
	parts := []string{strings.Join(named, ", "), row.Change.Logged(i.layout(), row.Outcome)}
	return strings.Join(slices.DeleteFunc(parts, func(part string) bool { return part == "" }), ": ")
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
