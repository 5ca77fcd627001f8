package billing

import (
	"time"

	"serviziscolastici/shared/school"
)

// Halfway is a top-up that was confirmed and is not paid. It is no debt: the parent
// takes it up again or lets it go, unless something is already happening with it.
type Halfway struct {
	Position
	Name string // of the pupil
	// Wait says that a payment is under way: until Until the parent should not pay again.
	Wait  bool
	Until time.Time
}

// HalfwayOf returns the top-ups among a parent's positions that were left halfway, in
// their order: those that wait for the parent, and those under way, which wait for pagoPA
// or the office.
func HalfwayOf(positions []Position, links []school.Link, now time.Time) (left, underWay []Halfway) {
	for _, position := range positions {
		if position.Kind != TopUp || position.State != Open {
			continue
		}
		one := Halfway{
			Position: position, Name: school.NameOf(links, position.Pupil),
			Wait: position.InVerification(now), Until: position.VerifiedBy(),
		}
		if one.Wait || one.Held() {
			underWay = append(underWay, one)
		} else {
			left = append(left, one)
		}
	}
	return left, underWay
}
