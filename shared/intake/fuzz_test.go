package intake

import (
	"errors"
	"io"
	"strings"
	"testing"
	"unicode/utf8"
)

// T20. Goal: no file makes the reading panic or loop: each row has as many cells as the header, or a
// complaint, and row numbers only grow. Method: fuzz the file's text.
func FuzzSheet(f *testing.F) {
	for _, seed := range []string{
		"codice;nome\nA;B\n", "\ufeffcodice;nome\r\n\"A\nB\";C\r\n", "a,b\n", "", "\x00", "\"", "a;b\n\"", "a\n\n\nb\n;\n",
		"a;b\n\"x\" y;z\n", strings.Repeat(";", 300),
	} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, content string) {
		s, err := openSheet(content)
		if err != nil {
			var refused *complaint
			if !errors.As(err, &refused) {
				t.Errorf("an error that the office cannot read: %v", err)
			}
			return
		}
		last := 0
		for rows := 0; rows <= len(content); rows++ {
			number, cells, err := s.next()
			if errors.Is(err, io.EOF) {
				return
			}
			if number <= last || err == nil && len(cells) != len(s.header) {
				t.Fatalf("row %d after %d with %d cells of %d, %v", number, last, len(cells), len(s.header), err)
			}
			last = number
		}
		t.Error("the rows never end")
	})
}

// T20. Goal: no cell makes the reading panic, and what is read keeps the portal's limits and is written so that it is
// read again. Method: fuzz all readers of cells.
func FuzzCells(f *testing.F) {
	for _, seed := range []string{
		"", "4,50", "-0,01", "99999999999999999999", "31/02/2026", "29/02/2028", "RSSMRA80A01H501U", "lun,mar",
		"2026/2027", "2026/2025", "P", "sì", "NaN", "1e9", "\u202e", "٣", "A|B|C",
	} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, cell string) {
		if value, err := price(cell); err == nil && (value < 0 || !value.InRange()) {
			t.Errorf("%q is a price of %d", cell, value)
		}
		if value, err := amount(cell); err == nil && !value.InRange() {
			t.Errorf("%q is an amount of %d", cell, value)
		}
		if value, err := code(cell); err == nil && (value == "" || strings.ContainsRune(value, '#')) {
			t.Errorf("%q is the code %q, which a key cannot hold", cell, value)
		}
		if value, err := day(cell); err == nil && (value.IsZero() || len(value.String()) != 10) {
			t.Errorf("%q is the day %s", cell, value)
		}
		rereads(t, cell, price)
		rereads(t, cell, day)
		rereads(t, cell, weekdays)
		rereads(t, cell, yesNo)
		if value, err := text(cell); err == nil && utf8.ValidString(cell) && !utf8.ValidString(value) {
			t.Errorf("%q is the text %q", cell, value)
		}
		for _, read := range []func() error{
			func() error { _, err := person(cell); return err }, func() error { _, err := child(cell); return err },
			func() error { _, err := persons(cell); return err }, func() error { _, err := year(cell); return err },
			func() error { _, err := service(cell); return err }, func() error { _, err := weekdays(cell); return err },
			func() error { _, err := mark(cell); return err }, func() error { _, err := level(cell); return err },
			func() error { _, err := yesNo(cell); return err },
		} {
			_ = read() // any complaint will do: what counts is that there is no panic
		}
	})
}

// rereads holds a reader of cells to what written makes of its values: a preview shows them so, and they can be typed again.
func rereads[V any](t *testing.T, cell string, read func(string) (V, error)) {
	t.Helper()
	value, err := read(cell)
	if err != nil {
		return
	}
	if again, err := read(written(value)); err != nil || written(again) != written(value) {
		t.Errorf("%q is %q, which is %q, %v", cell, written(value), written(again), err)
	}
}
