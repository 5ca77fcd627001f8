package school

import (
	"maps"
	"slices"
	"time"

	"serviziscolastici/shared/calendar"
)

// ClassDay is the register of a class at the canteen on a day.
type ClassDay struct {
	Class string       `dynamodbav:"class"`
	Day   calendar.Day `dynamodbav:"day"`
	// Marks go from pupil id to mark, Reasons to the reason of a mark that has one.
	Marks   map[string]Mark   `dynamodbav:"marks"`
	Reasons map[string]Reason `dynamodbav:"reasons,omitempty"`
	// Version counts the changes; 0 means that nothing was registered yet.
	Version int       `dynamodbav:"version"`
	Updated time.Time `dynamodbav:"updated"`
	// Sent tells of the versions, the oldest first. Registers from before there were pages for them have none.
	Sent []Sending `dynamodbav:"sent,omitempty"`
}

// Sending is how a version of a register came to be, and the meals that the kitchen counts by it.
type Sending struct {
	At     time.Time `dynamodbav:"at"`             // UTC
	By     string    `dynamodbav:"by,omitempty"`   // the operator's or the tablet's name; "" for a file of the office
	Form   string    `dynamodbav:"form,omitempty"` // the key of the form that brought it
	Said   string    `dynamodbav:"said,omitempty"` // a digest of the entries that the form brought
	Reason string    `dynamodbav:"reason,omitempty"`
	Meals  Meals     `dynamodbav:"meals"`
	// Diets are the meals among them for special diets, by code.
	Diets map[string]Meals `dynamodbav:"diets,omitempty"`
}

// Meals counts what the kitchen prepares.
type Meals struct {
	Normal int `dynamodbav:"normal"`
	Plain  int `dynamodbav:"plain"` // pasti in bianco
}

// Total is all meals together.
func (m Meals) Total() int { return m.Normal + m.Plain }

// Plus adds two counts.
func (m Meals) Plus(other Meals) Meals { return Meals{m.Normal + other.Normal, m.Plain + other.Plain} }

// Minus is the difference of two counts, which may be negative.
func (m Meals) Minus(other Meals) Meals { return Meals{m.Normal - other.Normal, m.Plain - other.Plain} }

// Count counts the meals of some marks.
func Count(marks map[string]Mark) Meals {
	var meals Meals
	for _, mark := range marks {
		switch mark {
		case Present:
			meals.Normal++
		case Plain:
			meals.Plain++
		default: // no meal
		}
	}
	return meals
}

// Entry returns what the register says of a pupil.
func (c ClassDay) Entry(pupil string) Entry { return Entry{c.Marks[pupil], c.Reasons[pupil]} }

// Counting is the register as its meals count, on a day that is suspended or not: on a suspended one nobody has eaten,
// whatever was marked before that was known.
func (c ClassDay) Counting(suspended bool) ClassDay {
	if !suspended {
		return c
	}
	marks := make(map[string]Mark, len(c.Marks))
	for pupil := range c.Marks {
		marks[pupil] = Suspended
	}
	c.Marks, c.Reasons = marks, nil
	return c
}

// By is who wrote the last version; "" for a file of the office, or when nobody did.
func (c ClassDay) By() string {
	if len(c.Sent) == 0 {
		return ""
	}
	return c.Sent[len(c.Sent)-1].By
}

// LastBy reports whether a form wrote the last version.
func (c ClassDay) LastBy(form string) bool {
	return form != "" && len(c.Sent) > 0 && c.Sent[len(c.Sent)-1].Form == form
}

// Says reports whether sending a sheet would change nothing: its form brought the same before, or all of its entries are
// in the register.
func (c ClassDay) Says(sheet Sheet) bool {
	said := sheet.said()
	if sheet.Form != "" && slices.ContainsFunc(c.Sent, func(s Sending) bool { return s.Form == sheet.Form && s.Said == said }) {
		return true
	}
	return c.Version > 0 && c.enter(sheet.Entries) == 0
}

// amends reports whether a sheet is what its sender changed on the page that was sent before, without an answer in
// between: the register is what that page made of it, and nobody else has sent anything since.
func (c ClassDay) amends(sheet Sheet) bool {
	return c.LastBy(sheet.Form) && c.Version == sheet.Read+1
}

// MealsAt returns the meals as the register had them at an instant; false when there was no register yet.
func (c ClassDay) MealsAt(instant time.Time) (Portions, bool) {
	if len(c.Sent) == 0 {
		return Portions{All: Count(c.Marks)}, c.Version > 0 && !c.Updated.After(instant)
	}
	for _, sending := range slices.Backward(c.Sent) {
		if !sending.At.After(instant) {
			return Portions{sending.Meals, sending.Diets}, true
		}
	}
	return Portions{}, false
}

// enter sets what is said of pupils and counts those of whom something else was said before. When there is one,
// the register becomes the next version, in a copy of what it shares with others.
func (c *ClassDay) enter(entries map[string]Entry) int {
	changed := 0
	marks, reasons := maps.Clone(c.Marks), maps.Clone(c.Reasons)
	if marks == nil {
		marks = make(map[string]Mark, len(entries))
	}
	for pupil, entry := range entries {
		if c.Entry(pupil) == entry {
			continue
		}
		changed++
		marks[pupil] = entry.Mark
		delete(reasons, pupil)
		if entry.Reason != "" {
			if reasons == nil {
				reasons = make(map[string]Reason)
			}
			reasons[pupil] = entry.Reason
		}
	}
	if changed > 0 {
		c.Marks, c.Reasons = marks, reasons
		c.Version++
	}
	return changed
}

// sent notes how the register's newest version came to be, of pupils with some diets.
func (c *ClassDay) sent(by Sending, diets map[string]string, now time.Time) {
	meals := PortionsOf(c.Marks, diets)
	by.At, by.Meals, by.Diets = now.UTC(), meals.All, meals.Diets
	c.Updated = by.At.Truncate(time.Second)
	c.Sent = append(c.Sent[:len(c.Sent):len(c.Sent)], by)
}

// With is the register as it would be with some entries, of the same version.
func (c ClassDay) With(entries map[string]Entry) ClassDay {
	next := c
	next.enter(entries)
	next.Version = c.Version
	return next
}
