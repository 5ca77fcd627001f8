package architecture_test

import (
	"os"
	"path/filepath"
	"testing"

	"serviziscolastici/shared/web"
)

// Goal: every page of every function can be built, though a function parses a page only when it is asked
// for. Method: parse them all, as their functions do.
func TestPagesParse(t *testing.T) {
	folders, err := filepath.Glob(filepath.Join(root, "functions", "*", "pages"))
	if err != nil || len(folders) == 0 {
		t.Fatalf("no pages in any function, %v", err)
	}
	for _, folder := range folders {
		pages, err := web.NewPages(os.DirFS(filepath.Dir(folder)), "pages/*.html")
		if err == nil {
			err = pages.Check()
		}
		if err != nil {
			t.Errorf("%s: %v", folder, err)
		}
	}
}
