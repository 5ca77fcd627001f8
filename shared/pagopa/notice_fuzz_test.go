package pagopa_test

import (
	"strings"
	"testing"

	"serviziscolastici/shared/pagopa"
)

// T20. Goal: no text makes the reading of a notice number panic, and one that is read is itself again,
// however it is grouped; its IUV belongs to it alone. Method: fuzz.
func FuzzNoticeNumber(f *testing.F) {
	for _, seed := range []string{
		"302202500000012356", "3022 0250 0000 0123 56", "000000000000000000", "3", "", "٣٠٢٢٠٢٥٠٠٠٠٠٠١٢٣٥٦",
		"30220250000001235x", "302202500000012356 ", "012345678901234567",
	} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		number, err := pagopa.ParseNoticeNumber(text)
		if err != nil {
			return
		}
		again, err := pagopa.ParseNoticeNumber(number.Grouped())
		if err != nil || again != number || len(number) != 18 || strings.Trim(number.String(), "0123456789") != "" {
			t.Errorf("%q is read as %q and then as %q, %v", text, number, again, err)
		}
		if iuv := number.IUV(); !strings.HasSuffix(number.String(), iuv) || len(iuv) != 17 && len(iuv) != 15 {
			t.Errorf("the IUV of %q is %q", number, iuv)
		}
		if number.Valid() && number[0] != '3' {
			t.Errorf("%q is valid", number)
		}
	})
}

// T20. Goal: every number that is made is valid and read back. Method: fuzz the parts.
func FuzzNewNoticeNumber(f *testing.F) {
	f.Add("02", int64(25000000123))
	f.Add("", int64(-1))
	f.Add("9", int64(1)<<62)
	f.Fuzz(func(t *testing.T, segregation string, base int64) {
		number, err := pagopa.NewNoticeNumber(segregation, base)
		if err != nil {
			return
		}
		if read, err := pagopa.ParseNoticeNumber(number.String()); err != nil || read != number || !number.Valid() {
			t.Errorf("%q of %q and %d is read as %q, %v", number, segregation, base, read, err)
		}
	})
}
