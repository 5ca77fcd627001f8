package iban_test

import (
	"testing"

	"serviziscolastici/shared/iban"
)

// Goal: account numbers are taken as people write them, and a wrong digit is not. Method: IBANs of two countries,
// with blanks and small letters, and each fault once.
func TestParse(t *testing.T) {
	for text, want := range map[string]string{
		"IT60X0542811101000000123456":         "IT60X0542811101000000123456",
		" it60 x054 2811 1010 0000 0123 456 ": "IT60X0542811101000000123456",
		"DE89370400440532013000":              "DE89370400440532013000",
		"IT61X0542811101000000123456":         "", "IT60X05428": "", "": "", "60ITX0542811101000000123456": "",
	} {
		got, valid := iban.Parse(text)
		if valid != (want != "") || valid && got != want {
			t.Errorf("%q: %q, %v", text, got, valid)
		}
	}
}
