package architecture_test

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"
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

// Goal: the privacy page tells of every cookie. Method: those that functions and shared name, each in the page.
func TestPrivacyPageNamesTheCookies(t *testing.T) {
	page := read(t, filepath.Join(root, "functions", "home", "pages", "privacy.html"))
	cookies := regexp.MustCompile(`"__Host-(\w+)"`)
	found := 0
	for _, file := range shipped(t) {
		for _, cookie := range cookies.FindAllStringSubmatch(read(t, filepath.Join(root, file)), -1) {
			found++
			if !strings.Contains(page, "«"+cookie[1]+"»") {
				t.Errorf("%s sets the cookie %s, of which the privacy page says nothing", file, cookie[1])
			}
		}
	}
	if found < 2 {
		t.Errorf("found %d cookies", found)
	}
}
