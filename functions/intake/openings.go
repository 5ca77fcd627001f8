package main

import (
	"context"
	"crypto/sha256"
	"encoding/hex"

	"serviziscolastici/shared/calendar"
	"serviziscolastici/shared/ledger"
	"serviziscolastici/shared/money"
)

// opening is a row of movimenti.csv: credit or debt that a pupil brings along.
type opening struct {
	pupil  string
	day    calendar.Day
	amount money.Cents
	note   string
}

func openingColumns() []column[opening] {
	return []column[opening]{
		{"alunno", must, cell(func(o *opening) *string { return &o.pupil }, code)},
		{"giorno", must, cell(func(o *opening) *calendar.Day { return &o.day }, day)},
		{"importo", must, cell(func(o *opening) *money.Cents { return &o.amount }, amount)},
		{"descrizione", must, cell(func(o *opening) *string { return &o.note }, text)},
	}
}

// id names the movement within its pupil and day by its description.
func (o opening) id() string {
	hash := sha256.Sum256([]byte(o.note))
	return "file-" + hex.EncodeToString(hash[:8])
}

// openings loads movimenti.csv. A movement is known by pupil, day and
// description; once posted it never changes.
func (l *load) openings(ctx context.Context, s *sheet) error {
	rows, err := readRows(l, s, openingColumns(), func(o opening) string {
		return o.pupil + " " + o.day.String() + " " + o.note
	})
	if err != nil {
		return err
	}
	return saveEach(ctx, l, rows, l.open)
}

func (l *load) open(ctx context.Context, o opening) (bool, error) {
	if o.amount == 0 {
		return false, complain("importo", "L'importo non può essere zero.")
	}
	if _, err := l.knownPupil(ctx, o.pupil); err != nil {
		return false, err
	}
	posted, err := l.Accounts.PostOpening(ctx, l.tenant, o.pupil, o.day, o.id(), o.amount, o.note)
	if err != nil || posted {
		return posted, err
	}
	statement, err := l.Accounts.Statement(ctx, l.tenant, o.pupil, o.day)
	if err != nil {
		return false, err
	}
	for _, line := range statement.Lines {
		if line.Kind == ledger.Opening && line.Day == o.day && line.Note == o.note && line.Amount != o.amount {
			return false, complain("importo", "Questo movimento esiste già con un altro importo. Un movimento non "+
				"cambia: per correggerlo aggiungi una riga con la differenza e un'altra descrizione.")
		}
	}
	return false, nil
}
