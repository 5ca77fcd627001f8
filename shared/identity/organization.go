package identity

import (
	"fmt"
	"strings"

	"serviziscolastici/shared/municipality"
	"serviziscolastici/shared/pattern"
)

// Organization is the municipality as certificate and metadata name it.
type Organization struct {
	Name     string // "Comune di Vallechiara"
	IPACode  string // its code in the index of public administrations (IndicePA)
	Locality string // the town, for the certificate
	// FiscalCode is the municipality's own, 11 digits.
	FiscalCode string
	// Website is its institutional site, with https://.
	Website string
	// Email is an office's address, never a person's.
	Email string
	// Phone is any Italian way of writing it; "" leaves it out.
	Phone string
}

// OrganizationOf returns a municipality as the federation knows it.
func OrganizationOf(m municipality.Municipality) Organization {
	return Organization{
		Name: m.Name, IPACode: m.IPACode, Locality: strings.TrimPrefix(m.Name, "Comune di "),
		FiscalCode: m.FiscalCode, Website: m.Website, Email: m.Email, Phone: m.Phone,
	}
}

// check names the first thing without which there is no valid metadata.
func (o Organization) check(profile Profile) error {
	for _, field := range []struct{ name, value string }{
		{"name", o.Name}, {"IPA code", o.IPACode}, {"website", o.Website}, {"e-mail", o.Email},
	} {
		if strings.TrimSpace(field.value) == "" {
			return fmt.Errorf("identity: the municipality has no %s, which metadata needs", field.name)
		}
	}
	if profile.contact == contactOfCIE && o.belfiore() == "" {
		return fmt.Errorf("identity: %q is no IPA code of a municipality, which CIE metadata needs", o.IPACode)
	}
	return nil
}

// municipalCode is how IndicePA writes the code of a municipality: "c_" and its
// cadastral (Belfiore) code.
var municipalCode = pattern.Of(`^c_[a-z][0-9]{3}$`)

// belfiore returns the cadastral code, which CIE's metadata names, "" for a body
// that is no municipality.
func (o Organization) belfiore() string {
	if !municipalCode.Matches(o.IPACode) {
		return ""
	}
	return strings.ToUpper(strings.TrimPrefix(o.IPACode, "c_"))
}

// telephone returns the number as metadata wants it: +39 and digits only.
func (o Organization) telephone() string {
	digits := strings.Map(func(c rune) rune {
		if c >= '0' && c <= '9' || c == '+' {
			return c
		}
		return -1
	}, o.Phone)
	if digits == "" || strings.HasPrefix(digits, "+") {
		return digits
	}
	return "+39" + digits
}
