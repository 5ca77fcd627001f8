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
)

// column is a column of a file of Ts: its name and how a cell enters the T.
type column[T any] struct {
	name string
	need need
	read func(*T, string) error
}

// need says whether a cell may be empty.
type need bool

const (
	must need = true  // the column is there and no cell of it is empty
	may  need = false // the column may be missing and its cells empty
)

// cell makes a column's reader from a field of T and a parser.
func cell[T, V any](field func(*T) *V, parse func(string) (V, error)) func(*T, string) error {
	return func(row *T, text string) error {
		value, err := parse(text)
		if err == nil {
			*field(row) = value
		}
		return err
	}
}

// row is a well-formed row of a file and its number there.
type row[T any] struct {
	number int
	value  T
}

// readRows reads all rows of a sheet and rejects those with a wrong cell or with
// a key that an earlier row has. The key of a row is never shown. The error is a
// *complaint about the whole file.
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
		if l.report.Rows++; l.report.Rows > maxRows {
			l.report.Rows, l.report.Rejected, l.report.Messages = 0, 0, []Message{}
			return nil, complain("",
				"Il file supera 50.000 righe: dividilo in più file. Nessuna riga è stata caricata.")
		}
		value, good := readRow(l, number, cells, err, order)
		if !good {
			continue
		}
		if earlier, doubled := first[key(value)]; doubled {
			l.reject(number, complain("", fmt.Sprintf("Questa riga ripete la riga %d: vale la prima.", earlier)))
			continue
		}
		first[key(value)] = number
		rows = append(rows, row[T]{number, value})
	}
}

// readRow reads one row, reporting every wrong cell.
func readRow[T any](l *load, number int, cells []string, err error, order []column[T]) (T, bool) {
	var value T
	if c := asComplaint(err); c != nil {
		l.reject(number, c)
		return value, false
	}
	good := true
	for i, text := range cells {
		if c := readCell(&value, letters.Tidy(text), order[i]); c != nil {
			l.reject(number, c)
			good = false
		}
	}
	return value, good
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
		return complain(c.name, wrong.text)
	}
	return nil
}

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

func columnNames[T any](columns []column[T]) string {
	list := make([]string, 0, len(columns))
	for _, c := range columns {
		list = append(list, c.name)
	}
	return strings.Join(list, ", ")
}

func blank(cells []string) bool {
	return !slices.ContainsFunc(cells, func(text string) bool { return strings.TrimSpace(text) != "" })
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
