package main

import (
	"testing"

	"serviziscolastici/shared/intake"
	"serviziscolastici/shared/municipality"
	"serviziscolastici/shared/problem"
	"serviziscolastici/shared/report"
	"serviziscolastici/shared/school"
)

// Goal: the office reads what parents told it, with whom to answer, and asks for what is new; files load as
// before. Method: two reports of one parent, all of them, then those after the first, another year, a file.
func TestOfficeReadsReports(t *testing.T) {
	h := newHandler(t)
	h.small(t)
	store := report.Store{Core: h.tables.Core, Ops: h.tables.Ops, Clock: h.Loader.School.Clock}
	parent := school.GuardianID(peopleKey, "RSSMRA80A01H501U")
	for form, pupil := range map[string]string{"f1": "A1", "f2": ""} {
		if _, err := store.Add(t.Context(), municipality.Municipality{ID: tenant}, "s", form, report.Report{
			Guardian: parent, Pupil: pupil, Topic: "Presenze o addebiti", Text: "Il 3 era assente",
		}); err != nil {
			t.Fatal(err)
		}
	}
	for _, c := range []struct{ year, after, want int }{{2026, 0, 2}, {2026, 1, 1}, {2026, 2, 0}, {2025, 0, 0}} {
		answer, err := h.Answer(t.Context(), Event{Municipality: tenant, Reports: c.year, After: c.after})
		list, is := answer.([]Told)
		if err != nil || !is || list == nil || len(list) != c.want {
			t.Fatalf("%+v: %+v, %v", c, answer, err)
		}
		for _, one := range list {
			if one.Parent != "Mario Rossi" || one.FiscalCode != "RSSMRA80A01H501U" || one.Text != "Il 3 era assente" ||
				(one.Pupil == "A1") != (one.PupilName == "Ada Fo") {
				t.Errorf("%+v", one)
			}
		}
	}
	if answer, err := h.Answer(t.Context(), Event{Municipality: "c_h501", Reports: 2026}); !problem.Is(err, problem.NotFound) {
		t.Errorf("of a municipality that is not there: %+v, %v", answer, err)
	}
	answer, err := h.Answer(t.Context(), Event{Municipality: tenant, File: "calendario.csv", Content: "giorno;scuola;motivo\n"})
	if _, is := answer.(intake.Report); err != nil || !is {
		t.Errorf("a file: %+v, %v", answer, err)
	}
}
