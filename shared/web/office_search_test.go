package web_test

import (
	"net/url"
	"strings"
	"testing"

	"serviziscolastici/shared/web"
)

// Goal: a search finds names in any order and case, numbers with and without blanks from their beginning,
// whole amounts in any spelling, and days; nothing finds all; what is too long is cut. Method: each of them against one thing's texts.
func TestSought(t *testing.T) {
	texts := []string{"Niccolò De Rossi", "D'Amicò", "302202500000012356", "22/11/2026"}
	for typed, want := range map[string]bool{
		"": true, "  rossi  niccolò ": true, "DE ROSSI": true, "3022 0250 0000 0123 56": true, "0123 56": false, "3022 02": true, "02250": false, "11/2026": true, "2026": true, "26": false,
		"22/11/2026": true, "22/11/2026 rossi": true, "NICCOLO": true, "d’amicò": true, "DAMICO": true, "nicolo": false, "’": false, "bianchi": false, "rossi bianchi": false, "d rossi": true, "d amico": true, "s rossi": false, "ossi": false, "amico": true, "30220 9": false,
	} {
		sought := web.SoughtIn(url.Values{"q": {typed}})
		if got := sought.Fits(texts...); got != want {
			t.Errorf("%q: %t", typed, got)
		}
		if again := web.SoughtIn(web.Asked{Sought: sought}.Query()); again != sought {
			t.Errorf("%+v becomes %+v", sought, again)
		}
	}
	if long := web.SoughtIn(url.Values{"q": {strings.Repeat("è", 200)}}); len([]rune(long.Words)) != 80 || long.Fits(texts...) {
		t.Errorf("%+v", long)
	}
	for typed, want := range map[string]bool{
		"12,50": true, "12.5": true, "€ 12,50": true, "12,50 euro": true, "1.234,00": true, "1234": true, "-12,50": true, "12,50 rossi": true,
		"12": false, "50": false, "2,50": false, "1": false, "12,5 verdi": false,
	} {
		if got := web.SoughtIn(url.Values{"q": {typed}}).Fits("-12,50", "1234,00", "Rossi"); got != want {
			t.Errorf("amount %q: %t", typed, got)
		}
	}
	all, some := web.Sought{}.Most(), web.SoughtIn(url.Values{"q": {"x"}}).Most()
	if all != web.RowsPerPage || some <= all {
		t.Errorf("%d and %d", all, some)
	}
}
