package school

import (
	"context"
	"slices"

	"serviziscolastici/shared/calendar"
	"serviziscolastici/shared/dynamo"
)

// Menu is what a school, or every school with "*", serves on a day to one kind of
// diet.
type Menu struct {
	Day    calendar.Day `dynamodbav:"day"`
	School string       `dynamodbav:"school"`
	Diet   string       `dynamodbav:"diet"` // "Vegetariana"; "" for the common menu
	Dishes []Dish       `dynamodbav:"dishes"`
}

// Dish is one course of a menu.
type Dish struct {
	Course    string   `dynamodbav:"course"` // "Primo"
	Name      string   `dynamodbav:"name"`
	Allergens []string `dynamodbav:"allergens"` // some of Allergens, in that order
}

// Allergens are the substances that have to be named, by the numbers from 1 that menus
// give them: Regulation (EU) No 1169/2011, annex II.
func Allergens() []string {
	return []string{
		"glutine", "crostacei", "uova", "pesce", "arachidi", "soia", "latte", "frutta a guscio", "sedano", "senape",
		"sesamo", "solfiti", "lupini", "molluschi",
	}
}

// SaveMenu stores the menu of a day and returns whether anything changed.
func (s Store) SaveMenu(ctx context.Context, tenant string, m Menu) (bool, error) {
	return replace(ctx, s.Core, dynamo.Menu(tenant, m.School, m.Day, m.Diet), m)
}

// Menus returns what is served in a school, or in every school with "*", from a day to
// another, both included, by day and kind of diet, the common menu first.
func (s Store) Menus(ctx context.Context, tenant, school string, from, to calendar.Day) ([]Menu, error) {
	first, last := dynamo.Menu(tenant, school, from, ""), dynamo.Menu(tenant, school, to.AddDays(1), "")
	menus, err := dynamo.Query[Menu](ctx, s.Core, dynamo.Range{PK: first.PK, From: first.SK, To: last.SK})
	return slices.DeleteFunc(menus, func(m Menu) bool { return m.Day.After(to) }), err
}
