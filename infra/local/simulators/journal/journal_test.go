package journal_test

import (
	"os"
	"path/filepath"
	"slices"
	"testing"

	"serviziscolastici/infra/local/simulators/journal"
)

type record struct {
	ID    string `json:"id"`
	Value int    `json:"value"`
}

func open(t *testing.T, path string) *journal.Journal[record] {
	t.Helper()
	opened, err := journal.Open(path, func(r record) string { return r.ID })
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = opened.Close() })
	return opened
}

// Goal: the last line of a record wins after a restart, in the old order, and a
// line torn by a crash harms nothing else. Method: write, tear, open again twice.
func TestJournalSurvives(t *testing.T) {
	path := filepath.Join(t.TempDir(), "folder", "records.jsonl")
	first := open(t, path)
	for _, r := range []record{{"a", 1}, {"b", 1}, {"a", 2}} {
		if err := first.Put(r); err != nil {
			t.Fatal(err)
		}
	}
	file, err := os.OpenFile(path, os.O_APPEND|os.O_WRONLY, 0)
	if err != nil {
		t.Fatal(err)
	}
	_, _ = file.WriteString(`{"id":"c","val`)
	_ = file.Close()
	want := []record{{"a", 2}, {"b", 1}}
	for range 2 {
		if got := open(t, path).All(); !slices.Equal(got, want) {
			t.Errorf("got %v, want %v", got, want)
		}
	}
	if _, found := open(t, path).Get("c"); found {
		t.Error("the torn record was read")
	}
}
