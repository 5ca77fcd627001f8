package ledger

import "serviziscolastici/shared/calendar"

// ClassMessage asks for the debits of a class and day: mealplanner queues it for mealdebits.
type ClassMessage struct {
	Version      int          `json:"version"` // ClassMessageVersion
	Municipality string       `json:"municipality"`
	Class        string       `json:"class"`
	Day          calendar.Day `json:"day"`
}

// ClassMessageVersion is the one form of ClassMessage.
const ClassMessageVersion = 1

// LookBackDays is how many days before today the evening looks at again: presences that
// were registered late or corrected are debited then.
const LookBackDays = 14

// Evening is when the evening's debits begin, in Rome: the schedule of mealplanner in template.yaml.
const Evening calendar.TimeOfDay = 21 * 60
