package main

import (
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"strings"
	"unicode/utf8"
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

// openSheet reads the header. The error is a *complaint.
func openSheet(content string) (*sheet, error) {
	content = strings.TrimPrefix(content, "\ufeff")
	switch {
	case len(content) > maxBytes:
		return nil, complain("", "Il file supera 5 MB: dividilo in più file.")
	case !utf8.ValidString(content) || strings.ContainsRune(content, 0):
		return nil, complain("", "Il file non è in UTF-8: salvalo come \"CSV UTF-8\".")
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
	for i, name := range header {
		header[i] = strings.ToLower(strings.TrimSpace(name))
	}
	return &sheet{csv: reader, header: header}, nil
}

// next returns the cells of the next row that is not empty, and its number. The
// error is io.EOF at the end, or a *complaint about that row.
func (s *sheet) next() (int, []string, error) {
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
	if len(cells) != len(s.header) {
		return number, nil, complain("", fmt.Sprintf(
			"La riga ha %d celle, ma le colonne sono %d.", len(cells), len(s.header)))
	}
	return number, cells, nil
}
