// Package absence is what parents tell of a meal before it: that the child will not
// eat, or eats a plain meal (pasto in bianco). Nobody is asked why.
//
// A notice is a fact of its own beside the class's register, which it never changes:
// the register says who ate, and alone makes a debit. See
// infra/decisions/0025-what-parents-tell-of-a-meal.md.
package absence

import (
	"crypto/sha256"
	"encoding/binary"
	"fmt"
	"strings"
	"time"

	"serviziscolastici/shared/calendar"
	"serviziscolastici/shared/school"
)

// Notice is what a parent told of a pupil's meal of a day. The last one of a day
// counts.
type Notice struct {
	Pupil string       `dynamodbav:"pupil"`
	Day   calendar.Day `dynamodbav:"day"`
	Class string       `dynamodbav:"class"` // with which the pupil would have eaten
	Mark  school.Mark  `dynamodbav:"mark"`  // school.Absent or school.Plain
	// Number is the proof that the parent keeps: 12 digits, one for all that a form said.
	Number   string    `dynamodbav:"number"`
	Guardian string    `dynamodbav:"guardian"`
	At       time.Time `dynamodbav:"at"`
	Until    time.Time `dynamodbav:"until"` // the last instant at which it could be told, as the rules then were
	// Withdrawn is when the parent took it back; zero while it holds.
	Withdrawn time.Time `dynamodbav:"withdrawn"`
	// Revision counts the writes, so that two at once cannot mix.
	Revision int `dynamodbav:"revision"`
}

// Holds reports whether there is a notice, and it was not taken back.
func (n Notice) Holds() bool { return n.Number != "" && n.Withdrawn.IsZero() }

// Open reports whether the notice can still be taken back.
func (n Notice) Open(now time.Time) bool { return n.Holds() && !now.After(n.Until) }

// numbers is how many numbers there are.
const numbers = 1_000_000_000_000

// NumberOf returns the number of what a form says: the same when the same form, with
// the same content, is sent twice in the same session.
func NumberOf(session, form string, content ...string) string {
	sum := sha256.Sum256([]byte(session + "\n" + form + "\n" + strings.Join(content, "\n")))
	return fmt.Sprintf("%012d", binary.BigEndian.Uint64(sum[:])%numbers)
}
