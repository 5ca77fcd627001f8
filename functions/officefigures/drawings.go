package main

import (
	"cmp"
	"fmt"
	"html/template"
	"strings"

	"serviziscolastici/shared/chart"
	"serviziscolastici/shared/figures"
	"serviziscolastici/shared/web"
)

// drawn is a column of a drawing with the name below it.
type drawn struct {
	Name  string
	Label int
	Bars  []chart.Column
}

// RevenueColumns draws what each month's meals cost the families.
func (b *board) RevenueColumns() []drawn {
	return b.drawMonths(func(m monthRow) int64 { return int64(m.Total) })
}

// MealColumns draws the meals of each month.
func (b *board) MealColumns() []drawn {
	return b.drawMonths(func(m monthRow) int64 { return int64(m.Meals) })
}

// drawMonths draws a column for each month, with the first letters of its name.
func (b *board) drawMonths(value func(monthRow) int64) []drawn {
	groups := make([][]int64, len(b.Months))
	for i, month := range b.Months {
		groups[i] = []int64{value(month)}
	}
	all := make([]drawn, len(b.Months))
	for i, columns := range chart.Columns(groups) {
		name := string([]rune(b.Months[i].Month.String())[:3])
		all[i] = drawn{name, chart.Label(len(groups), i), columns}
	}
	return all
}

// bars are a lying bar for each of what has a long name: schools, bands, ages.
type bars struct {
	Height int
	Rows   []bar
}

// bar is a bar with the text above it.
type bar struct {
	Name string
	chart.Row
}

// Drawing writes the bars. A town has hundreds of them, for which a template takes several times as long.
func (b bars) Drawing() template.HTML {
	var drawing strings.Builder
	for _, row := range b.Rows {
		fmt.Fprintf(&drawing, `<text x="0" y="%d">%s</text><rect class="figlio-1" x="0" y="%d" width="%d" height="%d" />`,
			row.Text, template.HTMLEscapeString(row.Name), row.Y, row.Width, row.Height)
	}
	return template.HTML(drawing.String())
}

// drawBars draws a bar for each value, with its name.
func drawBars(names []string, values []int64) bars {
	rows, height := chart.Rows(values)
	drawing := bars{Height: height}
	for i, row := range rows {
		drawing.Rows = append(drawing.Rows, bar{names[i], row})
	}
	return drawing
}

// drawEach draws a bar for each row of a table, with its name, and with the value in words.
func drawEach[R any](rows []R, name func(R) string, value func(R) (amount int64, words string)) bars {
	var names []string
	var values []int64
	for _, row := range rows {
		amount, words := value(row)
		names, values = append(names, name(row)+": "+words), append(values, amount)
	}
	return drawBars(names, values)
}

// mealsOf and revenueOf are what a row says of meals and of what they cost the families.
func mealsOf(r figures.Row) (int64, string) {
	return int64(r.Meals), web.Plural(r.Meals, "pasto", "pasti")
}
func revenueOf(r figures.Row) (int64, string) { return int64(r.Total), r.Total.String() }

// drawSchools draws a bar for each school.
func (b *board) drawSchools(value func(placeRow) (int64, string)) bars {
	return drawEach(b.Places, func(p placeRow) string { return b.SchoolName(p.School) }, value)
}

// RevenueBars draws what each school's families were charged.
func (b *board) RevenueBars() bars {
	return b.drawSchools(func(p placeRow) (int64, string) { return revenueOf(p.Row) })
}

// MealBars draws the meals of each school.
func (b *board) MealBars() bars {
	return b.drawSchools(func(p placeRow) (int64, string) { return mealsOf(p.Row) })
}

// CoverBars draws how much of the cost the families of each school pay.
func (b *board) CoverBars() bars {
	return b.drawSchools(func(p placeRow) (int64, string) { return p.tenths(), p.Cover() + "%" })
}

// bandName is a band as drawings call it.
func bandName(r figures.Row) string { return "Fascia " + cmp.Or(r.Band, "non nota") }

// BandRevenueBars draws what the families of each band were charged.
func (b *board) BandRevenueBars() bars { return drawEach(b.ByBand, bandName, revenueOf) }

// BandMealBars draws the meals of each band.
func (b *board) BandMealBars() bars { return drawEach(b.ByBand, bandName, mealsOf) }

// CreditBars draws the credits of each school, by age.
func (b *board) CreditBars() bars { return b.drawAges(func(d debtRow) aged { return d.Credit }) }

// DebtBars draws the debts of each school, by age.
func (b *board) DebtBars() bars { return b.drawAges(func(d debtRow) aged { return d.Debt }) }

// drawAges draws a bar for each school and age that has an amount.
func (b *board) drawAges(of func(debtRow) aged) bars {
	var names []string
	var values []int64
	for _, row := range b.Debts {
		one := of(row)
		for i, age := range one.Names() {
			if sum := one.ByAge[i]; sum.Amount > 0 {
				names = append(names, b.SchoolName(row.School)+", "+age+": "+sum.Amount.String())
				values = append(values, int64(sum.Amount))
			}
		}
	}
	return drawBars(names, values)
}
