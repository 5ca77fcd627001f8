package main

import (
	"testing"

	"serviziscolastici/shared/imports"
)

// Goal: the cells of the office's file can break out of nothing, and each has its column's head, also a column without one.
// Method: marks and quotes in head and cell.
func TestCells(t *testing.T) {
	data := showData{Heads: []head{{Name: `a"b`}, {}}}
	got := data.Cells(imports.FirstRow{Cells: []string{"<i>", "2"}})
	want := `<td data-etichetta="a&#34;b">&lt;i&gt;</td><td data-etichetta="–">2</td>`
	if string(got) != want {
		t.Errorf("%s, want %s", got, want)
	}
}
