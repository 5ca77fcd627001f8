package intake

import (
	"context"
	"maps"
	"slices"
	"strings"

	"serviziscolastici/shared/debit"
	"serviziscolastici/shared/ledger"
	"serviziscolastici/shared/money"
	"serviziscolastici/shared/school"
)

// debitedBefore is what the evening debited of a register that some rows change; the zero Batch when it did not. It reads
// nothing where it cannot have: of registers that are new, not changed or of days to come.
func (l *load) debitedBefore(ctx context.Context, before school.ClassDay, became outcomes) (ledger.Batch, error) {
	changes := false
	for _, outcome := range became {
		changes = changes || outcome != Unchanged
	}
	if !changes || before.Version == 0 || before.Day.After(l.School.Clock.Today()) {
		return ledger.Batch{}, nil
	}
	return l.Prices.Debited(ctx, l.tenant, before.Class, before.Day)
}

// price notes what the evening posts for the rows that change a register that was debited.
func (l *load) price(
	ctx context.Context, before school.ClassDay, group []row[presence], became outcomes, known mealCheck, done ledger.Batch,
) error {
	tariffs, err := known.tariffs[before.Day.SchoolYear()]()
	if err != nil {
		return err
	}
	register, rows := before, map[string]int{}
	register.Marks = map[string]school.Mark{}
	for _, r := range group {
		if became[r.number] != Unchanged {
			register.Marks[r.value.pupil], rows[r.value.pupil] = r.value.entry.Mark, r.number
		}
	}
	_, suspended := school.ClosureOf(known.closures, known.classes[before.Class], before.Day)
	basis := debit.Basis{Roster: known.rosters[before.Class], Tariffs: tariffs, Done: done}
	changes, err := l.Prices.Correction(ctx, l.tenant, register, suspended, basis)
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.posted == nil {
		l.posted = map[int]debit.Change{}
	}
	for _, change := range changes {
		l.posted[rows[change.Pupil]] = change
	}
	return err
}

// posts adds what the evening posts for rows, or what they move at once, to a result, as sums.
func (l *load) posts(result *Result) error {
	amounts := slices.Collect(maps.Values(l.moved))
	for _, change := range l.posted {
		amounts = append(amounts, change.Amount)
	}
	for _, amount := range amounts {
		var err error
		if result.Returned, err = result.Returned.Add(max(amount, 0)); err != nil {
			return err
		}
		if result.Debited, err = result.Debited.Add(max(-amount, 0)); err != nil {
			return err
		}
	}
	return nil
}

// posting says what the evening posts for a row, "" for nothing.
func posting(change debit.Change) string {
	if change.Unpriced {
		return "in attesa di una tariffa"
	}
	return Posts(max(change.Amount, 0), max(-change.Amount, 0))
}

// Posts says what the evening gives back and debits: "restituisce 312,00 €, addebita 12,40 €"; "" for nothing.
func Posts(returned, debited money.Cents) string { return posts("restituisce", returned, debited) }

// Moves says what a file that AtOnce moves money credits and debits: "accredita 312,00 €, addebita 12,40 €"; "" for nothing.
func Moves(credited, debited money.Cents) string { return posts("accredita", credited, debited) }

func posts(verb string, returned, debited money.Cents) string {
	var parts []string
	if returned != 0 {
		parts = append(parts, verb+" "+returned.String())
	}
	if debited != 0 {
		parts = append(parts, "addebita "+debited.String())
	}
	return strings.Join(parts, ", ")
}
