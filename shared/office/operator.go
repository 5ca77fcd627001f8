package office

import (
	"cmp"
	"slices"
	"strings"
	"time"

	"serviziscolastici/shared/session"
)

// Operator is somebody who works on the office's pages, or a school's tablet.
type Operator struct {
	// ID is the keyed hash of the fiscal code, see school.GuardianID, "oidc-" and a hash for one whom the
	// municipality's own provider knows, or "tablet-" and the device's id.
	ID string `dynamodbav:"id"`
	// FiscalCode is "" for tablets and for operators of the municipality's own provider.
	FiscalCode string `dynamodbav:"fiscalCode,omitempty"`
	Name       string `dynamodbav:"name"`
	FamilyName string `dynamodbav:"familyName,omitempty"`
	Roles      []Role `dynamodbav:"roles"`
	// Schools are the codes of the schools that a School operator marks; Kitchens those
	// that a Kitchen operator cooks for.
	Schools  []string `dynamodbav:"schools,omitempty"`
	Kitchens []string `dynamodbav:"kitchens,omitempty"`
	// Since is when the operator was added, by whom By says; Removed is when it ended, zero while it holds.
	Since   time.Time `dynamodbav:"since"`
	By      string    `dynamodbav:"by,omitempty"`
	Removed time.Time `dynamodbav:"removed,omitempty"`
	// LastLogin is when the operator last came in, zero before the first time.
	LastLogin time.Time `dynamodbav:"lastLogin,omitempty"`
	// Version counts the changes, from 1; a login is none.
	Version int `dynamodbav:"version"`
}

// FullName returns name and family name.
func (o Operator) FullName() string { return strings.TrimSpace(o.Name + " " + o.FamilyName) }

// Active reports whether the operator may come in.
func (o Operator) Active() bool { return o.Removed.IsZero() && len(o.Roles) > 0 }

// Has reports whether the operator has one of the roles.
func (o Operator) Has(roles ...Role) bool {
	return slices.ContainsFunc(o.Roles, func(r Role) bool { return slices.Contains(roles, r) })
}

// everywhere are the roles that are not bound to places.
func everywhere() []Role { return []Role{Administrator, Clerk, Accounting, Reader} }

// SeesSchool reports whether the sheets of a school are the operator's to see.
func (o Operator) SeesSchool(school string) bool {
	return o.Has(everywhere()...) || o.Has(School) && slices.Contains(o.Schools, school)
}

// MarksSchool reports whether the sheets of a school are the operator's to send.
func (o Operator) MarksSchool(school string) bool {
	return o.Has(Administrator, Clerk) || o.Has(School) && slices.Contains(o.Schools, school)
}

// SeesKitchen reports whether the counts of a kitchen are the operator's to see.
func (o Operator) SeesKitchen(kitchen string) bool {
	return o.Has(everywhere()...) || o.Has(Kitchen) && slices.Contains(o.Kitchens, kitchen)
}

// FromProvider reports whether the operator is one of the municipality's own provider, whose groups give the roles.
func (o Operator) FromProvider() bool { return strings.HasPrefix(o.ID, providerPrefix) }

const providerPrefix = "oidc-"

// ProviderID is the id of an operator whom the provider (its issuer) knows under a name that never changes (subject).
func ProviderID(issuer, subject string) string {
	return providerPrefix + session.Hash(issuer + "\n" + subject)[:32]
}

// Alike reports whether another is the same person with the same roles and places in any order, both removed or neither.
func (o Operator) Alike(other Operator) bool {
	return sameOnes(o.Roles, other.Roles) && sameOnes(o.Schools, other.Schools) &&
		sameOnes(o.Kitchens, other.Kitchens) && o.Name == other.Name && o.FamilyName == other.FamilyName &&
		o.Removed.IsZero() == other.Removed.IsZero()
}

func sameOnes[T cmp.Ordered](some, others []T) bool {
	return slices.Equal(slices.Sorted(slices.Values(some)), slices.Sorted(slices.Values(others)))
}

// Tablet reports whether this is a device, which knows no person.
func (o Operator) Tablet() bool { return strings.HasPrefix(o.ID, tabletPrefix) }

const tabletPrefix = "tablet-"

// Summary is what of an operator the log keeps: roles and places, "" for none.
func (o Operator) Summary() string {
	if len(o.Roles) == 0 {
		return ""
	}
	words := make([]string, 0, len(o.Roles))
	for _, role := range o.Roles {
		words = append(words, string(role))
	}
	words = append(append(words, o.Schools...), o.Kitchens...)
	if !o.Removed.IsZero() {
		words = append(words, "(tolto)")
	}
	return strings.Join(words, " ")
}
