package csvfile

import (
	"encoding/csv"
	"io"
)

// Writer writes a table that spreadsheet programs in Italy open as one: semicolons, and UTF-8 with byte order mark.
type Writer struct{ csv *csv.Writer }

// NewWriter begins a table.
func NewWriter(w io.Writer) (*Writer, error) {
	if _, err := io.WriteString(w, "\ufeff"); err != nil {
		return nil, err
	}
	table := csv.NewWriter(w)
	table.Comma, table.UseCRLF = ';', true
	return &Writer{table}, nil
}

// Row adds a row. Its cells are written as they are, also those that a spreadsheet takes for formulas: the office
// mends what it has sent, and sends it again.
func (w *Writer) Row(cells ...string) error { return w.csv.Write(cells) }

// Flush writes what is not written yet.
func (w *Writer) Flush() error {
	w.csv.Flush()
	return w.csv.Error()
}
