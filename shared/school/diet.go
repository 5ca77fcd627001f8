package school

import (
	"maps"
	"slices"
	"strings"

	"serviziscolastici/shared/calendar"
	"serviziscolastici/shared/pattern"
	"serviziscolastici/shared/problem"
)

// UncodedDiet stands in place of the code of a special diet of which the office told no code.
const UncodedDiet = "*"

// NoDiet is what the office writes to take a code away.
const NoDiet = "NESSUNA"

var dietCodes = pattern.Of(`^[A-Z0-9]{1,8}$`)

// ReadDiet reads the code of a special diet, which says what to cook and never why: up to eight letters and digits, in
// capitals or not, and none of the words with which one answers whether there is a diet; NoDiet and "" are none. The error
// is problem.Invalid.
func ReadDiet(text string) (string, error) {
	code := strings.ToUpper(text)
	switch {
	case code == "" || code == NoDiet:
		return "", nil
	case !dietCodes.Matches(code) || code == "SI" || code == "NO":
		return "", problem.New(problem.Invalid,
			"Il codice della dieta ha da 1 a 8 lettere o cifre, come D1: né sì o no, né parole sulla salute.")
	}
	return code, nil
}

// DietsOn returns the diets of who eats at a table on a day, by pupil: codes and UncodedDiet.
func DietsOn(roster []RosterRow, day calendar.Day) map[string]string {
	diets := make(map[string]string)
	for _, row := range roster {
		if row.Diet != "" && row.ActiveOn(day) {
			diets[row.Pupil] = row.Diet
		}
	}
	return diets
}

// Portions are meals, and which of them are for special diets.
type Portions struct {
	All   Meals
	Diets map[string]Meals // by code; without those that count nothing
}

// PortionsOf counts the meals of some marks of pupils with some diets.
func PortionsOf(marks map[string]Mark, diets map[string]string) Portions {
	portions := Portions{All: Count(marks)}
	for pupil, mark := range marks {
		if diet := diets[pupil]; diet != "" {
			portions = portions.with(diet, Count(map[string]Mark{pupil: mark}))
		}
	}
	return portions
}

// with adds meals of a diet that are counted in All already.
func (p Portions) with(diet string, meals Meals) Portions {
	diets := make(map[string]Meals, len(p.Diets)+1)
	maps.Copy(diets, p.Diets)
	diets[diet] = diets[diet].Plus(meals)
	if diets[diet] == (Meals{}) {
		delete(diets, diet)
	}
	return Portions{p.All, diets}
}

// Plus adds two counts.
func (p Portions) Plus(other Portions) Portions {
	sum := Portions{p.All.Plus(other.All), p.Diets}
	for diet, meals := range other.Diets {
		sum = sum.with(diet, meals)
	}
	return sum
}

// Minus is the difference of two counts, which may be negative.
func (p Portions) Minus(other Portions) Portions {
	difference := Portions{p.All.Minus(other.All), p.Diets}
	for diet, meals := range other.Diets {
		difference = difference.with(diet, Meals{}.Minus(meals))
	}
	return difference
}

// None reports whether there is nothing to cook, or no difference.
func (p Portions) None() bool { return p.All == Meals{} && len(p.Diets) == 0 }

// Special are the meals cooked for special diets. With All.Plain and Normal they are all meals.
func (p Portions) Special() int {
	special := 0
	for _, meals := range p.Diets {
		special += meals.Normal
	}
	return special
}

// Normal are the meals of the common menu.
func (p Portions) Normal() int { return p.All.Normal - p.Special() }

// DietCodes are the codes of the diets in some counts, in their order, UncodedDiet last.
func DietCodes(counts ...Portions) []string {
	known := make(map[string]Meals)
	for _, one := range counts {
		maps.Copy(known, one.Diets)
	}
	codes := slices.Sorted(maps.Keys(known))
	if len(codes) > 0 && codes[0] == UncodedDiet {
		codes = append(codes[1:], UncodedDiet)
	}
	return codes
}

// DietMeals are the meals of one diet.
type DietMeals struct {
	Code  string // or UncodedDiet
	Meals int
}

// ByDiet are the Special ones by diet, those without a code last.
func (p Portions) ByDiet() []DietMeals {
	return p.byCode(func(m Meals) int { return m.Normal })
}

// PlainByDiet are those of All.Plain that have to keep to a special diet too.
func (p Portions) PlainByDiet() []DietMeals {
	return p.byCode(func(m Meals) int { return m.Plain })
}

func (p Portions) byCode(which func(Meals) int) []DietMeals {
	var list []DietMeals
	for _, code := range DietCodes(p) {
		if meals := which(p.Diets[code]); meals != 0 {
			list = append(list, DietMeals{code, meals})
		}
	}
	return list
}
