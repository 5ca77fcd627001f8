package main

import (
	"fmt"
	"net/url"
	"slices"
	"strings"

	"serviziscolastici/shared/imports"
	"serviziscolastici/shared/intake"
	"serviziscolastici/shared/web"
)

// columnChoice is a column of the office's file, and what it may be.
type columnChoice struct {
	Field, Name string
	Ours        string // chosen or guessed, "" when nobody knows, intake.NotRead when it is left out
}

// columnChoices are all columns of a file that have a name, with what was chosen in a form that was sent.
func columnChoices(i imports.Import, form url.Values) []columnChoice {
	var list []columnChoice
	for n, name := range i.Names {
		if intake.NameKey(name) == "" || intake.AddedColumn(name) {
			continue
		}
		ours := i.Ours[n]
		if ours == "" && !slices.Contains(i.Unknown, name) {
			ours = intake.NotRead
		}
		choice := columnChoice{Field: fmt.Sprintf("colonna-%d", n), Name: name, Ours: ours}
		if form.Has(choice.Field) {
			choice.Ours = form.Get(choice.Field)
		}
		list = append(list, choice)
	}
	return list
}

// head is the head of a column in the tables of an import.
type head struct {
	Name string // in the office's file
	// Ours is what pages call it, "" when that is the same.
	Ours string
}

// heads are those of all columns of a file.
func heads(i imports.Import) []head {
	list := make([]head, len(i.Names))
	for n, name := range i.Names {
		ours := "non letta"
		if i.Ours[n] != "" {
			ours = intake.Title(i.Ours[n])
		}
		if intake.NameKey(ours) == intake.NameKey(name) {
			ours = ""
		}
		list[n] = head{name, ours}
	}
	return list
}

// columnHelp is a column of a kind of file with how its cells are written.
type columnHelp struct {
	intake.Column
	Written string
}

func columnsHelp(kind intake.Kind) []columnHelp {
	help := make([]columnHelp, 0, len(kind.Columns))
	for _, c := range kind.Columns {
		help = append(help, columnHelp{c, intake.Written(kind.File, c.Name)})
	}
	return help
}

// columnNames are the titles of the columns that a kind needs, or of the others.
func columnNames(kind intake.Kind, must bool) string {
	var names []string
	for _, c := range kind.Columns {
		if c.Must == must {
			names = append(names, c.Title)
		}
	}
	return strings.Join(names, ", ")
}

// choices reads what was chosen for each column, by its name, and says at which fields it is wrong.
func choices(i imports.Import, form url.Values) (map[string]string, []web.FieldError) {
	kind, _ := intake.KindOf(i.File)
	told, taken := map[string]string{}, map[string]string{}
	var wrong []web.FieldError
	columns := columnChoices(i, form)
	for _, column := range columns {
		ours := form.Get(column.Field)
		known := slices.ContainsFunc(kind.Columns, func(c intake.Column) bool { return c.Name == ours })
		switch {
		case ours == intake.NotRead:
		case !known:
			wrong = append(wrong, web.FieldError{
				Field: column.Field, Text: "Scegli che cosa contiene la colonna «" + column.Name + "», oppure di non leggerla.",
			})
		case taken[ours] != "":
			wrong = append(wrong, web.FieldError{
				Field: column.Field,
				Text:  "Due colonne, " + taken[ours] + " e " + column.Name + ", non possono essere entrambe «" + intake.Title(ours) + "».",
			})
		default:
			taken[ours] = column.Name
		}
		told[column.Name] = ours
	}
	var missing []string
	for _, c := range kind.Columns {
		if c.Must && taken[c.Name] == "" {
			missing = append(missing, c.Title)
		}
	}
	if len(wrong) == 0 && len(missing) > 0 {
		wrong = append(wrong, web.FieldError{
			Field: columns[0].Field,
			Text:  "Nessuna colonna è stata scelta per: " + strings.Join(missing, ", ") + ". Senza non si può leggere il file.",
		})
	}
	return told, wrong
}

// missingColumns are the titles of the columns that a file needs and nobody has found in it.
func missingColumns(i imports.Import) string {
	titles := make([]string, len(i.Missing))
	for n, name := range i.Missing {
		titles[n] = intake.Title(name)
	}
	return strings.Join(titles, ", ")
}
