package letters_test

import (
	"testing"

	"serviziscolastici/shared/letters"
)

// Goal: files of two children have two names, which every device takes. Method: names with all that names have.
func TestFileName(t *testing.T) {
	for name, want := range map[string]string{
		"Luca": "presenze-luca-2026-11", "Zoë Maria": "presenze-zoe-maria-2026-11", "D'Angela": "presenze-d-angela-2026-11",
		"Đorđe / ..": "presenze-dorde-2026-11", "": "presenze-2026-11",
	} {
		if got := letters.FileName("presenze", name, "2026-11"); got != want {
			t.Errorf("%q: %s, want %s", name, got, want)
		}
	}
}
