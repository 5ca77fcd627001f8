package main

import (
	"strings"
	"testing"

	"serviziscolastici/shared/presence"
	"serviziscolastici/shared/school"
)

// Goal: a pupil's buttons have each mark and each reason once, only those of the entry are pressed, and an id can break out of
// nothing. Method: the buttons of an entry with a reason, of a pupil whose id has marks and quotes.
func TestButtons(t *testing.T) {
	reason := school.Unserved.Reasons()[1]
	html := string(sheetPage{}.Buttons(presence.Row{Pupil: `A"<1`, Entry: school.Entry{Mark: school.Unserved, Reason: reason}}))
	buttons := len(school.Marks())
	for _, mark := range school.Marks() {
		buttons += len(mark.Reasons())
	}
	for part, times := range map[string]int{
		`type="radio"`: buttons, `name="stato-A&#34;&lt;1"`: len(school.Marks()), `A"<1`: 0,
		`name="stato-A&#34;&lt;1" value="N" checked>`:                         1,
		`name="motivo-N-A&#34;&lt;1" value="` + string(reason) + `" checked>`: 1,
		`name="motivo-N-`: len(school.Unserved.Reasons()), `name="stato-A&#34;&lt;1" value="P"><span>`: 1,
	} {
		if found := strings.Count(html, part); found != times {
			t.Errorf("%s is there %d times, want %d: %s", part, found, times, html)
		}
	}
}
