package csvfile_test

import (
	"bytes"
	"errors"
	"io"
	"slices"
	"strings"
	"testing"
	"unicode/utf8"

	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/encoding/unicode"

	"serviziscolastici/shared/csvfile"
)

// read returns the rows of a file, cells joined by bars, those that cannot be read as "?".
func read(t *testing.T, content string) ([]string, []int) {
	t.Helper()
	format, err := csvfile.Recognise(strings.NewReader(content))
	if err != nil {
		t.Fatalf("%q: %v", content, err)
	}
	var rows []string
	var numbers []int
	reader := csvfile.Open(format.Text(strings.NewReader(content)))
	for {
		number, cells, err := reader.Next()
		if errors.Is(err, io.EOF) {
			return rows, numbers
		}
		row := strings.Join(cells, "|")
		if errors.Is(err, csvfile.ErrQuotes) {
			row = "?"
		} else if err != nil {
			t.Fatalf("%q: %v", content, err)
		}
		rows, numbers = append(rows, row), append(numbers, number)
	}
}

// Goal: a table is the same table in whatever way offices' programs write it. Method: one table with letters that
// encodings differ in, in every encoding, with every separator and line end.
func TestEveryFormatIsRead(t *testing.T) {
	want := []string{"codice|nome|nota", "A1|Nicolò D’Angelo|però: 4,50 €", "B2|Zoë|x"}
	utf16 := func(order unicode.Endianness) func(string) (string, error) {
		return unicode.UTF16(order, unicode.UseBOM).NewEncoder().String
	}
	encodings := map[string]func(string) (string, error){
		"UTF-8":        func(text string) (string, error) { return text, nil },
		"UTF-8 BOM":    func(text string) (string, error) { return "\ufeff" + text, nil },
		"UTF-16 LE":    utf16(unicode.LittleEndian),
		"UTF-16 BE":    utf16(unicode.BigEndian),
		"Windows-1252": charmap.Windows1252.NewEncoder().String,
	}
	for name, encode := range encodings {
		for _, separator := range []string{";", ",", "\t"} {
			for _, end := range []string{"\n", "\r\n", "\r"} {
				if end == "\r" && strings.HasPrefix(name, "UTF-16") {
					continue // no program of those days wrote it
				}
				var text strings.Builder
				for _, row := range want {
					text.WriteString(`"` + strings.ReplaceAll(row, "|", `"`+separator+`"`) + `"` + end)
				}
				content, err := encode(text.String())
				if err != nil {
					t.Fatal(err)
				}
				rows, numbers := read(t, content)
				if !slices.Equal(rows, want) || !slices.Equal(numbers, []int{1, 2, 3}) {
					t.Errorf("%s, %q, %q: %q %v", name, separator, end, rows, numbers)
				}
			}
		}
	}
}

// Goal: rows have the numbers of a spreadsheet, rows of nothing are none, and a stray quotation mark costs its own row
// only. Method: line ends in cells, empty lines in the middle and at the end, the old end of file.
func TestRowsAndTheirNumbers(t *testing.T) {
	rows, numbers := read(t, "a;b\r\n\"x\r\ny\";z\r\n\r\n;;\r\n\"u\"v;w\r\nlast;1\r\n;\r\n\r\n\x1a")
	if !slices.Equal(rows, []string{"a|b", "x\ny|z", "?", "last|1"}) || !slices.Equal(numbers, []int{1, 2, 5, 6}) {
		t.Errorf("%q %v", rows, numbers)
	}
}

