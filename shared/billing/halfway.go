package billing

import (
	"time"

	"serviziscolastici/shared/school"
)

// Halfway is a top-up that was confirmed and is not paid. It is no debt: the parent
// takes it up again or lets it go.
type Halfway struct {
	Position
	Name string // of the pupil
	// Wait says that a payment is under way: until Until the parent should not pay again.
	Wait  bool
	Until time.Time
}

// HalfwayOf returns the top-ups among a parent's positions that were left halfway, in
// their order.
func HalfwayOf(positions []Position, links []school.Link, now time.Time) []Halfway {
	var left []Halfway
	for _, position := range positions {
		if position.Kind == TopUp && position.State == Open {
			left = append(left, Halfway{
				Position: position, Name: school.NameOf(links, position.Pupil),
				Wait: position.InVerification(now), Until: position.VerifiedBy(),
			})
		}
	}
	return left
}

// Idle reports whether nothing happens with the top-up: it waits for the parent.
func (h Halfway) Idle() bool { return !h.Wait && !h.Held() }
