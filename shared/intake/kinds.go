package intake

import (
	"cmp"
	"context"
	"fmt"
	"slices"

	"serviziscolastici/shared/billing"
	"serviziscolastici/shared/office"
	"serviziscolastici/shared/school"
)

// Kind is a kind of file that is a table.
type Kind struct {
	// File is the name by which it is known, "presenze.csv".
	File string
	// Title is what the office calls it, "Presenze".
	Title   string
	Columns []Column

	load  func(*load, context.Context, *sheet) error
	check func(header []string) (func(cells []string, err error) verdict, error)
	named []string
	whole bool
}

// Column is a column of a kind of file.
type Column struct {
	Name  string
	Title string // what pages call it, "Data di nascita"
	Must  bool   // it is there, and no cell of it is empty
}

// Label is what a form calls the column: its title, and that it is needed.
func (c Column) Label() string {
	if c.Must {
		return c.Title + " (necessaria)"
	}
	return c.Title
}

// Reasoned reports whether a file of the kind wants a reason: it changes money, or presences of the past.
func (k Kind) Reasoned() bool {
	return slices.Contains([]string{
		"tariffe.csv", "presenze.csv", "movimenti.csv", "documenti.csv", "variazioni.csv",
	}, k.File)
}

// Fresh reports whether a file of the kind wants a login of the last minutes: it says who is an operator and where money
// goes, or what the Comune has paid back.
func (k Kind) Fresh() bool { return k.File == "comune.csv" || k.File == "movimenti.csv" }

// AtOnce reports whether a kind of file, by its name, moves money on accounts as soon as it is stored, and not in the evening.
func AtOnce(file string) bool { return file == "movimenti.csv" }

// Names reports whether a column says which thing a row is about, as the record of a change has it. Of money and presences
// each column does; none is Personal.
func (k Kind) Names(column string) bool {
	return !Personal(column) && (k.Reasoned() || slices.Contains(k.named, column))
}

// Whole reports whether one wrong row has the whole file refused.
func (k Kind) Whole() bool { return k.whole }

// verdict is what a row says about itself.
type verdict struct {
	// keys are those that no other row of the file may have, with what is said of the second one.
	keys []uniqueKey
	// group is the same for rows that are stored together.
	group      string
	complaints []*complaint
}

type uniqueKey struct {
	value   string
	repeats func(earlier int) *complaint
}

// table describes a kind of file of Ts.
type table[T any] struct {
	file, title string
	columns     []column[T]
	named       []string // the columns that tell the log what a row is about
	key         func(T) string
	group       func(T) string // nil for the key
	once        []once[T]
	whole       bool
	load        func(*load, context.Context, *sheet) error
}

// once is a column whose values no two rows share, though it is not their key.
type once[T any] struct {
	column string
	value  func(T) string
}

func (t table[T]) kind() Kind {
	k := Kind{File: t.file, Title: t.title, load: t.load, check: t.check, named: t.named, whole: t.whole}
	for _, c := range t.columns {
		k.Columns = append(k.Columns, Column{c.name, Title(c.name), bool(c.need)})
	}
	return k
}

// check returns what looks at the rows below a header. The error is a *complaint.
func (t table[T]) check(header []string) (func([]string, error) verdict, error) {
	order, err := arrange(header, t.columns)
	if err != nil {
		return nil, err
	}
	return func(cells []string, err error) verdict {
		value, complaints := readRow(cells, err, order)
		if len(complaints) > 0 {
			return verdict{complaints: complaints}
		}
		row := verdict{keys: []uniqueKey{{t.key(value), repeats}}, group: t.key(value)}
		if t.group != nil {
			row.group = t.group(value)
		}
		for _, o := range t.once {
			if v := o.value(value); v != "" {
				row.keys = append(row.keys, uniqueKey{o.column + " " + v, func(int) *complaint { return shared(o.column) }})
			}
		}
		return row
	}, nil
}

// shared is the complaint about a value that another row has, which is about another thing.
func shared(column string) *complaint {
	return complain(column, "Un'altra riga, con un altro codice, ha lo stesso valore.")
}

