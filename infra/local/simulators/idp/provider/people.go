package provider

import (
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"

	"serviziscolastici/infra/local/simulators/idp/saml"
)

// Person is somebody who can log in. All of them are invented.
type Person struct {
	FiscalCode  string `json:"fiscal_code"`
	Name        string `json:"name"`
	FamilyName  string `json:"family_name"`
	DateOfBirth string `json:"date_of_birth"` // YYYY-MM-DD
	Email       string `json:"email"`
	Note        string `json:"note"` // shown beside the name on the login page
}

// builtIn returns the parents offered when there is no people file.
func builtIn() []Person {
	return []Person{
		{"RSSMRA80A01H501U", "Mario", "Rossi", "1980-01-01", "mario.rossi@example.com", "genitore inventato"},
		{"VRDFNC85A41H501G", "Francesca", "Verdi", "1985-01-01", "f.verdi@example.com", "genitore inventato"},
		{"BNCGFR78T31F205P", "Gianfranco", "Bianchi", "1978-12-31", "g.bianchi@example.com", "genitore inventato"},
	}
}

// minor is too young to use the portal.
func minor() Person {
	return Person{"FOXDAA16P54L219N", "Ada", "Fo", "2016-09-14", "ada.fo@example.com", "minorenne"}
}

// stranger is an adult with no child in the demo municipality.
func stranger() Person {
	return Person{"HXHRBN90L05Z100V", "Arben", "Hoxha", "1990-07-05", "a.hoxha@example.com", "senza figli"}
}

// homonym has a code in which letters took the place of digits, because somebody
// else had the plain one.
func homonym() Person {
	return Person{"RSSMRAULALMHRLMD", "Mario", "Rossi", "1980-01-01", "m.rossi@example.com", "omocodia"}
}

// foreigner comes from another country of the Union, whose identities have no
// Italian fiscal code.
func foreigner() Person {
	return Person{"DE/IT/1234567890", "Erika", "Mustermann", "1984-08-12", "e.mustermann@example.com", "eIDAS"}
}

// readPeople reads the people file, or the built-in parents when it is missing.
// It is read anew for every login page, because the demo may be loaded later.
func readPeople(path string) ([]Person, error) {
	content, err := os.ReadFile(path)
	if path == "" || errors.Is(err, fs.ErrNotExist) {
		return builtIn(), nil
	}
	if err != nil {
		return nil, err
	}
	var file struct {
		People []Person `json:"people"`
	}
	if err := json.Unmarshal(content, &file); err != nil {
		return nil, fmt.Errorf("%s: %w", path, err)
	}
	if len(file.People) == 0 {
		return builtIn(), nil
	}
	return file.People, nil
}

// attributes returns what the provider knows of p, by SPID's attribute names.
func (p Person) attributes() []saml.Attribute {
	code := p.FiscalCode
	return []saml.Attribute{
		{Name: "spidCode", Value: "PROV" + code[max(0, len(code)-10):], Type: "string"},
		{Name: "fiscalNumber", Value: "TINIT-" + code, Type: "string"},
		{Name: "name", Value: p.Name, Type: "string"},
		{Name: "familyName", Value: p.FamilyName, Type: "string"},
		{Name: "dateOfBirth", Value: p.DateOfBirth, Type: "date"},
		{Name: "email", Value: p.Email, Type: "string"},
	}
}
