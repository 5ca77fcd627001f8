package identity

import (
	"strings"

	"serviziscolastici/shared/calendar"
	"serviziscolastici/shared/fiscalcode"
)

// Person is a citizen who has proved who they are.
type Person struct {
	FiscalCode       fiscalcode.Code
	Name, FamilyName string
	Born             calendar.Day
	// Email is "" when the provider does not say.
	Email string
}

// adultAge is the age, in years, from which a person may use the portal.
const adultAge = 18

// person reads the citizen from an assertion. The error is a NotACode refusal
// when the fiscal number is not an Italian code, a NotAdult one for a minor.
func person(assertion Assertion, today calendar.Day) (Person, error) {
	code, err := fiscalcode.FromTINIT(assertion.Attributes[attributeCode])
	if err != nil {
		return Person{}, Refuse(NotACode, "%v", err)
	}
	born, err := calendar.ParseXMLDate(assertion.Attributes[attributeBirth])
	if err != nil || born.After(today) {
		return Person{}, Refuse(BadAttributes, "dateOfBirth")
	}
	if !Adult(born, today) {
		return Person{}, Refuse(NotAdult, "")
	}
	return Person{
		FiscalCode: code, Born: born,
		Name: assertion.Attributes[attributeName], FamilyName: assertion.Attributes[attributeFamily],
		Email: strings.ToLower(assertion.Attributes[attributeEmail]),
	}, nil
}

// Adult reports whether somebody is old enough for the portal. Whoever was born on
// 29 February comes of age on 1 March.
func Adult(born, today calendar.Day) bool {
	at := born.Start()
	return !calendar.NewDay(at.Year()+adultAge, at.Month(), at.Day()).After(today)
}
