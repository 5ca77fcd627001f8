package main

import (
	"testing"
	"time"

	"serviziscolastici/shared/absence"
	"serviziscolastici/shared/school"
)

// Goal: the register decides, then what the parent told, then nothing is debited: an absence told in time costs
// nothing unless the register says present, a plain meal that was told is no presence, and no notice is lost to a
// debit. Method: an absence and a plain meal for pupils whom the register marks either way, or not at all.
func TestRegisterThenNoticeThenNothing(t *testing.T) {
	c := newFixture(t)
	notices := absence.Store{Presence: c.school.Presence}
	until := today.At(9*60 + 30).UTC()
	var told []absence.Notice
	for n, mark := range "AAABBB" { // pupils 6 and 7 told nothing
		told = append(told, absence.Notice{
			Pupil: pupil(n), Day: today, Class: class, Mark: school.Mark(mark), Number: "000000000001", Guardian: "g1",
			At: until.Add(-time.Hour), Until: until,
		})
	}
	if err := notices.Tell(t.Context(), tenant, told); err != nil {
		t.Fatal(err)
	}
	marks := map[string]school.Mark{
		pupil(0): school.Present, pupil(1): school.Absent, pupil(3): school.Present, pupil(4): school.Absent,
		pupil(6): school.Present,
	}
	if _, err := c.school.SaveMarks(t.Context(), tenant, class, today, marks); err != nil {
		t.Fatal(err)
	}
	for _, again := range []bool{false, true} {
		c.debit(again)
		c.owes("PAAPAAPA")
	}
	for n := range told {
		kept, err := notices.Of(t.Context(), tenant, pupil(n), today, today)
		if err != nil || len(kept) != 1 || kept[0].Mark != told[n].Mark || !kept[0].Holds() {
			t.Errorf("pupil %d: %+v, %v", n, kept, err)
		}
	}
}
