package pagopa

import (
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"serviziscolastici/shared/calendar"
	"serviziscolastici/shared/money"
	"serviziscolastici/shared/pattern"
)

// schema reads elements by the rules of paForNode.xsd and keeps the first rule that a message
// breaks. After that every read returns a zero value, so that the readers of a message are plain
// lists of its fields.
//
// A question is held to the schema's sequence, as the reference stations do. A receipt is not:
// elements that the schema does not know, and elements in another order, are let through there,
// because it proves a payment, and a KO for a field of tomorrow's schema would lose it.
// An amount given twice is refused everywhere: which of the two is meant cannot be known.
type schema struct {
	fault *Fault
}

var (
	noticePattern   = pattern.Of(`^[0-9]{18}$`)
	entityPattern   = pattern.Of(`^[FG]$`)
	outcomePattern  = pattern.Of(`^(OK|KO)$`)
	transferPattern = pattern.Of(`^(POSTAL|PAGOPA)$`)
)

// fail keeps the first broken rule. The text names the element, never its value.
func (s *schema) fail(name, rule string) {
	if s.fault == nil {
		s.fault = NewFault(FaultSyntax, "%s: %s", name, rule)
	}
}

// sequence holds an element to the schema's order: the named children and no others, unqualified,
// in this order, and no text between them.
func (s *schema) sequence(e *element, names ...string) {
	if strings.TrimSpace(e.text) != "" {
		s.fail(e.name.Local, "has text")
	}
	for _, c := range e.children {
		at := slices.Index(names, c.name.Local)
		if at < 0 || c.name.Space != "" {
			s.fail("request", "an element that the schema does not have there")
			return
		}
		names = names[at:]
	}
}

// count returns how many children have the name.
func (e *element) count(name string) int {
	n := 0
	for _, c := range e.children {
		if c.name.Local == name && c.name.Space == "" {
			n++
		}
	}
	return n
}

// has reports whether an optional element is there.
func (s *schema) has(e *element, name string) bool { return e.count(name) > 0 }

// group returns a mandatory element that holds others.
func (s *schema) group(e *element, name string) *element {
	if found := e.child("", name); found != nil {
		return found
	}
	if e.count(name) > 1 {
		s.fail(name, "more than one")
	} else {
		s.fail(name, "missing")
	}
	return &element{}
}

// raw returns the text of a mandatory element that holds no others.
func (s *schema) raw(e *element, name string) string {
	found := s.group(e, name)
	if len(found.children) > 0 {
		s.fail(name, "has child elements")
	}
	return found.text
}

// text reads a mandatory text of 1 to limit characters; of a longer one, the first of them.
func (s *schema) text(e *element, name string, limit int) string {
	value := s.raw(e, name)
	n := utf8.RuneCountInString(value)
	if n < 1 || n > limit {
		s.fail(name, "wrong length")
	}
	if n > limit {
		value = string([]rune(value)[:limit])
	}
	return value
}

// optional reads a text that may be missing, but not empty.
func (s *schema) optional(e *element, name string, limit int) string {
	if !s.has(e, name) {
		return ""
	}
	return s.text(e, name, limit)
}

// pattern reads a mandatory text that matches a pattern of the schema.
func (s *schema) pattern(e *element, name string, form pattern.Pattern) string {
	value := s.raw(e, name)
	if !form.Matches(value) {
		s.fail(name, "wrong format")
	}
	return value
}

// amount reads a mandatory amount of at least least cents (stAmount, stAmountNotZero).
func (s *schema) amount(e *element, name string, least money.Cents) money.Cents {
	value, err := money.ParseDecimal(strings.TrimSpace(s.raw(e, name)))
	if err != nil || value < least {
		s.fail(name, "wrong amount")
		return 0
	}
	return value
}

// optionalAmount reads an amount that may be missing; zero then.
func (s *schema) optionalAmount(e *element, name string) money.Cents {
	if !s.has(e, name) {
		return 0
	}
	return s.amount(e, name, 0)
}

// day reads an xs:date that may be missing.
func (s *schema) day(e *element, name string) calendar.Day {
	if !s.has(e, name) {
		return calendar.Day{}
	}
	day, err := calendar.ParseXMLDate(s.raw(e, name))
	if err != nil {
		s.fail(name, "not a date")
	}
	return day
}

// instant reads an xs:dateTime that may be missing; without a time zone it is Rome's time.
func (s *schema) instant(e *element, name string) time.Time {
	if !s.has(e, name) {
		return time.Time{}
	}
	at, err := calendar.ParseXMLTime(s.raw(e, name), calendar.Rome())
	if err != nil {
		s.fail(name, "not a date and time")
	}
	return at
}

// boolean reads an xs:boolean that may be missing; false then.
func (s *schema) boolean(e *element, name string) bool {
	if !s.has(e, name) {
		return false
	}
	switch strings.TrimSpace(s.raw(e, name)) {
	case "true", "1":
		return true
	case "false", "0":
		return false
	default:
		s.fail(name, "not a boolean")
		return false
	}
}

// number reads a mandatory integer between least and most.
func (s *schema) number(e *element, name string, least, most int) int {
	value, err := strconv.Atoi(strings.TrimSpace(s.raw(e, name)))
	if err != nil || value < least || value > most {
		s.fail(name, "out of range")
	}
	return value
}
