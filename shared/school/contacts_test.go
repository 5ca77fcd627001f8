package school_test

import (
	"testing"

	"serviziscolastici/shared/school"
)

// Goal: a telephone number is known again however it was written, and no other is. Method: pairs of spellings.
func TestSamePhone(t *testing.T) {
	for typed, want := range map[string]bool{
		"035 123456": true, "035123456": true, "+39 035/12.34.56": true, "0039 035 123456": true, "035-123456": true,
		"035 12345": false, "123456": false, "+41 035 123456": false, "": false, "Rossi": false,
	} {
		if got := school.SamePhone(typed, "+39 035 123456"); got != want {
			t.Errorf("%q: %t", typed, got)
		}
	}
	if school.SamePhone("", "") {
		t.Error("no number is the same as none")
	}
}
