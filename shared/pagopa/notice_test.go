package pagopa_test

import (
	"bytes"
	"crypto/rand"
	"errors"
	"strings"
	"testing"

	"serviziscolastici/shared/pagopa"
)

func TestNewNoticeNumber(t *testing.T) {
	// Goal: numbers, IUV and print form are pagoPA's. Method: official and derived vectors.
	cases := []struct {
		segregation  string
		base         int64
		number, iuv  string
		printedGroup string
	}{
		{"01", 42, "301000000000004285", "01000000000004285", "3010 0000 0000 0042 85"},
		{"00", 7157000000000, "300715700000000032", "00715700000000032", "3007 1570 0000 0000 32"},
		{"02", 2025000000123, "302202500000012356", "02202500000012356", "3022 0250 0000 0123 56"},
		{"00", 1, "300000000000000104", "00000000000000104", "3000 0000 0000 0001 04"},
		{"45", 9999999999999, "345999999999999975", "45999999999999975", "3459 9999 9999 9999 75"},
		{"12", 1234567890123, "312123456789012384", "12123456789012384", "3121 2345 6789 0123 84"},
		{"02", 10, "302000000000001000", "02000000000001000", "3020 0000 0000 0010 00"},
		{"02", 17, "302000000000001707", "02000000000001707", "3020 0000 0000 0017 07"},
		{"02", 9, "302000000000000992", "02000000000000992", "3020 0000 0000 0009 92"},
		{"05", 2025090000006, "305202509000000653", "05202509000000653", "3052 0250 9000 0006 53"},
	}
	for _, c := range cases {
		n, err := pagopa.NewNoticeNumber(c.segregation, c.base)
		if err != nil || string(n) != c.number {
			t.Errorf("NewNoticeNumber(%s, %d) = %s, %v; want %s", c.segregation, c.base, n, err, c.number)
			continue
		}
		if n.IUV() != c.iuv || n.Grouped() != c.printedGroup || !n.Valid() {
			t.Errorf("%s: IUV %s, printed %q, valid %t", n, n.IUV(), n.Grouped(), n.Valid())
		}
	}
}

func TestNewNoticeNumberRefusesWhatDoesNotFit(t *testing.T) {
	// Goal: no number outside the creditor's range is ever made. Method: table of bad input.
	for _, segregation := range []string{"", "2", "46", "99", "-1", "ab", "002", "0 "} {
		if _, err := pagopa.NewNoticeNumber(segregation, 1); !errors.Is(err, pagopa.ErrSegregation) {
			t.Errorf("segregation %q: %v", segregation, err)
		}
	}
	for _, base := range []int64{-1, 10_000_000_000_000} {
		if _, err := pagopa.NewNoticeNumber("02", base); !errors.Is(err, pagopa.ErrIUVBase) {
			t.Errorf("base %d: %v", base, err)
		}
	}
}

func TestRandomNoticeNumber(t *testing.T) {
	// Goal: drawn numbers are valid and differ. Method: a thousand draws.
	seen := map[pagopa.NoticeNumber]bool{}
	for range 1000 {
		n, err := pagopa.RandomNoticeNumber("02", rand.Reader)
		if err != nil || !n.Valid() || !strings.HasPrefix(string(n), "302") || seen[n] {
			t.Fatalf("drew %s, %v; seen %t", n, err, seen[n])
		}
		seen[n] = true
	}
	if _, err := pagopa.RandomNoticeNumber("02", bytes.NewReader(nil)); err == nil {
		t.Error("an empty source gave a number")
	}
}

func TestParseNoticeNumber(t *testing.T) {
	// Goal: what people type is read, the check digits are not judged. Method: table.
	cases := map[string]string{
		"302202500000012356":        "302202500000012356",
		" 3022 0250 0000 0123 56\n": "302202500000012356",
		"000000000000000000":        "000000000000000000",
		"302202500000012355":        "302202500000012355",
		"30220250000001235":         "",
		"3022025000000123567":       "",
		"30220250000001235a":        "",
		"":                          "",
	}
	for text, want := range cases {
		n, err := pagopa.ParseNoticeNumber(text)
		if string(n) != want || (want == "") != errors.Is(err, pagopa.ErrNoticeNumber) {
			t.Errorf("ParseNoticeNumber(%q) = %q, %v", text, n, err)
		}
	}
}

func TestNoticeNumberValid(t *testing.T) {
	// Goal: wrong check digits and old aux digits are seen. Method: numbers known to be wrong.
	wrong := []pagopa.NoticeNumber{
		"301000000000004286", "302012387654312384", "311111111112222222", "000000000000000000",
		"001000000000004282", "220250000001234544", "", "3022",
	}
	for _, n := range wrong {
		if n.Valid() {
			t.Errorf("%s passes as valid", n)
		}
	}
	if iuv := pagopa.NoticeNumber("001000000000004282").IUV(); iuv != "000000000004282" {
		t.Errorf("IUV of an old number = %s", iuv)
	}
}