// Kinds are all kinds of tables, in the order in which each finds what it refers to.
func Kinds() []Kind {
	together := func(setting) string { return "" }
	return []Kind{
		table[setting]{file: "comune.csv", title: "Impostazioni del Comune", columns: settingColumns(),
			named: []string{"chiave"},
			key:   setting.name, group: together, load: (*load).settings}.kind(),
		table[school.School]{file: "scuole.csv", title: "Scuole", columns: schoolColumns(),
			named: []string{"codice"},
			key:   func(s school.School) string { return s.ID }, load: (*load).schools}.kind(),
		table[school.Class]{file: "classi.csv", title: "Classi", columns: classColumns(),
			named: []string{"codice"},
			key:   func(c school.Class) string { return c.ID }, load: (*load).classes}.kind(),
		table[school.Tariff]{file: "tariffe.csv", title: "Tariffe", columns: tariffColumns(),
			key: tariffKey, load: (*load).tariffs}.kind(),
		table[school.Closure]{file: "calendario.csv", title: "Calendario", columns: closureColumns(),
			named: []string{"giorno", "scuola", "classe", "servizio"},
			key:   closureKey, load: (*load).closures}.kind(),
		table[school.Guardian]{file: "genitori.csv", title: "Genitori", columns: guardianColumns(),
			key: func(g school.Guardian) string { return g.FiscalCode }, load: (*load).guardians}.kind(),
		table[enrolled]{file: "alunni.csv", title: "Alunni", columns: pupilColumns(),
			named: []string{"codice"},
			key:   func(p enrolled) string { return p.ID }, once: pupilOnce(), load: (*load).pupils}.kind(),
		table[school.Enrolment]{file: "iscrizioni.csv", title: "Iscrizioni ai servizi", columns: enrolmentColumns(),
			named: []string{"alunno", "servizio", "dal"},
			key:   enrolmentKey, group: func(e school.Enrolment) string { return e.Pupil }, load: (*load).enrolments}.kind(),
		table[presence]{file: "presenze.csv", title: "Presenze", columns: presenceColumns(),
			key: presence.key, group: presence.register, load: (*load).presences}.kind(),
		table[dish]{file: "menu.csv", title: "Menù", columns: dishColumns(),
			named: []string{"giorno", "scuola", "dieta", "portata", "piatto"},
			key:   dish.key, group: dish.menu, whole: true, load: (*load).menus}.kind(),
		table[opening]{file: "movimenti.csv", title: "Movimenti: saldi iniziali e rimborsi", columns: openingColumns(),
			key: opening.key, load: (*load).openings}.kind(),
		table[invoice]{file: "documenti.csv", title: "Documenti contabili", columns: documentColumns(),
			key: func(d invoice) string { return d.ID() }, group: invoice.issued, load: (*load).documents}.kind(),
		table[billing.Change]{file: "variazioni.csv", title: "Variazioni degli avvisi", columns: changeColumns(),
			key: changeKey, load: (*load).changes}.kind(),
		table[school.News]{file: "messaggi.csv", title: "Messaggi alle famiglie", columns: newsColumns(),
			named: []string{"codice"},
			key:   func(n school.News) string { return n.ID }, load: (*load).news}.kind(),
		table[office.Operator]{file: "operatori.csv", title: "Operatori", columns: operatorColumns(),
			key: func(o office.Operator) string { return o.FiscalCode }, load: (*load).operators}.kind(),
	}
}

// KindOf returns the kind of file with the name.
func KindOf(file string) (Kind, bool) {
	kinds := Kinds()
	at := slices.IndexFunc(kinds, func(k Kind) bool { return k.File == file })
	if at < 0 {
		return Kind{}, false
	}
	return kinds[at], true
}

func (s setting) name() string { return s.key }

func tariffKey(t school.Tariff) string {
	return fmt.Sprint(t.Year, t.Service, " ", t.Band, " ", t.From)
}

func closureKey(c school.Closure) string {
	return c.Day.String() + " " + c.School + " " + c.Class + " " + c.Service
}

func enrolmentKey(e school.Enrolment) string {
	return e.Pupil + " " + e.Service + " " + e.From.String()
}

func (d dish) key() string { return d.menu() + "#" + d.Course + "#" + d.Name }

func (o opening) key() string { return o.pupil + " " + o.day.String() + " " + o.note }

// issued names the document that a row is, or that it takes back.
func (d invoice) issued() string { return billing.Document{Number: cmp.Or(d.Corrects, d.Number)}.ID() }

func changeKey(c billing.Change) string { return billing.Document{Number: c.Document}.ID() }
