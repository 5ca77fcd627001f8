package main

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"

	"serviziscolastici/infra/proof/fsck/audit"
	"serviziscolastici/shared/calendar"
	"serviziscolastici/shared/debit"
	"serviziscolastici/shared/lambdahost"
	"serviziscolastici/shared/ledger"
	"serviziscolastici/shared/money"
	"serviziscolastici/shared/problem"
	"serviziscolastici/shared/school"
)

// classes are those of a story.
var classes = []string{"3A", "3B", "3C"}

// story is what befalls the first pupil on one day, with what was said and done until then.
type story struct {
	fixture
	told []string
	here string // the class of the day; "" when the enrolment has ended
	band string
}

func newStory(t *testing.T) *story {
	s := &story{fixture: newFixture(t)}
	s.costs("C", 320)
	s.costs("F", 0)
	for _, id := range classes {
		if _, err := s.school.SaveClass(t.Context(), tenant, school.Class{
			ID: id, Name: id, School: "PRI", SchoolName: "Primaria", Weekdays: []time.Weekday{1, 2, 3, 4, 5},
		}); err != nil {
			t.Fatal(err)
		}
	}
	s.enrol(pupil(0), "B", calendar.NewDay(2026, 9, 14), calendar.NewDay(2026, 11, 15))
	s.enrolled(class, "B", calendar.NewDay(2027, 6, 30))
	return s
}

// tell does one thing: a mark, a move, the end of the enrolment, a closure, new prices, or the evenings that are due.
func (s *story) tell(step string) {
	s.t.Helper()
	s.told = append(s.told, step)
	word := append(strings.Fields(step), "", "")
	switch word[0] {
	case "mark":
		s.marks(word[1], school.Mark(word[2]))
	case "move":
		s.enrolled(word[1], word[2], calendar.NewDay(2027, 6, 30))
	case "end":
		if s.here != "" {
			s.enrolled(s.here, s.band, today.AddDays(-1))
			s.here = ""
		}
	case "close", "open":
		enter := s.school.Close
		if word[0] == "open" {
			enter = s.school.Reopen
		}
		err := enter(s.t.Context(), tenant, []school.Closure{{Day: today, School: "PRI", Class: word[1]}})
		if err != nil && !problem.Is(err, problem.Conflict) { // what is closed is not closed again
			s.t.Fatal(err)
		}
	case "reprice":
		s.pass(word[1], ledger.Everybody, false)
	case "evening":
		s.pass(word[1], "", true)
	case "plan", "nalp":
		order := slices.Clone(classes)
		if word[0] == "nalp" {
			slices.Reverse(order)
		}
		s.plan(order)
	}
	s.told = append(s.told, fmt.Sprint("paid ", int64(s.paid())))
}

func (s *story) enrolled(id, band string, to calendar.Day) {
	s.t.Helper()
	s.here, s.band = id, band
	if _, err := s.school.SaveEnrolments(s.t.Context(), tenant, pupil(0), []school.Enrolment{{
		Pupil: pupil(0), Year: 2026, Service: school.Canteen, Class: id, Band: band, From: calendar.NewDay(2026, 11, 16), To: to,
	}}); err != nil {
		s.t.Fatal(err)
	}
}

// plan goes over the classes whose marker does not cover their sheet, as the planner does.
func (s *story) plan(order []string) {
	for _, id := range order {
		sheet, batch, closed := s.stands(id)
		if sheet.Version > 0 && !batch.Covers(sheet.Version, closed) && (batch.Run > 0 || !closed) {
			s.pass(id, "", batch.Run > 0)
		}
	}
}

// stands reads a class's sheet and marker, and whether the day is closed for it.
func (s *story) stands(id string) (school.ClassDay, ledger.Batch, bool) {
	s.t.Helper()
	sheet, err := s.school.ClassDay(s.t.Context(), tenant, id, today)
	if err != nil {
		s.t.Fatal(err)
	}
	batch, err := s.ledger.BatchOf(s.t.Context(), tenant, today, id)
	if err != nil {
		s.t.Fatal(err)
	}
	closed, err := s.handler.closed(s.t.Context(), ledger.ClassMessage{Municipality: tenant, Class: id, Day: today})
	if err != nil {
		s.t.Fatal(err)
	}
	return sheet, batch, closed
}

// pass has a class gone over, and compares what it posts with the preview. A debit that the class counts keeps its price.
func (s *story) pass(id, reprice string, again bool) {
	s.t.Helper()
	sheet, before, closed := s.stands(id)
	was, message := s.paid(), strings.ReplaceAll(request.Body, `"3A"`, `"`+id+`"`)
	preview := debit.Preview{Accounts: debit.Accounts{School: s.school, Ledger: s.ledger}, Offer: s.school, Done: s.ledger}
	basis, err := preview.Basis(s.t.Context(), tenant, id, today)
	if err != nil {
		s.t.Fatal(err)
	}
	changes, err := preview.Correction(s.t.Context(), tenant, sheet, closed, basis)
	if reprice != "" {
		message = strings.TrimSuffix(message, "}") + `,"reprice":"` + reprice + `"}`
		if sheet.Marks[pupil(0)].Eaten() && !closed {
			changes, err = preview.Repricing(s.t.Context(), tenant, school.Repricing{Class: id, From: today, To: today})
		}
	}
	if err != nil {
		s.t.Fatal(err)
	}
	want, err := debit.Total(changes)
	if err != nil {
		s.t.Fatal(err)
	}
	if err := s.handler.debitOne(s.t.Context(), lambdahost.Message{Body: message, Again: again}); err != nil {
		s.t.Fatal(err)
	}
	if posted := was - s.paid(); posted != want {
		s.wrong("the preview of %s says %d, the evening posted %d", id, want, posted)
	}
	if s.paid() < 0 {
		s.wrong("the pupil is owed %d", -s.paid())
	}
	if reprice == "" && before.Meals == 1 && before.Total == was && before.Covers(sheet.Version, closed) && s.paid() != was {
		s.wrong("a debit of %d in %s became %d", was, id, s.paid())
	}
}

