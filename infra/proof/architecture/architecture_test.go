// Package architecture holds the rules of the whole tree that no linter knows. Who may import whom is in
// .golangci.yml.
package architecture_test

import (
	"bytes"
	"io/fs"
	"os"
	"slices"
	"strings"
	"testing"
)

const module = "serviziscolastici/"

// root is the repository as seen from this folder.
const root = "../../.."

// shipped lists the Go files of functions and shared, from the root, tests left out.
func shipped(t *testing.T) []string {
	t.Helper()
	var files []string
	for _, folder := range []string{"functions", "shared"} {
		err := fs.WalkDir(os.DirFS(root), folder, func(path string, entry fs.DirEntry, err error) error {
			if err == nil && !entry.IsDir() && strings.HasSuffix(path, ".go") && !strings.HasSuffix(path, "_test.go") {
				files = append(files, path)
			}
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	return files
}

// Goal: the top level holds what belongs there, and no program that somebody built there by hand, which would be
// committed with the next change and stay in the history. Method: its names, those with a dot left out.
func TestTopLevel(t *testing.T) {
	known := strings.Fields("LICENSE Makefile README.md functions go.mod go.sum infra publiccode.yml samconfig.toml " +
		"shared template.yaml")
	entries, err := os.ReadDir(root)
	if err != nil {
		t.Fatal(err)
	}
	for _, entry := range entries {
		if name := entry.Name(); !strings.HasPrefix(name, ".") && !slices.Contains(known, name) {
			t.Errorf("%s does not belong into the top level: remove it", name)
		}
	}
}

// Goal: a merge that was left half done does not stay, also where no compiler reads. Method: every text file of the
// tree, from the signs that git leaves around both sides.
func TestMergesAreDone(t *testing.T) {
	signs := [][]byte{[]byte("\n<<<<<<" + "< "), []byte("\n>>>>>>" + "> ")}
	err := fs.WalkDir(os.DirFS(root), ".", func(path string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() {
			if hidden := entry != nil && strings.HasPrefix(entry.Name(), ".") && path != "."; hidden &&
				entry.Name() != ".github" {
				return fs.SkipDir
			}
			return err
		}
		text, err := os.ReadFile(root + "/" + path)
		for _, sign := range signs {
			if bytes.Contains(append([]byte("\n"), text...), sign) {
				t.Errorf("%s holds both sides of a merge", path)
			}
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
}
