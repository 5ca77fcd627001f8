// Package figures is what the meals of a municipality come to: by month, school and band, and how old debts are. Every
// morning it is made anew of the classes' completion markers and of the accounts, so that corrections are in it and no page
// adds up a year. It is a copy: losing it loses nothing.
package figures

import (
	"cmp"
	"slices"
	"time"

	"serviziscolastici/shared/calendar"
	"serviziscolastici/shared/ledger"
	"serviziscolastici/shared/money"
	"serviziscolastici/shared/school"
)

// Month is a month's meals.
type Month struct {
	Month string `dynamodbav:"month"` // "2026-11"
	Rows  []Row  `dynamodbav:"rows"`  // by school and band
	// Built is when it was made, UTC.
	Built time.Time `dynamodbav:"built"`
}

// Row is the meals of a school and band, and what they cost the families.
type Row struct {
	School string      `dynamodbav:"school"`
	Band   string      `dynamodbav:"band"` // "" for markers that do not know it
	Meals  int         `dynamodbav:"meals"`
	Total  money.Cents `dynamodbav:"total"`
}

// Add adds another row's meals.
func (r *Row) Add(other Row) error {
	var err error
	r.Meals += other.Meals
	r.Total, err = r.Total.Add(other.Total)
	return err
}

// newMonth adds up the markers of a month's days. The classes say to which school a marker belongs.
func newMonth(month calendar.Month, days []map[string]ledger.Batch, classes []school.Class, now time.Time) (Month, error) {
	schools := make(map[string]string, len(classes))
	for _, class := range classes {
		schools[class.ID] = class.School
	}
	type place struct{ school, band string }
	rows := map[place]*Row{}
	add := func(row Row) error {
		at := place{row.School, row.Band}
		if rows[at] == nil {
			rows[at] = &Row{School: row.School, Band: row.Band}
		}
		return rows[at].Add(row)
	}
	for _, batches := range days {
		for class, batch := range batches {
			rest := Row{School: schools[class], Meals: batch.Meals, Total: batch.Total}
			for band, served := range batch.Bands {
				if err := add(Row{schools[class], band, served.Meals, served.Total}); err != nil {
					return Month{}, err
				}
				if err := rest.Add(Row{Meals: -served.Meals, Total: -served.Total}); err != nil {
					return Month{}, err
				}
			}
			if rest.Meals == 0 && rest.Total == 0 {
				continue
			}
			if err := add(rest); err != nil {
				return Month{}, err
			}
		}
	}
	built := Month{Month: month.Key(), Built: now.UTC()}
	for _, row := range rows {
		if row.Meals != 0 || row.Total != 0 {
			built.Rows = append(built.Rows, *row)
		}
	}
	slices.SortFunc(built.Rows, func(a, b Row) int {
		return cmp.Or(cmp.Compare(a.School, b.School), cmp.Compare(a.Band, b.Band))
	})
	return built, nil
}
