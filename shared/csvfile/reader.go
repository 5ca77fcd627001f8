package csvfile

import (
	"bufio"
	"bytes"
	"encoding/csv"
	"errors"
	"io"
	"slices"
	"strings"
)

// ErrQuotes says that a row's quotation marks do not close or stand where they must not.
var ErrQuotes = errors.New("csvfile: quotation marks")

// Reader reads the rows of a table.
type Reader struct {
	csv *csv.Reader
	// folded counts the line ends inside cells, which a spreadsheet does not number as rows.
	folded int
}

// NewReader reads a text whose cells are separated by the given character.
func NewReader(text io.Reader, separator rune) *Reader {
	reader := csv.NewReader(text)
	reader.Comma = separator
	reader.FieldsPerRecord = -1
	return &Reader{csv: reader}
}

// headLimit is how many bytes of a text are looked at for its separator.
const headLimit = 64 << 10

// Open is NewReader for a text whose first row tells the separator: the semicolon if it has one, else the tab, else the
// comma.
func Open(text io.Reader) *Reader {
	buffered := bufio.NewReaderSize(text, headLimit)
	head, _ := buffered.Peek(headLimit) // what cannot be read is told by the first row
	return NewReader(buffered, separator(head))
}

func separator(head []byte) rune {
	open := false
	end := bytes.IndexFunc(head, func(r rune) bool {
		open = open != (r == '"')
		return r == '\n' && !open
	})
	if end >= 0 {
		head = head[:end]
	}
	found, quoted := ',', false
	for _, r := range string(head) {
		quoted = quoted != (r == '"')
		switch {
		case quoted:
		case r == ';':
			return r
		case r == '\t':
			found = r
		}
	}
	return found
}

// Next returns the cells of the next row that is not empty, and its number as a spreadsheet counts it, from 1. The
// error is io.EOF after the last one, ErrQuotes for a row that cannot be read, after which reading may go on, or the
// text's own.
func (r *Reader) Next() (int, []string, error) {
	for {
		number, cells, err := r.read()
		if err == nil && Blank(cells) {
			continue
		}
		return number, cells, err
	}
}

// read returns the cells of the next row as they are.
func (r *Reader) read() (int, []string, error) {
	cells, err := r.csv.Read()
	var syntax *csv.ParseError
	if errors.As(err, &syntax) {
		number := syntax.StartLine - r.folded
		r.folded += syntax.Line - syntax.StartLine
		return number, nil, ErrQuotes
	}
	if err != nil {
		return 0, nil, err
	}
	line, _ := r.csv.FieldPos(0)
	number := line - r.folded
	for _, cell := range cells {
		r.folded += strings.Count(cell, "\n")
	}
	return number, cells, nil
}

// Blank reports whether no cell has anything in it.
func Blank(cells []string) bool {
	return !slices.ContainsFunc(cells, func(text string) bool { return strings.TrimSpace(text) != "" })
}
