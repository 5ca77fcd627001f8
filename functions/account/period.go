package main

import "serviziscolastici/shared/money"

// period is the part of a statement that the filter selects.
type period struct {
	Movements []movement
	// In and Out add up the movements shown; Out is negative.
	In, Out money.Cents
	// Opening is the balance before the first day, Closing after the last one,
	// whatever types of movement are shown.
	Opening, Closing money.Cents
}

// choose picks the movements of the filter. The account reaches back to its first day at least.
func choose(home household, f filter) (period, error) {
	account, enrolments := home.chosen()
	statement := account.Since(f.From)
	chosen := period{Opening: statement.Before, Closing: statement.Before}
	kind, closed := f.kind(), false
	for _, line := range statement.Lines {
		if line.Day.After(f.To) {
			continue
		}
		if !closed {
			chosen.Closing, closed = line.Balance, true
		}
		if kind != "" && line.Kind != kind {
			continue
		}
		sum := &chosen.In
		if line.Amount < 0 {
			sum = &chosen.Out
		}
		var err error
		if *sum, err = sum.Add(line.Amount); err != nil {
			return period{}, err
		}
		chosen.Movements = append(chosen.Movements, describe(line, home.Child, home.Links, enrolments))
	}
	return chosen, nil
}
