package architecture_test

import (
	"path/filepath"
	"strings"
	"testing"

	"serviziscolastici/infra/setup/officefiles"
	"serviziscolastici/shared/intake"
)

// Goal: whoever writes a file of the office reads which columns it has, and which of them are necessary. Method: each
// kind of file has its section in files.md, with a row for each column and for no other; of the shares of a document
// the first is told. And deploying.md has the order in which they are loaded.
func TestFilesAreTold(t *testing.T) {
	sections := strings.Split(read(t, filepath.Join(root, "infra", "docs", "files.md")), "\n## ")
	for _, kind := range intake.Kinds() {
		told := map[string]bool{}
		for _, section := range sections {
			if name, table, _ := strings.Cut(section, "\n"); name == kind.File {
				table, _, _ = strings.Cut(table, "| key |")
				for line := range strings.Lines(table) {
					if cells := strings.Split(line, "|"); len(cells) == 5 && strings.Contains(cells[1], "`") {
						for _, column := range strings.Split(cells[1], ",") {
							told[strings.Trim(column, " `")] = strings.TrimSpace(cells[2]) == "yes"
						}
					}
				}
			}
		}
		for _, c := range kind.Columns {
			if c.Name > "quota2" && strings.HasPrefix(c.Name, "quota") {
				continue
			}
			if must, is := told[c.Name]; !is || must != c.Must {
				t.Errorf("%s, column %s: told %v as necessary %v, is %v", kind.File, c.Name, is, must, c.Must)
			}
			delete(told, c.Name)
		}
		for name := range told {
			t.Errorf("%s has no column %s", kind.File, name)
		}
	}
	deploying := strings.Join(strings.Fields(read(t, filepath.Join(root, "infra", "docs", "deploying.md"))), " ")
	var order []string
	for _, name := range officefiles.Order() {
		if name, _, _ = strings.Cut(name, "."); len(order) == 0 || order[len(order)-1] != name {
			order = append(order, name)
		}
	}
	if list := strings.Join(order, ", "); !strings.Contains(deploying, list) {
		t.Errorf("deploying.md does not load in the order %s", list)
	}
}
