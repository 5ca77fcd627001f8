package main

import (
	"errors"
	"fmt"
	"html/template"
	"strconv"
	"strings"

	"serviziscolastici/shared/figures"
)

// aged are credits, or debts, by age.
type aged struct {
	ByAge [figures.Oldest + 1]figures.Sum
	Total figures.Sum
}

// add adds what a school has of each age.
func (a *aged) add(list []figures.Sum) error {
	for age, sum := range list {
		if err := errors.Join(a.ByAge[age].Add(sum.Pupils, sum.Amount), a.Total.Add(sum.Pupils, sum.Amount)); err != nil {
			return err
		}
	}
	return nil
}

// Names are those of the ages.
func (aged) Names() []string {
	var names []string
	for _, age := range figures.Ages() {
		names = append(names, age.Name())
	}
	return names
}

// Bars draws a bar for each age, with its name and the amount.
func (a aged) Bars() bars {
	names, values := a.Names(), make([]int64, len(a.ByAge))
	for i, sum := range a.ByAge {
		names[i], values[i] = names[i]+": "+sum.Amount.String(), int64(sum.Amount)
	}
	return drawBars(names, values)
}

// cell is a figure of a row with the name of its column.
type cell struct {
	figures.Sum
	Name string
}

// Cells are the figures of each age, then of all.
func (a aged) Cells() []cell {
	names, cells := a.Names(), make([]cell, 0, len(a.ByAge)+1)
	for i, sum := range a.ByAge {
		cells = append(cells, cell{sum, names[i]})
	}
	return append(cells, cell{a.Total, "in tutto"})
}

// Row writes the cells, each with the number of pupils. A town has hundreds of them, as of bars.
func (a aged) Row() template.HTML {
	var row strings.Builder
	for _, one := range a.Cells() {
		fmt.Fprintf(&row, `<td data-etichetta="%s" class="numero"><span>%s<br><span class="nota">%d</span></span></td>`,
			template.HTMLEscapeString(one.Name), one.Amount, one.Pupils)
	}
	return template.HTML(row.String())
}

// debtRow is a school's credits and debts.
type debtRow struct {
	School       string
	Credit, Debt aged
}

// addDebts adds up the credits and debts of the schools.
func (b *board) addDebts(debts figures.Debts) error {
	b.Day = debts.Day
	for _, one := range debts.Schools {
		if !b.wants(one.School) {
			continue
		}
		row := debtRow{School: one.School}
		err := errors.Join(row.Credit.add(one.Credits), row.Debt.add(one.Debts), b.Credit.add(one.Credits), b.Debt.add(one.Debts))
		if err != nil {
			return err
		}
		b.Debts = append(b.Debts, row)
	}
	return nil
}

// debtsTable is a row a school, with two columns an age of its credits and of its debts, and two of all ages.
func debtsTable(data board) ([]string, [][]string) {
	header := []string{"Scuola"}
	for _, what := range []string{"Credito", "Debito"} {
		for _, one := range data.Credit.Cells() { // their names are those of the debts too
			header = append(header, "Alunni a "+strings.ToLower(what)+" "+one.Name, what+" "+one.Name)
		}
	}
	var rows [][]string
	for _, d := range data.Debts {
		row := []string{data.SchoolName(d.School)}
		for _, of := range []aged{d.Credit, d.Debt} {
			for _, sum := range of.Cells() {
				row = append(row, strconv.Itoa(sum.Pupils), sum.Amount.Plain())
			}
		}
		rows = append(rows, row)
	}
	return header, rows
}
