package main

import "serviziscolastici/shared/calendar"

// menuTable is what all schools eat in five weeks that come round, with another second course for vegetarians, and
// what the nursery school eats on Fridays.
func menuTable() [][]string {
	table := [][]string{{"giorno", "scuola", "dieta", "portata", "piatto", "allergeni"}}
	first := date(2026, 11, 16)
	for week := range 5 {
		for n := range 5 {
			day := first.AddDays(7*week + n)
			table = append(table, dishes(day, "*", week*5+n)...)
		}
	}
	return append(table, dishes(date(2026, 11, 27), "INF", 3)...)
}

// dishes are the rows of a day, the n-th of the rotation.
func dishes(day calendar.Day, school string, n int) [][]string {
	type dish struct{ name, allergens string }
	starters := []dish{
		{"Pasta al pomodoro", "1"}, {"Risotto alla zucca", "7, 9"}, {"Minestrone con orzo", "1, 9"}, {"Gnocchi al ragù", "1, 3, 9"},
	}
	mains := []dish{
		{"Petto di pollo al limone", "1"}, {"Filetto di merluzzo al forno", "4"}, {"Frittata con spinaci", "3, 7"},
	}
	meatless := []dish{{"Crocchette di ceci", "1, 11"}, {"Tortino di verdure", "3, 7"}, {"Formaggio fresco", "7"}}
	sides := []dish{{"Carote all'olio", ""}, {"Insalata mista", ""}, {"Patate al forno", ""}}
	row := func(diet, course string, d dish) []string {
		return []string{day.Italian(), school, diet, course, d.name, d.allergens}
	}
	return [][]string{
		row("", "Primo", starters[n%len(starters)]), row("", "Secondo", mains[n%len(mains)]),
		row("", "Contorno", sides[n%len(sides)]), row("", "Frutta", dish{"Frutta di stagione", ""}),
		row("Vegetariana", "Primo", starters[n%(len(starters)-1)]),
		row("Vegetariana", "Secondo", meatless[n%len(meatless)]), row("Vegetariana", "Contorno", sides[n%len(sides)]),
		row("Vegetariana", "Frutta", dish{"Frutta di stagione", ""}),
	}
}
