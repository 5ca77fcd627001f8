package main

import (
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"serviziscolastici/shared/calendar"
	"serviziscolastici/shared/money"
	"serviziscolastici/shared/school"
	"serviziscolastici/shared/web"
)

// asked is what an address asks for.
type asked struct {
	Year   int
	School string // "" for all
	// Cost is what a meal costs the municipality; 0 when nobody has said so. Typed is how it was written.
	Cost  money.Cents
	Typed string
}

// yearsBack is how many school years before this one pages offer.
const yearsBack = 5

// maxCost is the highest cost of a meal.
const maxCost money.Cents = 10_000

// read reads what an address asks for, of a year that pages offer. Whether a school is one, its callers ask.
func read(r *http.Request, year int, schools []school.School) (asked, []web.FieldError) {
	query := r.URL.Query()
	a := asked{Year: year, Typed: strings.TrimSpace(query.Get("costo"))}
	if slices.ContainsFunc(schools, func(s school.School) bool { return s.ID == query.Get("scuola") }) {
		a.School = query.Get("scuola")
	}
	if a.Typed == "" {
		return a, nil
	}
	cost, err := money.Parse(a.Typed)
	if err != nil || cost <= 0 || cost > maxCost {
		return a, []web.FieldError{{Field: "costo", Text: "Scrivi quanto costa un pasto al Comune, in euro, per esempio 6,50, al massimo 100,00."}}
	}
	a.Cost = cost
	return a, nil
}

// At is the address of a page about the same. A template that wrote the query alone would escape its "=" and "&".
func (a asked) At(path string) string { return path + "?" + a.query().Encode() }

func (a asked) query() url.Values {
	query := url.Values{"anno": {strconv.Itoa(a.Year)}}
	if a.School != "" {
		query.Set("scuola", a.School)
	}
	if a.Typed != "" {
		query.Set("costo", a.Typed)
	}
	return query
}

// first and last are the months of the year.
func (a asked) first() calendar.Month { return calendar.NewDay(a.Year, 9, 1).Month() }
func (a asked) last() calendar.Month  { return calendar.NewDay(a.Year+1, 8, 1).Month() }
