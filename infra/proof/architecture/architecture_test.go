// Package architecture holds the rules of the whole tree that no linter knows. Who may import whom is in
// .golangci.yml.
package architecture_test

import (
	"io/fs"
	"os"
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
