package saml

import "time"

// Fault is something wrong with a Response, which the portal has to notice.
type Fault int

// The faults that a citizen of the demo can choose.
const (
	NoFault  Fault = iota
	Old            // its time is over
	Forged         // signed with a key that no metadata knows
	Unsigned       // not signed at all
)

// lifetime returns from when to when an assertion counts.
func (f Fault) lifetime(now time.Time) (time.Time, time.Time) {
	if f == Old {
		return now.Add(-2 * validity), now.Add(-validity) // longer ago than any clock may be off
	}
	return now, now.Add(validity)
}

// key returns what signs a Response: nil for nothing.
func (f Fault) key(own *Key, now time.Time) (*Key, error) {
	switch f {
	case Forged:
		return NewKey(now)
	case Unsigned:
		return nil, nil
	default:
		return own, nil
	}
}
