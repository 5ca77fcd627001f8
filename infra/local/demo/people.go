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

// Parents reads the people of the demo who have pupils in its schools. A demo without the file
// has none.
func Parents(folder string) ([]manifest.Parent, error) {
	parents := []manifest.Parent{}
	data, err := os.ReadFile(PeopleFile(folder))
	if errors.Is(err, fs.ErrNotExist) {
		return parents, nil
	}
	if err != nil {
		return nil, fmt.Errorf("read the demo's people: %w", err)
	}
	var file struct {
		People []struct {
			FiscalCode string            `json:"fiscal_code"`
			Name       string            `json:"name"`
			FamilyName string            `json:"family_name"`
			Pupils     []json.RawMessage `json:"pupils"`
		} `json:"people"`
	}
	if err := json.Unmarshal(data, &file); err != nil {
		return nil, fmt.Errorf("%s: %w", PeopleFile(folder), err)
	}
	for _, person := range file.People {
		if len(person.Pupils) > 0 {
			parents = append(parents, manifest.Parent{
				FiscalCode: person.FiscalCode, Name: person.Name + " " + person.FamilyName, Pupils: person.Pupils,
			})
		}
	}
	return parents, nil
}
