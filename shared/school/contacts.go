package school

import (
	"context"
	"net/mail"
	"slices"
	"time"
	"unicode/utf8"

	"serviziscolastici/shared/dynamo"
	"serviziscolastici/shared/pattern"
	"serviziscolastici/shared/problem"
)

// Contacts are where a parent wants to be reached. Those given on the portal win
// over the office's file until the parent changes them again.
type Contacts struct {
	Email string    `dynamodbav:"email"`
	Phone string    `dynamodbav:"phone"`
	At    time.Time `dynamodbav:"at"`
}

// phones is the form of a telephone number, with or without the country.
var phones = pattern.Of(`^\+?[0-9][0-9 ./-]{4,24}$`)

// maxEmail is the longest address that mail servers take (RFC 5321).
const maxEmail = 254

// ValidEmail reports whether a text is one e-mail address and nothing else.
func ValidEmail(text string) bool {
	address, err := mail.ParseAddress(text)
	return err == nil && address.Address == text && len(text) <= maxEmail
}

// ValidPhone reports whether a text is a telephone number.
func ValidPhone(text string) bool { return phones.Matches(text) }

var (
	postCodes = pattern.Of(`^[0-9]{5}$`)
	provinces = pattern.Of(`^[A-Z]{2}$`)
)

// ValidPostCode reports whether a text is a CAP: five digits.
func ValidPostCode(text string) bool { return postCodes.Matches(text) }

// ValidProvince reports whether a text is a province as addresses have it: two capitals.
func ValidProvince(text string) bool { return provinces.Matches(text) }

// maxFullName is the longest name of a debtor that pagoPA takes, in characters.
const maxFullName = 70

// NameFits reports whether pagoPA takes the guardian's full name: up to 70 characters.
func (g Guardian) NameFits() bool { return utf8.RuneCountInString(g.FullName()) <= maxFullName }

// SaveContacts keeps what a parent gave on the portal. Either may be empty, not
// both; the error is a problem.Invalid otherwise.
func (s Store) SaveContacts(ctx context.Context, tenant, guardian string, c Contacts) error {
	if c.Email == "" && c.Phone == "" ||
		c.Email != "" && !ValidEmail(c.Email) || c.Phone != "" && !ValidPhone(c.Phone) {
		return problem.New(problem.Invalid, "E-mail o telefono non sono validi. Torna indietro e controllali.")
	}
	c.At = s.Clock().UTC().Truncate(time.Second)
	return s.Core.Store(ctx, dynamo.Contacts(guardian, tenant), c)
}

// Guardian returns what the municipality knows of a guardian, with the contacts
// that the parent gave. The error is problem.NotFound when there is none.
func (s Store) Guardian(ctx context.Context, tenant, guardian string) (Guardian, error) {
	type item struct {
		Key string `dynamodbav:"sk"`
		Guardian
	}
	known, given := dynamo.Guardian(guardian, tenant), dynamo.Contacts(guardian, tenant)
	items, err := dynamo.BatchGet[item](ctx, s.Core, []dynamo.Key{known, given})
	if err != nil {
		return Guardian{}, err
	}
	at := func(key dynamo.Key) int {
		return slices.IndexFunc(items, func(i item) bool { return i.Key == key.SK })
	}
	office, own := at(known), at(given)
	if office < 0 {
		return Guardian{}, problem.Missing()
	}
	found := items[office].Guardian
	if own >= 0 {
		found.Email, found.Phone = items[own].Email, items[own].Phone
	}
	return found, nil
}
