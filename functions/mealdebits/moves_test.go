package main

import (
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"

	"serviziscolastici/shared/lambdahost"
	"serviziscolastici/shared/money"
	"serviziscolastici/shared/school"
)

// marks stores what a class's sheet says of the first pupil.
func (c fixture) marks(class string, mark school.Mark) {
	c.t.Helper()
	if _, err := c.school.SaveMarks(c.t.Context(), tenant, class, today, map[string]school.Mark{pupil(0): mark}); err != nil {
		c.t.Fatal(err)
	}
}

// evening goes over a class once more.
func (c fixture) evening(class string) {
	c.t.Helper()
	body := strings.ReplaceAll(request.Body, `"3A"`, `"`+class+`"`)
	if err := c.handler.debitOne(c.t.Context(), lambdahost.Message{Body: body, Again: true}); err != nil {
		c.t.Fatal(err)
	}
}

// paid is what the first pupil has paid for the day.
func (c fixture) paid() money.Cents {
	c.t.Helper()
	days, err := c.ledger.MealsOfDays(c.t.Context(), tenant, pupil(0), today, today)
	if err != nil {
		c.t.Fatal(err)
	}
	var sum money.Cents
	for _, entry := range days[today] {
		sum -= entry.Amount
	}
	return sum
}

// Goal: a meal of a pupil who was moved from a past day is given back once, and only when no sheet has it any more: while the old
// class's sheet says that the pupil ate, its debit stays. Method: debited in the old class, or only after the move; then the new
// class says absent, then the old one.
func TestMovedPupilGetsBackOnce(t *testing.T) {
	for name, want := range map[string]money.Cents{"debited before": 450, "debited after": 320} {
		t.Run(name, func(t *testing.T) {
			c := newFixture(t)
			c.marks("3A", school.Present)
			if want == 450 {
				c.evening("3A")
			}
			c.move()
			c.evening("3A")
			c.marks("3B", school.Absent)
			c.evening("3B")
			c.evening("3A")
			c.moved("absent in the new class", want, 1, 0)
			c.marks("3A", school.Absent)
			for range 2 {
				c.evening("3A")
				c.evening("3B")
				c.moved("absent in both", 0, 0, 0)
			}
		})
	}
}

// Goal: whatever sheets say one after the other of a pupil who was moved from a past day, a meal is never owed to the pupil, is paid
// once at most, is not paid when nobody says that the pupil ate, and is when the class of the day says so. Method: random marks and
// evenings of both classes, the move among them; then the evenings of both until nothing changes.
func TestSheetsOfAMovedPupil(t *testing.T) {
	for seed := range uint64(20) {
		random := rand.New(rand.NewPCG(seed, 1))
		c := newFixture(t)
		said, story := map[string]school.Mark{}, []string{}
		moveAt := random.IntN(6)
		for step := range 10 {
			class, mark := []string{"3A", "3B"}[random.IntN(2)], []school.Mark{school.Present, school.Absent}[random.IntN(2)]
			if step < moveAt {
				class = "3A"
			}
			if step == moveAt {
				c.move()
				story = append(story, "moved")
			}
			c.marks(class, mark)
			said[class] = mark
			story = append(story, class+" "+string(mark))
			if random.IntN(4) > 0 {
				c.evening(class)
				paid := c.paid()
				story = append(story, "evening: "+fmt.Sprint(int64(paid)))
				if paid != 0 && paid != 320 && paid != 450 {
					t.Errorf("seed %d: paid %d: %s", seed, paid, strings.Join(story, ", "))
				}
			}
		}
		for range 2 {
			c.evening("3A")
			c.evening("3B")
		}
		paid, ate := c.paid(), said["3A"].Eaten() || said["3B"].Eaten()
		if paid != 0 && paid != 320 && paid != 450 || !ate && paid != 0 || said["3B"].Eaten() && paid == 0 {
			t.Errorf("seed %d: paid %d, 3A %q, 3B %q: %s", seed, paid, said["3A"], said["3B"], strings.Join(story, ", "))
		}
	}
}
