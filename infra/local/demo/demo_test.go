package demo_test

import (
	"context"
	"encoding/json"
	"os"
	"path/filepath"
	"slices"
	"testing"
	"time"

	"serviziscolastici/infra/local/demo"
)

// recorder plays the functions and keeps what they were asked.
type recorder struct{ calls []string }

func (r *recorder) invoke(_ context.Context, function string, event []byte) ([]byte, error) {
	var what struct{ File, Date string }
	if err := json.Unmarshal(event, &what); err != nil {
		return nil, err
	}
	r.calls = append(r.calls, function+" "+what.File+what.Date)
	return []byte(`{}`), nil
}

// Goal: the files go in by the order of what refers to what, the past nights follow, and what is
// loaded already is left alone until a file changes.
// Method: load a small folder twice, change a file, load again.
func TestLoad(t *testing.T) {
	folder, calls := t.TempDir(), &recorder{}
	write(t, folder, "presenze.csv", "classe;giorno;alunno\n"+
		"1A;03/11/2026;x\n1A;2026-11-02;x\n1A;2026-11-03;y\n1A;2026-11-22;x\n")
	write(t, folder, "alunni.csv", "a")
	loader := demo.Loader{
		Folder: folder, Marker: filepath.Join(folder, "marker"), Invoke: calls.invoke,
		Today:   time.Date(2026, 11, 22, 9, 0, 0, 0, time.UTC),
		Drained: func(context.Context) error { return nil }, Say: func(string, ...any) {},
	}
	want := []string{
		"intake alunni.csv", "intake presenze.csv", "mealplanner 2026-11-02", "mealplanner 2026-11-03",
		"mealplanner 2026-11-03", "mealplanner ", "receipts ", "receipts ", "receipts ", "receipts ", // reports, then parked receipts
	}
	for range 2 {
		if err := loader.Load(t.Context()); err != nil {
			t.Fatal(err)
		}
		if !slices.Equal(calls.calls, want) {
			t.Errorf("calls: %v", calls.calls)
		}
	}
	write(t, folder, "alunni.csv", "b")
	if err := loader.Load(t.Context()); err != nil || len(calls.calls) != 2*len(want) {
		t.Errorf("after a change: %v, %v", calls.calls, err)
	}
}

func write(t *testing.T, folder, name, content string) {
	t.Helper()
	if err := os.WriteFile(filepath.Join(folder, name), []byte(content), 0o600); err != nil {
		t.Fatal(err)
	}
}

// Goal: the parents who can log in are listed with their pupils, and nobody else.
// Method: a file with a parent and a stranger; then no file.
func TestParents(t *testing.T) {
	folder := t.TempDir()
	if parents, _, err := demo.People(folder); err != nil || len(parents) != 0 {
		t.Errorf("without a file: %v, %v", parents, err)
	}
	write(t, folder, "people.json", `{"people":[
		{"fiscal_code":"A","name":"Mario","family_name":"Rossi","pupils":["X"]},
		{"fiscal_code":"B","name":"Ada","family_name":"Fo"}]}`)
	parents, _, err := demo.People(folder)
	if err != nil || len(parents) != 1 || parents[0].Name != "Mario Rossi" {
		t.Errorf("parents: %v, %v", parents, err)
	}
}
