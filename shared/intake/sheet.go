package intake

import (
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"strings"
	"unicode/utf8"

	"serviziscolastici/shared/letters"
)

// The limits of a file.
const (
	maxBytes = 5 << 20
	maxRows  = 50_000
	maxCell  = 500 // characters
)

// sheet is a CSV file whose header was read: semicolons, UTF-8, one header row.
type sheet struct {
	csv    *csv.Reader
	header []string
	// folded counts the line ends inside cells, which a spreadsheet does not
	// number as rows.
	folded int
}

// endOfFile ends the files of some old programs.
const endOfFile = "\x1a"

// inUTF8 reports whether a file was UTF-8 when it was sent. Whoever packs it into an event, and the reader
// of events too, puts U+FFFD in the place of bytes that were none, so that what arrives is valid always.
func inUTF8(content string) bool {
	return utf8.ValidString(content) && !strings.ContainsRune(content, utf8.RuneError)
}

func notUTF8() *complaint {
	return complain("", "Il file non è in UTF-8: salvalo come \"CSV UTF-8\".")
}

// openSheet reads the header. The error is a *complaint.
func openSheet(content string) (*sheet, error) {
	content = strings.TrimSuffix(strings.TrimPrefix(content, "\ufeff"), endOfFile)
	switch {
	case len(content) > maxBytes:
		return nil, complain("", "Il file supera 5 MB: dividilo in più file.")
	case !inUTF8(content) || strings.ContainsRune(content, 0):
		return nil, notUTF8()
	case strings.TrimSpace(content) == "":
		return nil, complain("", "Il file è vuoto: manca la riga con i nomi delle colonne.")
	}
	reader := csv.NewReader(strings.NewReader(content))
	reader.Comma = ';'
	reader.FieldsPerRecord = -1
	header, err := reader.Read()
	if err != nil {
		return nil, complain("", "La riga con i nomi delle colonne non si legge: controlla le virgolette.")
	}
	if len(header) == 1 && strings.ContainsAny(header[0], ",\t") {
		return nil, complain("",
			"Le colonne sono separate da virgole o tabulazioni: salva il file con il punto e virgola (;).")
	}
	for len(header) > 1 && letters.Tidy(header[len(header)-1]) == "" {
		header = header[:len(header)-1]
	}
	for i, name := range header {
		if r, found := letters.Hidden(strings.TrimSpace(name)); found {
			return nil, hidden(r)
		}
		header[i] = strings.ToLower(letters.Tidy(name))
	}
	return &sheet{csv: reader, header: header}, nil
}

// next returns the cells of the next row that is not empty, and its number. Empty
// cells beyond the last column are left out. The error is io.EOF at the end, or a
// *complaint about that row.
func (s *sheet) next() (int, []string, error) {
	for {
		number, cells, err := s.read()
		if err == nil && blank(cells) {
			continue
		}
		for len(cells) > len(s.header) && blank(cells[len(cells)-1:]) {
			cells = cells[:len(cells)-1]
		}
		if err == nil && len(cells) != len(s.header) {
			return number, nil, complain("", fmt.Sprintf(
				"La riga ha %d celle, ma le colonne sono %d.", len(cells), len(s.header)))
		}
		return number, cells, err
	}
}

// read returns the cells of the next row as they are.
func (s *sheet) read() (int, []string, error) {
	cells, err := s.csv.Read()
	var syntax *csv.ParseError
	if errors.As(err, &syntax) {
		number := syntax.StartLine - s.folded
		s.folded += syntax.Line - syntax.StartLine
		return number, nil, complain("", "Le virgolette di questa riga non si chiudono o sono fuori posto.")
	}
	if err != nil {
		return 0, nil, io.EOF // a reader of a string has no other error
	}
	line, _ := s.csv.FieldPos(0)
	number := line - s.folded
	for _, cell := range cells {
		s.folded += strings.Count(cell, "\n")
	}
	return number, cells, nil
}
