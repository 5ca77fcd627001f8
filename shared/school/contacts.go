package school

import (
	"context"
	"net/mail"
	"strings"
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

// SamePhone reports whether two texts are one telephone number, however its digits are parted and with or without Italy's
// +39. A text without digits is none.
func SamePhone(one, other string) bool {
	number := nationalNumber(one)
	return number != "" && number == nationalNumber(other)
}

func nationalNumber(phone string) string {
	digits := strings.Map(func(r rune) rune {
		if r == '+' || r >= '0' && r <= '9' {
			return r
		}
		return -1
	}, phone)
	if national, abroad := strings.CutPrefix(digits, "0039"); abroad {
		return national
	}
	return strings.TrimPrefix(digits, "+39")
}

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
	found, err := s.GuardiansByID(ctx, tenant, []string{guardian})
	if err != nil {
		return Guardian{}, err
	}
	known, there := found[guardian]
	if !there {
		return Guardian{}, problem.Missing()
	}
	return known, nil
}

// GuardiansByID returns several guardians as Guardian does, by id, with one batch. One whom there is not is left out.
func (s Store) GuardiansByID(ctx context.Context, tenant string, ids []string) (map[string]Guardian, error) {
	type item struct {
		PK string `dynamodbav:"pk"`
		SK string `dynamodbav:"sk"`
		Guardian
	}
	keys := make([]dynamo.Key, 0, 2*len(ids))
	for _, id := range ids {
		keys = append(keys, dynamo.Guardian(id, tenant), dynamo.Contacts(id, tenant))
	}
	items, err := dynamo.BatchGet[item](ctx, s.Core, keys)
	if err != nil {
		return nil, err
	}
	byKey := make(map[dynamo.Key]Guardian, len(items))
	for _, one := range items {
		byKey[dynamo.Key{PK: one.PK, SK: one.SK}] = one.Guardian
	}
	guardians := make(map[string]Guardian, len(ids))
	for _, id := range ids {
		known, there := byKey[dynamo.Guardian(id, tenant)]
		if !there {
			continue
		}
		if given, gave := byKey[dynamo.Contacts(id, tenant)]; gave {
			known.Email, known.Phone = given.Email, given.Phone
		}
		guardians[id] = known
	}
	return guardians, nil
}
