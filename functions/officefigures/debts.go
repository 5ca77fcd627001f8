package main

import (
	"errors"
	"slices"
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

// ageRow is what is of an age, with its column in the drawing.
type ageRow struct {
	figures.Sum
	drawn
}

// Rows are the ages with their columns.
func (a aged) Rows() []ageRow {
	var names []string
	var values []int64
	for i, sum := range a.ByAge {
		names, values = append(names, figures.Age(i).Name()), append(values, int64(sum.Amount))
	}
	rows := make([]ageRow, len(a.ByAge))
	for i, column := range draw(names, values) {
		rows[i] = ageRow{a.ByAge[i], column}
	}
	return rows
}

// Cells are the figures of each age, then of all.
func (a aged) Cells() []figures.Sum { return append(slices.Clone(a.ByAge[:]), a.Total) }

// debtRow is a school's credits and debts.
type debtRow struct {
	School       string
	Credit, Debt aged
}

// addDebts adds up the credits and debts of the schools.
func (b *board) addDebts(debts figures.Debts) error {
	b.Day = debts.Day
	for _, one := range debts.Schools {
		if !b.ofSchool(one.School) {
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

// debtsTable is a row a school, with two columns an age of its credits and of its debts.
func debtsTable(data board) ([]string, [][]string) {
	header := []string{"Scuola"}
	for _, what := range []string{"Credito", "Debito"} {
		for _, age := range figures.Ages() {
			header = append(header, "Alunni a "+strings.ToLower(what)+" "+age.Name(), what+" "+age.Name())
		}
	}
	var rows [][]string
	for _, d := range data.Debts {
		row := []string{data.SchoolName(d.School)}
		for _, of := range []aged{d.Credit, d.Debt} {
			for _, sum := range of.ByAge {
				row = append(row, strconv.Itoa(sum.Pupils), sum.Amount.Plain())
			}
		}
		rows = append(rows, row)
	}
	return header, rows
}