// Goal: a quotation mark that nobody closes costs its own row only, of which the text is told, wherever the next one stands.
// Method: one in the last cell, with many rows below, with another stray one below, in the last row, and in a file of nothing else.
func TestStrayQuotationMarks(t *testing.T) {
	const rows = 250
	content := "a;b\n1;\"x\n" + strings.Repeat("2;y\n", rows) + "3;\"z\n4;\"u\nv\"\n5;\"w"
	all, numbers := read(t, content)
	want := slices.Concat([]string{"a|b", "?"}, slices.Repeat([]string{"2|y"}, rows), []string{"?", "4|u\nv", "?"})
	if !slices.Equal(all, want) || numbers[len(numbers)-1] != len(want) {
		t.Errorf("%q %v", all, numbers)
	}
	for content, want := range map[string][]string{
		"a;b;c\n1;\"x;2\n3;y;4\n5;z\";6\n7;\"u;\nv\";8\n":                  {"a|b|c", "?", "3|y|4", "?", "7|u;\nv|8"},
		"a;b;c\n1;\"x;2\n5;z\";6\n":                                        {"a|b|c", "?", "?"},
		"a;b;c\nA1;\"Via Po;24060\nA2;x;24060\nA3;y;24060\"\n":             {"a|b|c", "?", "A2|x|24060", "?"},
		"a,b\n1,\"Famiglie,\nil 3, il 4, il 5\"\n":                         {"a|b", "1|Famiglie,\nil 3, il 4, il 5"},
		"a;b;c;;\n1;\"Orari:\nlun 8; mar 8; mer 9; gio 9\";x;;\n2;y;z;;\n": {"a|b|c||", "1|Orari:\nlun 8; mar 8; mer 9; gio 9|x||", "2|y|z||"},
	} {
		if rows, _ := read(t, content); !slices.Equal(rows, want) {
			t.Errorf("%q: %q", content, rows)
		}
	}
	if all, _ := read(t, strings.Repeat("\"\n", 5)); len(all) > 5 {
		t.Errorf("%q", all)
	}
	reader := csvfile.NewReader(strings.NewReader("1;\"x\r\n"), ';')
	if _, cells, err := reader.Next(); !errors.Is(err, csvfile.ErrQuotes) || !slices.Equal(cells, []string{"1", "\"x"}) {
		t.Errorf("%q, %v", cells, err)
	}
}

// Goal: a semicolon or a comma within quotation marks separates nothing. Method: headers that hold them.
func TestSeparatorOfTheHeader(t *testing.T) {
	for content, want := range map[string]string{
		"\"a;b\",c\n1,2\n": "a;b|c", "a,b;c\n1;2\n": "a,b|c", "\"a\n;\"\tb\n": "a\n;|b", "one\n": "one",
	} {
		if rows, _ := read(t, content); rows[0] != want {
			t.Errorf("%q: %q", content, rows[0])
		}
	}
}

// Goal: what is no table is told by what it is. Method: the first bytes of workbooks, a PDF, pictures, nothing.
func TestWhatIsNoTable(t *testing.T) {
	for content, want := range map[string]error{
		"": csvfile.ErrEmpty, "\ufeff \r\n": csvfile.ErrEmpty, "PK\x03\x04\x14\x00": csvfile.ErrWorkbook,
		"\xd0\xcf\x11\xe0\xa1": csvfile.ErrWorkbook, "%PDF-1.7\n\x00\x01": csvfile.ErrNoText, "\x89PNG\r\n\x1a\n": csvfile.ErrNoText,
		"a;b\x1a\nc;d": csvfile.ErrNoText,
	} {
		if _, err := csvfile.Recognise(strings.NewReader(content)); !errors.Is(err, want) {
			t.Errorf("%q: %v", content, err)
		}
	}
}

// Goal: what is written is read again cell by cell. Method: quotation marks, separators, line ends, formulas.
func TestWrittenAndRead(t *testing.T) {
	var file bytes.Buffer
	table, err := csvfile.NewWriter(&file)
	if err != nil {
		t.Fatal(err)
	}
	want := [][]string{{"a", "b;c"}, {"=1+1", "say \"no\""}, {"two\nlines", " è "}}
	for _, row := range want {
		if err := table.Row(row...); err != nil {
			t.Fatal(err)
		}
	}
	if err := table.Flush(); err != nil {
		t.Fatal(err)
	}
	rows, _ := read(t, file.String())
	for i, row := range want {
		if rows[i] != strings.Join(row, "|") {
			t.Errorf("%q became %q", row, rows[i])
		}
	}
}

// T20. Goal: no bytes make the reading panic or loop, row numbers only grow, and every cell is UTF-8. Method: fuzz a
// file's bytes.
func FuzzFile(f *testing.F) {
	for _, seed := range []string{
		"a;b\n1;2\n", "\ufeffa,b\r\n\"1\n2\",3\r\n", "\xff\xfea\x00;\x00\n\x00", "\xfe\xff\x00a", "Citt\xe0\tx\r1\t2\r", "\"", "a;b\n\"", "\x1a",
	} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, content []byte) {
		format, err := csvfile.Recognise(bytes.NewReader(content))
		if err != nil {
			return
		}
		reader, last := csvfile.Open(format.Text(bytes.NewReader(content))), 0
		for rows := 0; rows <= len(content); rows++ {
			number, cells, err := reader.Next()
			if errors.Is(err, io.EOF) {
				return
			}
			if number <= last || err != nil && !errors.Is(err, csvfile.ErrQuotes) {
				t.Fatalf("row %d after %d, %v", number, last, err)
			}
			for _, cell := range cells {
				if !utf8.ValidString(cell) {
					t.Fatalf("%q", cell)
				}
			}
			last = number
		}
		t.Error("the rows never end")
	})
}
