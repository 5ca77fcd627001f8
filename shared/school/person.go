// Package school knows who goes to which school, on what terms, and who eats
// there on which day: guardians, pupils, classes, enrolments, tariffs, closures
// and presences.
//
// Names and fiscal codes of people are kept here (the Core table) only; every
// other part of the portal refers to a pupil or guardian by id.
package school

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"slices"
	"strings"

	"serviziscolastici/shared/calendar"
	"serviziscolastici/shared/pattern"
)

// codes is the form of the office's codes.
var codes = pattern.Of(`^[A-Za-z0-9][A-Za-z0-9._-]{0,29}$`)

// ValidCode reports whether a text can be the office's code of a pupil, class, school or band, which
// becomes part of keys and addresses: up to 30 letters, digits, points, hyphens and underscores.
func ValidCode(text string) bool { return codes.Matches(text) }

// GuardianID returns the id under which a parent is found: the keyed hash of
// the fiscal code, 32 hex digits, so that keys and logs never show the code.
func GuardianID(key []byte, fiscalCode string) string {
	hash := hmac.New(sha256.New, key)
	hash.Write([]byte(strings.ToUpper(strings.TrimSpace(fiscalCode)))) // a hash never fails
	return hex.EncodeToString(hash.Sum(nil))[:32]
}

// Guardian is a parent as a municipality knows it.
type Guardian struct {
	ID         string `dynamodbav:"id"` // see GuardianID
	FiscalCode string `dynamodbav:"fiscalCode"`
	Name       string `dynamodbav:"name"`
	FamilyName string `dynamodbav:"familyName"`
	Email      string `dynamodbav:"email"`
	Phone      string `dynamodbav:"phone"`
	Address    string `dynamodbav:"address"` // street and number
	PostCode   string `dynamodbav:"postCode"`
	City       string `dynamodbav:"city"`
	Province   string `dynamodbav:"province"` // two letters
}

// FullName returns name and family name, as a letter begins.
func (g Guardian) FullName() string { return strings.TrimSpace(g.Name + " " + g.FamilyName) }

// PostalAddress returns the address on one line, "Via Roma 1, 24060 Vallechiara
// (BG)"; "" when the office has none.
func (g Guardian) PostalAddress() string {
	if g.Address == "" {
		return ""
	}
	town := strings.TrimSpace(g.PostCode + " " + g.City)
	if g.Province != "" {
		town += " (" + g.Province + ")"
	}
	if town == "" {
		return g.Address
	}
	return g.Address + ", " + town
}

// Pupil is a child with a badge. Its school and class are those of the
// enrolment that holds on the day of the last change.
type Pupil struct {
	ID         string       `dynamodbav:"id"`
	FiscalCode string       `dynamodbav:"fiscalCode"` // 16 characters, or 11 digits when provisional
	Name       string       `dynamodbav:"name"`
	FamilyName string       `dynamodbav:"familyName"`
	BirthDate  calendar.Day `dynamodbav:"birthDate"`
	School     string       `dynamodbav:"school"`
	SchoolName string       `dynamodbav:"schoolName"`
	Class      string       `dynamodbav:"class"`
	ClassName  string       `dynamodbav:"className"`
	Badge      string       `dynamodbav:"badge"`
	// PersonID is what GuardianID makes of FiscalCode, by which the office's search finds the pupil; "" when nobody told.
	PersonID string `dynamodbav:"personID"`
	// Diet says that a special diet is active, never which: that is health data.
	Diet bool `dynamodbav:"diet"`
	// GrantsEnded is the day on which grants fell by themselves (see Grant), for the
	// payer to read; zero when none ever did.
	GrantsEnded calendar.Day `dynamodbav:"grantsEnded"`
}

// FullName returns name and family name.
func (p Pupil) FullName() string { return strings.TrimSpace(p.Name + " " + p.FamilyName) }

// ListName returns family name and name, as lists have them.
func (p Pupil) ListName() string { return strings.TrimSpace(p.FamilyName + " " + p.Name) }

// Role is what a guardian may do for a pupil.
type Role string

// The roles.
const (
	Payer  Role = "payer"  // pagante: documents and certificates bear this name
	Viewer Role = "viewer" // the other adult: presences and balance only
	Guest  Role = "guest"  // as a Viewer, by a payer's grant alone: the office's files do not name them
)

// Guardianship names a guardian of a pupil and the role.
type Guardianship struct {
	Guardian string
	Role     Role
	// GrantedTo is the fiscal code of an adult whom a payer let in on the portal, as
	// the payer wrote it, and GrantedBy is that payer; both "" without a grant.
	GrantedTo, GrantedBy string
}

// Link ties a guardian to a pupil. It is the row of the parent's list, so it
// carries all that the list shows of the pupil.
type Link struct {
	Guardian   string `dynamodbav:"guardian"`
	Tenant     string `dynamodbav:"tenant"`
	Pupil      string `dynamodbav:"pupil"`
	Role       Role   `dynamodbav:"role"`
	Name       string `dynamodbav:"name"`
	FamilyName string `dynamodbav:"familyName"`
	School     string `dynamodbav:"school"`
	SchoolName string `dynamodbav:"schoolName"`
	Class      string `dynamodbav:"class"`
	ClassName  string `dynamodbav:"className"`
	Badge      string `dynamodbav:"badge"`
	GrantedTo  string `dynamodbav:"grantedTo,omitempty"` // see Guardianship
	GrantedBy  string `dynamodbav:"grantedBy,omitempty"`
	// Until is the last day of a grant, that of the last enrolment; zero for no end.
	Until calendar.Day `dynamodbav:"until"`
}

// lapsed reports whether there was a grant whose last day is over. A guest's link
// goes with it.
func (l Link) lapsed(today calendar.Day) bool { return !l.Until.IsZero() && l.Until.Before(today) }

// FullName returns the pupil's name and family name.
func (l Link) FullName() string { return strings.TrimSpace(l.Name + " " + l.FamilyName) }

// NameOf returns a pupil's name among a guardian's links. An old document may be
// about a child who is no longer linked, and names are shown of linked ones only.
func NameOf(links []Link, pupil string) string {
	at := slices.IndexFunc(links, func(l Link) bool { return l.Pupil == pupil })
	if at < 0 {
		return "Alunno non più collegato"
	}
	return links[at].FullName()
}

// TellsOfMeals reports whether the guardian can tell that the pupil will not eat: whom
// the office named. Whom a payer let in looks on, because a child could be left without
// a meal.
func (l Link) TellsOfMeals() bool { return l.Role != Guest }

// Pays reports whether the guardian pays for the pupil.
func (l Link) Pays() bool { return l.Role == Payer }
