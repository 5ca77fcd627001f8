package ledger

import "serviziscolastici/shared/calendar"

// ClassMessage asks for the debits of a class and day: mealplanner queues it for mealdebits.
type ClassMessage struct {
	Version      int          `json:"version"` // ClassMessageVersion
	Municipality string       `json:"municipality"`
	Class        string       `json:"class"`
	Day          calendar.Day `json:"day"`
	// Reprice is the pupil whose debit takes the price that holds now, Everybody, or "" for none.
	Reprice string `json:"reprice,omitempty"`
}

// Everybody stands for all pupils of a class.
const Everybody = "*"

// Reprices reports whether a pupil's debit takes the price that holds now.
func (m ClassMessage) Reprices(pupil string) bool {
	return m.Reprice == Everybody || m.Reprice == pupil
}

// ClassMessageVersion is the one form of ClassMessage.
const ClassMessageVersion = 1

// LookBackDays is how many days before today the evening looks at again: presences that
// were registered late or corrected are debited then.
const LookBackDays = 14

// Evening is when the evening's debits begin, in Rome: the schedule of mealplanner in template.yaml.
const Evening calendar.TimeOfDay = 21 * 60
