package web

import (
	"bytes"
	"encoding/csv"
	"mime"
	"net/http"
	"strconv"
	"strings"
	"unicode/utf8"

	"serviziscolastici/shared/pattern"
)

// numbers are cells that a spreadsheet can only read as a number.
var numbers = pattern.Of(`^[+-]?[0-9]+(,[0-9]+)?$`)

// telephones with the code of a country are no formulas either: digits and blanks.
var telephones = pattern.Of(`^\+[0-9]{1,3}( [0-9]+)+$`)

// WriteCSV sends a table as a file that Italian spreadsheets open as it is:
// semicolons, CRLF, UTF-8 with a byte order mark. Amounts go in as
// money.Cents.Plain. A text that a spreadsheet would run as a formula is
// defused with a leading apostrophe.
func WriteCSV(w http.ResponseWriter, filename string, header []string, rows [][]string) error {
	var body bytes.Buffer
	body.WriteString("\ufeff")
	table := csv.NewWriter(&body)
	table.Comma, table.UseCRLF = ';', true
	for _, row := range append([][]string{header}, rows...) {
		safe := make([]string, len(row))
		for i, cell := range row {
			safe[i] = defuse(cell)
		}
		if err := table.Write(safe); err != nil {
			return err
		}
	}
	table.Flush()
	if err := table.Error(); err != nil {
		return err
	}
	return Attachment(w, "text/csv; charset=utf-8", filename, body.Bytes())
}

// formulas are the characters with which a formula begins in some spreadsheet, in
// full width too (OWASP, CSV injection).
const formulas = "=+-@\t\r\n＝＋－＠"

func defuse(cell string) string {
	first, _ := utf8.DecodeRuneInString(cell)
	if cell != "" && strings.ContainsRune(formulas, first) && !numbers.Matches(cell) && !telephones.Matches(cell) {
		return "'" + cell
	}
	return cell
}

// Attachment sends a file to save, such as a PDF ("application/pdf").
func Attachment(w http.ResponseWriter, contentType, filename string, body []byte) error {
	w.Header().Set("Content-Type", contentType)
	disposition := mime.FormatMediaType("attachment", map[string]string{"filename": filename})
	w.Header().Set("Content-Disposition", disposition)
	w.Header().Set("Content-Length", strconv.Itoa(len(body)))
	_, err := w.Write(body)
	return err
}
