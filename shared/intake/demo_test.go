package intake

import (
	"os"
	"path/filepath"
	"testing"

	"serviziscolastici/shared/calendar"
	"serviziscolastici/shared/school"
)

// demoFiles in the order in which each finds what it refers to.
func demoFiles() []string {
	return []string{
		"comune.csv", "scuole.csv", "classi.csv", "tariffe.csv", "calendario.csv", "menu.csv", "genitori.csv", "alunni.csv",
		"iscrizioni.csv", "movimenti.csv", "presenze.csv", "documenti.csv",
	}
}

func demoFile(t *testing.T, name string) string {
	t.Helper()
	content, err := os.ReadFile(filepath.Join("..", "..", "infra", "local", "demo", "files", name))
	if err != nil {
		t.Fatal(err)
	}
	return string(content)
}

// Goal: the demo's files load without a rejected row, and a second load changes
// nothing.
// Method: load all files twice into fresh tables and compare the reports; then
// read what a parent with two children sees.
func TestDemoLoadsOnce(t *testing.T) {
	h := newLoader(t)
	for _, round := range []string{"first", "second"} {
		for _, name := range demoFiles() {
			r := h.mustLoad(t, name, demoFile(t, name))
			if r.Rejected != 0 || len(r.Messages) != 0 {
				t.Errorf("%s load of %s: %d rejected, first of %v", round, name, r.Rejected, r.Messages[:1])
			}
			want := Report{Rows: r.Rows, Written: r.Rows}
			if round == "second" {
				want.Written, want.Unchanged = 0, r.Rows
			}
			if r.Written != want.Written || r.Unchanged != want.Unchanged || r.Rows == 0 {
				t.Errorf("%s load of %s: %+v", round, name, r)
			}
		}
	}
	guardian := school.GuardianID(peopleKey, "BNCMRA85A41A794Y")
	links, err := h.School.PupilsOf(t.Context(), tenant, guardian)
	if err != nil || len(links) != 2 || links[0].ClassName != "3A" || links[0].School != "PRI" {
		t.Errorf("pupils of the first parent = %+v, %v", links, err)
	}
	register, err := h.School.ClassDay(t.Context(), tenant, "PRI-3A", calendar.NewDay(2026, 11, 19))
	if err != nil || register.Version != 1 || len(register.Marks) < 5 {
		t.Errorf("register = %+v, %v", register, err)
	}
}