func (s *story) wrong(format string, args ...any) {
	s.t.Helper()
	s.t.Errorf("%s: %s", fmt.Sprintf(format, args...), strings.Join(s.told, ", "))
}

// ends lets the evenings come until nothing is due, and checks that the markers count what is paid, that who ate in the class of the
// day alone is debited, that fsck finds nothing, and that going over all classes once more changes nothing.
func (s *story) ends() {
	s.t.Helper()
	for range 3 {
		s.plan(classes)
	}
	s.holds("settled")
	paid := s.paid()
	for range 2 {
		for _, id := range classes {
			if sheet, _, _ := s.stands(id); sheet.Version > 0 {
				s.pass(id, "", true)
			}
		}
	}
	s.holds("once more")
	if s.paid() != paid {
		s.wrong("settled at %d, once more made it %d", paid, s.paid())
	}
}

func (s *story) holds(when string) {
	s.t.Helper()
	var counted money.Cents
	var ate []string
	meals := 0
	for _, id := range classes {
		sheet, batch, closed := s.stands(id)
		counted, meals = counted+batch.Total, meals+batch.Meals
		if sheet.Marks[pupil(0)].Eaten() && !closed {
			ate = append(ate, id)
		}
	}
	if counted != s.paid() {
		s.wrong("%s: the classes count %d, paid is %d", when, counted, s.paid())
	}
	if len(ate) == 1 && ate[0] == s.here && meals != 1 {
		s.wrong("%s: ate in the class of the day alone, which is counted %d times", when, meals)
	}
	report, err := audit.Auditor{
		Client: s.school.Core.Client, Core: s.school.Core.Name, Presence: s.school.Presence.Name, Ledger: s.ledger.Ledger.Name,
	}.Check(s.t.Context())
	if err != nil {
		s.t.Fatal(err)
	}
	for _, finding := range report.Findings {
		if finding.Rule == audit.Meal || finding.Rule == audit.Batch {
			s.wrong("%s: fsck %s %s: %s", when, finding.Rule, finding.Key, finding.Text)
		}
	}
}

// Goal: the stories of two and three sheets that once went wrong end well: markers, accounts and fsck agree, though only
// the classes that are due are gone over. Method: each story, then the evenings.
func TestStoriesOfAMovedPupil(t *testing.T) {
	for _, told := range []string{
		// The class that debited is gone over after the one that counted on its debit.
		"mark 3A P, evening 3A, move 3B C, mark 3B P, mark 3A A, nalp",
		"mark 3B P, evening 3B, move 3B C, mark 3B A, mark 3A P, plan",
		"mark 3A P, plan, move 3B C, mark 3B P, mark 3A A, nalp, move 3C C, mark 3A A, evening 3A",
		// The day is closed for one of the classes, or for all.
		"mark 3A P, plan, move 3B C, mark 3B P, plan, close 3A, plan",
		"mark 3A P, plan, move 3B C, mark 3B P, plan, close 3B, plan",
		"mark 3B P, plan, close, mark 3A P, plan",
		// What one class previews, another has given back.
		"mark 3B P, plan, mark 3A A, mark 3B A, plan",
		// The band of the day costs nothing.
		"mark 3A P, plan, move 3B F, mark 3B P, plan",
		"mark 3A P, plan, move 3B F, mark 3A A, mark 3B P, nalp",
		"mark 3A P, plan, mark 3A A, plan, move 3A F, mark 3A P, plan, move 3A B, evening 3A",
		"mark 3A P, plan, move 3A F, reprice 3A, mark 3A A, move 3B C, mark 3B P, plan",
	} {
		t.Run(told, func(t *testing.T) {
			s := newStory(t)
			for step := range strings.SplitSeq(told, ", ") {
				s.tell(step)
			}
			s.ends()
		})
	}
}

// Goal: so does any other. Method: random marks, moves, ends, closures, prices and evenings.
func TestRandomStoriesOfAMovedPupil(t *testing.T) {
	for seed := range uint64(30) {
		random := rand.New(rand.NewPCG(seed, 3))
		one := func(of ...string) string { return of[random.IntN(len(of))] }
		s := newStory(t)
		for range 7 + random.IntN(8) {
			step := one("mark", "mark", "mark", "plan", "nalp", "move", "move", "close", "open", "reprice", "end")
			switch step {
			case "mark":
				step += " " + one(classes...) + " " + one("P", "P", "A")
			case "move":
				step += " " + one(classes...) + " " + one("B", "C", "F", "X")
			case "close", "open":
				step += " " + one("", "3A", "3B", "3C")
			case "reprice":
				step += " " + one(classes...)
			}
			s.tell(strings.TrimSpace(step))
		}
		if s.band == "X" {
			s.price("X", calendar.NewDay(2026, 9, 14), calendar.NewDay(2027, 6, 30))
		}
		s.ends()
	}
}
