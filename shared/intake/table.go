package intake

import (
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"unicode/utf8"

	"serviziscolastici/shared/fiscalcode"
	"serviziscolastici/shared/letters"
	"serviziscolastici/shared/pattern"
)

// column is a column of a file of Ts.
type column[T any] struct {
	name string
	need need
	access[T]
}

// access is how a cell enters a T, how a file would write it again, and how it comes from another T.
type access[T any] struct {
	read  func(*T, string) error
	write func(*T) string
	copy  func(to, from *T)
}

// need says whether a cell may be empty.
type need bool

const (
	must need = true  // the column is there and no cell of it is empty
	may  need = false // the column may be missing and its cells empty
)

// cell is the access to a field of T by a parser.
func cell[T, V any](field func(*T) *V, parse func(string) (V, error)) access[T] {
	return access[T]{
		read: func(row *T, text string) error {
			value, err := parse(text)
			if err == nil {
				*field(row) = value
			}
			return err
		},
		write: func(row *T) string { return written(*field(row)) },
		copy:  func(to, from *T) { *field(to) = *field(from) },
	}
}

// row is a well-formed row of a file and its number there.
type row[T any] struct {
	number int
	value  T
}

// readRows reads all rows of a sheet and rejects those with a wrong cell or with
// a key that an earlier row has. The key of a row is never shown. The error is a
// *complaint about the whole file, or that of reading.
func readRows[T any](l *load, s *sheet, columns []column[T], key func(T) string) ([]row[T], error) {
	order, err := arrange(s.header, columns)
	if err != nil {
		return nil, err
	}
	var rows []row[T]
	first := make(map[string]int)
	for {
		number, cells, err := s.next()
		if errors.Is(err, io.EOF) {
			return rows, nil
		}
		if err != nil && asComplaint(err) == nil {
			return nil, err
		}
		if l.report.Rows++; l.report.Rows > maxRows {
			l.report.Rows, l.report.Rejected, l.report.Messages = 0, 0, []Message{}
			return nil, complain("",
				"Il file supera 50.000 righe: dividilo in più file. Nessuna riga è stata caricata.")
		}
		value, complaints := readRow(cells, err, order)
		if earlier, doubled := first[key(value)]; len(complaints) == 0 && doubled {
			complaints = []*complaint{repeats(earlier)}
		}
		for _, c := range complaints {
			l.reject(number, c)
		}
		if len(complaints) == 0 {
			first[key(value)] = number
			rows = append(rows, row[T]{number, value})
		}
	}
}

// repeats is the complaint about a row whose key an earlier one has.
func repeats(earlier int) *complaint {
	return complain("", fmt.Sprintf("Questa riga ripete la riga %d e non si carica.", earlier))
}

// onOneLine is a cell without the line breaks that spreadsheets let people type: no text of ours has lines.
func onOneLine(cell string) string {
	return strings.Join(strings.FieldsFunc(cell, func(r rune) bool { return r == '\n' || r == '\r' }), " ")
}

// readRow reads one row and returns what is wrong with each cell, or with the row.
func readRow[T any](cells []string, err error, order []column[T]) (T, []*complaint) {
	var value T
	if c := asComplaint(err); c != nil {
		return value, []*complaint{c}
	}
	var complaints []*complaint
	for i, text := range cells {
		if c := readCell(&value, letters.Tidy(onOneLine(text)), order[i]); c != nil {
			complaints = append(complaints, c)
		}
	}
	return value, complaints
}

func readCell[T any](value *T, text string, c column[T]) *complaint {
	switch {
	case text == "" && c.need == must:
		return complain(c.name, "Manca il valore.")
	case text == "":
		return nil
	case utf8.RuneCountInString(text) > maxCell:
		return complain(c.name, "Il testo supera 500 caratteri.")
	}
	if r, found := letters.HiddenInProse(text); found {
		return complain(c.name, hidden(r).text)
	}
	if err := c.read(value, text); err != nil {
		wrong := asComplaint(err)
		if wrong == nil {
			wrong = complain("", "Il valore non si legge.")
		}
		if scientific.Matches(text) {
			wrong = complain("", "Il foglio di calcolo ha trasformato il numero in «"+text+"» e ne ha perso le ultime "+
				"cifre: dai alla colonna il formato Testo, riscrivi il valore e salva di nuovo.")
		}
		return complain(c.name, wrong.text)
	}
	return nil
}

// scientific is how spreadsheet programs write long numbers.
var scientific = pattern.Of(`^[0-9]([.,][0-9]+)?E\+[0-9]+$`)

// arrange returns the columns in the order of the header. The error is a
// *complaint that names what is missing, unknown or there twice.
func arrange[T any](header []string, columns []column[T]) ([]column[T], error) {
	order := make([]column[T], 0, len(header))
	for i, name := range header {
		at := slices.IndexFunc(columns, func(c column[T]) bool { return c.name == name })
		if at < 0 {
			return nil, complain(shorten(name),
				"Questa colonna non è prevista. Le colonne sono: "+columnNames(columns)+".")
		}
		if slices.Contains(header[:i], name) {
			return nil, complain(name, "Questa colonna è presente due volte.")
		}
		order = append(order, columns[at])
	}
	for _, c := range columns {
		if c.need == must && !slices.Contains(header, c.name) {
			return nil, complain(c.name, "Manca questa colonna. Le colonne sono: "+columnNames(columns)+".")
		}
	}
	return order, nil
}

// divided returns the columns that a file has and those that it does without.
func divided[T any](columns []column[T], header []string) (read, kept []column[T]) {
	for _, c := range columns {
		if slices.Contains(header, c.name) {
			read = append(read, c)
		} else {
			kept = append(kept, c)
		}
	}
	return read, kept
}

// take lets a row have the values of another in some columns.
func take[T any](row, other *T, columns []column[T]) {
	for _, c := range columns {
		c.copy(row, other)
	}
}

func columnNames[T any](columns []column[T]) string {
	list := make([]string, 0, len(columns))
	for _, c := range columns {
		list = append(list, c.name)
	}
	return strings.Join(list, ", ")
}

// hidden is the complaint about a character that nobody sees.
func hidden(r rune) *complaint {
	return complain("", fmt.Sprintf("C'è un carattere che non si vede (U+%04X): cancella tutto il testo della "+
		"cella e riscrivilo a mano.", r))
}

// shorten makes an unknown column's name fit to show: a file without a header
// has data there.
func shorten(name string) string {
	if _, err := fiscalcode.ParseAny(name); err == nil {
		return mask(name)
	}
	if utf8.RuneCountInString(name) > 20 {
		return string([]rune(name)[:20]) + "…"
	}
	return name
}
