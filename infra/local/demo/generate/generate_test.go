package main

import (
	"bytes"
	"os"
	"path/filepath"
	"testing"
)

// Goal: the files in the folder are those that the program writes.
// Method: generate them again and compare byte by byte.
func TestFilesAreUpToDate(t *testing.T) {
	town, err := newTown()
	if err != nil {
		t.Fatal(err)
	}
	files, err := town.files()
	if err != nil {
		t.Fatal(err)
	}
	for name, content := range files {
		stored, err := os.ReadFile(filepath.Join("..", "files", name))
		if err != nil {
			t.Error(err)
		} else if !bytes.Equal(stored, content) {
			t.Errorf("%s is out of date: go run ./infra/local/demo/generate", name)
		}
	}
}

// Goal: fiscal codes follow the tax office's rules.
// Method: codes known from elsewhere: short names, long ones, women, omocodia.
func TestCodes(t *testing.T) {
	for _, c := range []struct {
		familyName, name string
		born             birth
		want             string
	}{
		{"Rossi", "Mario", birth{date(1980, 1, 1), false, "H501"}, "RSSMRA80A01H501U"},
		{"Verdi", "Francesca", birth{date(1985, 1, 1), true, "H501"}, "VRDFNC85A41H501G"},
		{"Bianchi", "Gianfranco", birth{date(1978, 12, 31), false, "F205"}, "BNCGFR78T31F205P"},
		{"Fo", "Ada", birth{date(2016, 9, 14), true, "L219"}, "FOXDAA16P54L219N"},
		{"Hoxha", "Arben", birth{date(1990, 7, 5), false, "Z100"}, "HXHRBN90L05Z100V"},
	} {
		if got, err := codeOf(c.familyName, c.name, c.born); err != nil || got != c.want {
			t.Errorf("%s %s: %s, %v; want %s", c.name, c.familyName, got, err, c.want)
		}
	}
	if got, err := omocode("RSSMRA80A01H501U"); err != nil || got[:15] != "RSSMRA80A01H50M" {
		t.Errorf("omocode = %s, %v", got, err)
	}
}

// Goal: the demo has what its readers count on.
// Method: count people, notices and the told cases.
func TestDemoTellsItsStories(t *testing.T) {
	town, err := newTown()
	if err != nil {
		t.Fatal(err)
	}
	if n := len(town.pupils); n < 55 || n > 65 {
		t.Errorf("%d pupils", n)
	}
	if n := len(town.fees()); n < 8 {
		t.Errorf("%d documents", n)
	}
	seen := make(map[string]bool)
	for _, p := range town.parents {
		seen[p.note] = true
	}
	for _, f := range toldFamilies() {
		if !seen[f.payer.note] {
			t.Errorf("nobody is %q", f.payer.note)
		}
	}
	for _, p := range town.pupils {
		if p.id == lateISEE && p.band == 5 {
			t.Errorf("the band of %s does not change", lateISEE)
		}
	}
}
