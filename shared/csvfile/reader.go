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
	lines *bufio.Reader
	ahead []string // lines that were read and given back
	// row is what the parser reads: one row at a time, so that a wrong one takes none of the next with it.
	row    *bufio.Reader
	parser *csv.Reader
	number int // of the row read last
	width  int // how many cells the first row has
}

// NewReader reads a text whose cells are separated by the given character.
func NewReader(text io.Reader, separator rune) *Reader {
	row := bufio.NewReader(nil)
	parser := csv.NewReader(row) // which takes it as its own
	parser.Comma = separator
	parser.FieldsPerRecord = -1
	return &Reader{lines: bufio.NewReader(text), row: row, parser: parser}
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
// error is io.EOF after the last one, ErrQuotes for a row that cannot be read, with what is between its separators,
// after which reading may go on, or the text's own.
func (r *Reader) Next() (int, []string, error) {
	for {
		number, cells, err := r.read()
		if err == nil && Blank(cells) {
			continue
		}
		return number, cells, err
	}
}

// mostLines is how many lines a row can have, the first included. A quotation mark that nobody closes would make all that follows one row.
const mostLines = 100

// read returns the cells of the next row as they are, none for an empty line. A row that cannot be read is its first line
// alone: those that its quotation mark would take in are rows of their own.
func (r *Reader) read() (int, []string, error) {
	first, err := r.line()
	if err != nil {
		return 0, nil, err
	}
	r.number++
	var more []string
	open := quotes(first)
	for open && len(more) < mostLines-1 {
		line, err := r.line()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return 0, nil, err
		}
		more, open = append(more, line), open != quotes(line)
	}
	if !open {
		r.row.Reset(strings.NewReader(first + strings.Join(more, "")))
		cells, err := r.parser.Read()
		if r.width == 0 {
			r.width = len(cells)
		}
		if (err == nil || errors.Is(err, io.EOF)) && (len(more) == 0 || !r.joins(cells)) {
			return r.number, cells, nil
		}
	}
	r.ahead = append(more, r.ahead...)
	return r.number, strings.Split(strings.TrimRight(first, "\r\n"), string(r.parser.Comma)), ErrQuotes
}

// joins reports whether two stray quotation marks made a row of several: it has another number of cells than the first row,
// or a cell has the end of a row, whole rows and the beginning of one.
func (r *Reader) joins(cells []string) bool {
	if len(cells) < r.width || !Blank(cells[r.width:]) {
		return true
	}
	for at, cell := range cells {
		lines := strings.Split(cell, "\n")
		rows := len(lines) > 1
		for i, line := range lines {
			want := r.width - 1
			switch i {
			case 0:
				want -= at
			case len(lines) - 1:
				want = at
			}
			rows = rows && strings.Count(line, string(r.parser.Comma)) == want
		}
		if rows {
			return true
		}
	}
	return false
}

// line returns the next line with its end. The error is io.EOF after the last one.
func (r *Reader) line() (string, error) {
	if len(r.ahead) > 0 {
		line := r.ahead[0]
		r.ahead = r.ahead[1:]
		return line, nil
	}
	line, err := r.lines.ReadString('\n')
	if errors.Is(err, io.EOF) && line != "" {
		err = nil
	}
	return line, err
}

// quotes reports whether a line opens quotation marks that it does not close, or closes those of a line before.
func quotes(line string) bool { return strings.Count(line, `"`)%2 == 1 }

// Blank reports whether no cell has anything in it.
func Blank(cells []string) bool {
	return !slices.ContainsFunc(cells, func(text string) bool { return strings.TrimSpace(text) != "" })
}
