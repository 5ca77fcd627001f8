package intake

import (
	"errors"
	"fmt"
	"io"
	"strings"
	"unicode/utf8"

	"serviziscolastici/shared/csvfile"
	"serviziscolastici/shared/letters"
)

// The limits of a file that is loaded at once.
const (
	maxBytes = 5 << 20
	maxRows  = 50_000
	maxCell  = 500 // characters
)

// sheet is a table whose header was read.
type sheet struct {
	header []string
	// next returns the next row that is not empty, as rows.next does.
	next func() (int, []string, error)
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

// openSheet reads the header of a text with semicolons. The error is a *complaint.
func openSheet(content string) (*sheet, error) {
	content = strings.TrimSuffix(strings.TrimPrefix(content, "\ufeff"), endOfFile)
	switch {
	case len(content) > maxBytes:
		return nil, complain("", "Il file supera 5 MB: dividilo in più file.")
	case !inUTF8(content) || strings.ContainsRune(content, 0):
		return nil, notUTF8()
	case strings.TrimSpace(content) == "":
		return nil, noHeader()
	}
	reader := csvfile.NewReader(strings.NewReader(content), ';')
	_, header, err := reader.Next()
	if err != nil {
		return nil, wrongHeader()
	}
	if len(header) == 1 && strings.ContainsAny(header[0], ",\t") {
		return nil, complain("",
			"Le colonne sono separate da virgole o tabulazioni: salva il file con il punto e virgola (;).")
	}
	header, err = tidyHeader(header)
	if err != nil {
		return nil, err
	}
	for i, name := range header {
		header[i] = strings.ToLower(name)
	}
	return &sheet{header, rows{reader, len(header)}.next}, nil
}

func noHeader() *complaint {
	return complain("", "Il file è vuoto: manca la riga con i nomi delle colonne.")
}

func wrongHeader() *complaint {
	return complain("", "La riga con i nomi delle colonne non si legge: controlla le virgolette.")
}

// tidyHeader returns the names of columns without those that are empty at the end. The error is a *complaint.
func tidyHeader(header []string) ([]string, error) {
	for len(header) > 1 && letters.Tidy(header[len(header)-1]) == "" {
		header = header[:len(header)-1]
	}
	for i, name := range header {
		if r, found := letters.Hidden(strings.TrimSpace(name)); found {
			return nil, hidden(r)
		}
		header[i] = letters.Tidy(name)
	}
	return header, nil
}

// rows are those of a table below its header.
type rows struct {
	reader  *csvfile.Reader
	columns int
}

// next returns the cells of the next row that is not empty, and its number. Empty
// cells beyond the last column are left out. The error is io.EOF at the end, a
// *complaint about that row, or that of reading.
func (r rows) next() (int, []string, error) {
	number, cells, err := r.reader.Next()
	if errors.Is(err, csvfile.ErrQuotes) {
		return number, cells, complain("", "Le virgolette di questa riga non si chiudono o sono fuori posto.")
	}
	if err != nil {
		return number, nil, err
	}
	for len(cells) > r.columns && csvfile.Blank(cells[len(cells)-1:]) {
		cells = cells[:len(cells)-1]
	}
	if len(cells) != r.columns {
		return number, cells, complain("", fmt.Sprintf(
			"La riga ha %d celle, ma le colonne sono %d.", len(cells), r.columns))
	}
	return number, cells, nil
}

// listed gives rows that are in memory one by one.
func listed(list []Row) func() (int, []string, error) {
	return func() (int, []string, error) {
		if len(list) == 0 {
			return 0, nil, io.EOF
		}
		first := list[0]
		list = list[1:]
		return first.Number, first.Cells, nil
	}
}
