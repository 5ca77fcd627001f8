package main

import (
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"
	"time"

	"serviziscolastici/shared/debit"
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
	c.sends(class, "}")
}

// sends has a class gone over by a message that ends so.
func (c fixture) sends(class, end string) {
	c.t.Helper()
	body := strings.TrimSuffix(strings.ReplaceAll(request.Body, `"3A"`, `"`+class+`"`), "}") + end
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

// Goal: what the office reads before it asks for new prices is what the evening posts, to the cent, also of a pupil who was moved from
// a past day and is on one sheet or two. Method: random marks and evenings, then the preview and the evening of each class.
func TestPreviewOfAMovedPupil(t *testing.T) {
	for seed := range uint64(20) {
		random := rand.New(rand.NewPCG(seed, 2))
		c := newFixture(t)
		classes, moveAt := []string{"3A", "3B"}, random.IntN(5)
		for _, id := range classes {
			if _, err := c.school.SaveClass(t.Context(), tenant, school.Class{
				ID: id, Name: id, School: "PRI", SchoolName: "Primaria", Weekdays: []time.Weekday{1, 2, 3, 4, 5},
			}); err != nil {
				t.Fatal(err)
			}
		}
		for step := range 6 {
			if step == moveAt {
				c.move()
			}
			id := classes[random.IntN(2)]
			c.marks(id, []school.Mark{school.Present, school.Present, school.Absent}[random.IntN(3)])
			if random.IntN(2) == 0 {
				c.evening(id)
			}
		}
		preview := debit.Preview{Accounts: debit.Accounts{School: c.school, Ledger: c.ledger}, Offer: c.school, Done: c.ledger}
		for _, id := range classes {
			before := c.paid()
			changes, err := preview.Repricing(t.Context(), tenant, school.Repricing{Class: id, From: today, To: today})
			if err != nil {
				t.Fatal(err)
			}
			total, err := debit.Total(changes)
			if err != nil {
				t.Fatal(err)
			}
			c.sends(id, `,"reprice":"*"}`)
			if posted := before - c.paid(); posted != total && !c.givesBack(id) {
				t.Errorf("seed %d: the preview of %s says %d, the evening posted %d", seed, id, total, posted)
			}
		}
	}
}

// givesBack reports whether a class's sheet says that the first pupil did not eat: an evening gives back then, which is no new price.
func (c fixture) givesBack(class string) bool {
	c.t.Helper()
	sheet, err := c.school.ClassDay(c.t.Context(), tenant, class, today)
	if err != nil {
		c.t.Fatal(err)
	}
	return !sheet.Marks[pupil(0)].Eaten()
}

// Goal: whatever sheets say one after the other of a pupil who was moved from a past day, a meal is never owed to the pupil, is paid
// once at most, is counted by one class, is not paid when nobody says that the pupil ate, and is when the class of the day says so. Method: random marks and
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
		paid, ate, counted := c.paid(), said["3A"].Eaten() || said["3B"].Eaten(), money.Cents(0)
		for _, class := range []string{"3A", "3B"} {
			batch, err := c.ledger.BatchOf(t.Context(), tenant, today, class)
			if err != nil {
				t.Fatal(err)
			}
			counted += batch.Total
		}
		if counted != paid {
			t.Errorf("seed %d: paid %d, the classes count %d: %s", seed, paid, counted, strings.Join(story, ", "))
		}
		if paid != 0 && paid != 320 && paid != 450 || !ate && paid != 0 || said["3B"].Eaten() && paid == 0 {
			t.Errorf("seed %d: paid %d, 3A %q, 3B %q: %s", seed, paid, said["3A"], said["3B"], strings.Join(story, ", "))
		}
	}
}
