package intake

import (
	"reflect"
	"testing"

	"serviziscolastici/shared/calendar"
	"serviziscolastici/shared/school"
)

// Goal: menus are stored by day, school and diet, allergens by name or number, and a file with a wrong row changes
// none of them. Method: a file, the same again, one with every kind of mistake.
func TestMenus(t *testing.T) {
	h := newSmall(t)
	day := calendar.NewDay(2026, 11, 23)
	const header = "giorno;scuola;dieta;portata;piatto;allergeni\n"
	file := header + "23/11/2026;*;;Primo;Pasta;7, Glutine,1\n23/11/2026;*;;Secondo;Uova sode;frutta a guscio|3\n" +
		"23/11/2026;*;Vegana;Primo;Farro;\n"
	if r := h.mustLoad(t, "menu.csv", file); r.Written != 3 || r.Rejected != 0 {
		t.Fatalf("%+v", r)
	}
	if r := h.mustLoad(t, "menu.csv", file); r.Unchanged != 3 {
		t.Errorf("again: %+v", r)
	}
	want := []school.Menu{
		{Day: day, School: "*", Dishes: []school.Dish{
			{Course: "Primo", Name: "Pasta", Allergens: []string{"glutine", "latte"}},
			{Course: "Secondo", Name: "Uova sode", Allergens: []string{"uova", "frutta a guscio"}},
		}},
		{Day: day, School: "*", Diet: "Vegana", Dishes: []school.Dish{{Course: "Primo", Name: "Farro"}}},
	}
	for _, wrong := range []string{
		"23/11/2026;*;;Primo;Riso;15\n", "23/11/2026;*;;Primo;Riso;cipolla\n", "23/11/2026;*;a#b;Primo;Riso;\n",
		"oggi;*;;Primo;Riso;\n", "23/11/2026;*;;;Riso;\n",
	} {
		r := h.mustLoad(t, "menu.csv", header+"23/11/2026;*;;Primo;Orzo;1\n"+wrong)
		if r.Written != 0 || r.Rejected != 2 {
			t.Errorf("%q: %+v", wrong, r)
		}
	}
	if r := h.mustLoad(t, "menu.csv", header+"23/11/2026;ALTRA;;Primo;Riso;\n"); r.Rejected != 1 {
		t.Errorf("a school that is not there: %+v", r)
	}
	got, err := h.School.Menus(t.Context(), tenant, school.EverySchool, day, day)
	if err != nil || !reflect.DeepEqual(got, want) {
		t.Errorf("%+v, %v", got, err)
	}
	for _, other := range []calendar.Day{day.AddDays(-1), day.AddDays(1)} {
		if got, err := h.School.Menus(t.Context(), tenant, school.EverySchool, other, other); err != nil || len(got) != 0 {
			t.Errorf("%s: %+v, %v", other, got, err)
		}
	}
}
