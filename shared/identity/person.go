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
		return Person{}, refuse(NotACode, "%v", err)
	}
	born, err := calendar.ParseXMLDate(assertion.Attributes[attributeBirth])
	if err != nil || born.After(today) {
		return Person{}, refuse(BadAttributes, "dateOfBirth")
	}
	if birthday(born, adultAge).After(today) {
		return Person{}, refuse(NotAdult, "")
	}
	return Person{
		FiscalCode: code, Born: born,
		Name: assertion.Attributes[attributeName], FamilyName: assertion.Attributes[attributeFamily],
		Email: strings.ToLower(assertion.Attributes[attributeEmail]),
	}, nil
}

// birthday returns the day on which somebody turns so many years old; whoever was
// born on 29 February does so on 1 March.
func birthday(born calendar.Day, years int) calendar.Day {
	at := born.Start()
	return calendar.NewDay(at.Year()+years, at.Month(), at.Day())
}
