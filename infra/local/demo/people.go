package demo

import (
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"

	"serviziscolastici/infra/local/manifest"
)

// PeopleFile is where the demo lists who can log in.
func PeopleFile(folder string) string { return filepath.Join(folder, "people.json") }

// person is a row of that file.
type person struct {
	FiscalCode string            `json:"fiscal_code"`
	Name       string            `json:"name"`
	FamilyName string            `json:"family_name"`
	Pupils     []json.RawMessage `json:"pupils"`
	Roles      []string          `json:"roles"`
}

// People reads the people of the demo who have pupils in its schools, and those who work for its office. A demo
// without the file has none.
func People(folder string) ([]manifest.Parent, []manifest.Operator, error) {
	parents, operators := []manifest.Parent{}, []manifest.Operator{}
	data, err := os.ReadFile(PeopleFile(folder))
	if errors.Is(err, fs.ErrNotExist) {
		return parents, operators, nil
	}
	if err != nil {
		return nil, nil, fmt.Errorf("read the demo's people: %w", err)
	}
	var file struct {
		People []person `json:"people"`
	}
	if err := json.Unmarshal(data, &file); err != nil {
		return nil, nil, fmt.Errorf("%s: %w", PeopleFile(folder), err)
	}
	for _, p := range file.People {
		name := p.Name + " " + p.FamilyName
		if len(p.Pupils) > 0 {
			parents = append(parents, manifest.Parent{FiscalCode: p.FiscalCode, Name: name, Pupils: p.Pupils})
		}
		if len(p.Roles) > 0 {
			operators = append(operators, manifest.Operator{FiscalCode: p.FiscalCode, Name: name, Roles: p.Roles})
		}
	}
	return parents, operators, nil
}
