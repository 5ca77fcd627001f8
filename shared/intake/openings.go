package intake

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"strings"

	"serviziscolastici/shared/calendar"
	"serviziscolastici/shared/certificate"
	"serviziscolastici/shared/dynamo"
	"serviziscolastici/shared/ledger"
	"serviziscolastici/shared/money"
)

// opening is a row of movimenti.csv: credit or debt that a pupil brings along, or,
// when kind says so, credit that the Comune paid back to a parent.
type opening struct {
	pupil  string
	day    calendar.Day
	amount money.Cents
	note   string
	kind   string // "saldo", "rimborso" or ""
	payer  string // fiscal code, of a refund
	year   int    // in which the refunded expense was paid
}

// refund is the kind of a row that gives credit back.
const refund = "rimborso"

func openingColumns() []column[opening] {
	return []column[opening]{
		{"alunno", must, cell(func(o *opening) *string { return &o.pupil }, code)},
		{"giorno", must, cell(func(o *opening) *calendar.Day { return &o.day }, day)},
		{"importo", must, cell(func(o *opening) *money.Cents { return &o.amount }, amount)},
		{"descrizione", must, cell(func(o *opening) *string { return &o.note }, text)},
		{"tipo", may, cell(func(o *opening) *string { return &o.kind }, movementKind)},
		{"genitore", may, cell(func(o *opening) *string { return &o.payer }, person)},
		{"anno_spesa", may, cell(func(o *opening) *int { return &o.year }, expenseYear)},
	}
}

func movementKind(cell string) (string, error) {
	kind := strings.ToLower(cell)
	if kind != "saldo" && kind != refund {
		return "", complain("", "Il tipo è saldo oppure rimborso.")
	}
	return kind, nil
}

// expenseYear reads a calendar year.
func expenseYear(cell string) (int, error) {
	year, err := calendar.ParseYear(cell)
	if err != nil {
		return 0, complain("", "L'anno si scrive come 2026.")
	}
	return year, nil
}

// id names the movement within its pupil and day by its description.
func (o opening) id() string {
	hash := sha256.Sum256([]byte(o.note))
	return "file-" + hex.EncodeToString(hash[:8])
}

// openings loads movimenti.csv. A movement is known by pupil, day and
// description; once posted it never changes.
func (l *load) openings(ctx context.Context, s *sheet) error {
	rows, err := readRows(l, s, openingColumns(), opening.key)
	if err != nil {
		return err
	}
	err = saveEach(ctx, l, rows, l.open)
	if !dynamo.Rehearses(ctx) {
		return err
	}
	l.moved = map[int]money.Cents{}
	for _, row := range rows {
		if became, accepted := l.outcomes[row.number]; accepted && became != Unchanged {
			l.moved[row.number] = row.value.moves()
		}
	}
	return err
}

// moves is what the movement does to the account: a refund is written without a sign.
func (o opening) moves() money.Cents {
	if o.kind == refund {
		return -o.amount
	}
	return o.amount
}

func (l *load) open(ctx context.Context, o opening) (bool, error) {
	if o.amount == 0 || o.amount > ledger.MaxAdjustment || o.amount < -ledger.MaxAdjustment {
		return false, complain("importo", "L'importo di un movimento va da 0,01 a "+ledger.MaxAdjustment.String()+", in più o in meno.")
	}
	if c := l.toCome("giorno", o.day); c != nil {
		return false, c
	}
	if oldest := l.School.Clock.Today().SchoolYear() - ledger.ShownYears; o.day.SchoolYear() < oldest {
		return false, complain("giorno", fmt.Sprintf("I conti mostrano i movimenti dal settembre %d: scrivi un giorno da allora in poi, e "+
			"nella descrizione di quando sono i soldi.", oldest))
	}
	if _, err := l.knownPupil(ctx, o.pupil); err != nil {
		return false, err
	}
	if o.kind == refund {
		return l.giveBack(ctx, o)
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

// giveBack posts a refund: credit that the Comune paid back, which lowers the
// payer's expense of a year.
func (l *load) giveBack(ctx context.Context, o opening) (bool, error) {
	switch {
	case o.amount < 0:
		return false, complain("importo", "L'importo di un rimborso si scrive senza segno.")
	case o.payer == "":
		return false, complain("genitore", "Un rimborso ha bisogno del codice fiscale di chi aveva pagato.")
	case o.year == 0 || o.year > o.day.Year():
		return false, complain("anno_spesa", "Un rimborso ha bisogno dell'anno in cui la spesa era stata pagata.")
	}
	payer, err := l.knownGuardian(ctx, o.payer, "genitore")
	if err != nil {
		return false, err
	}
	return l.Refunds.PostRefund(ctx, l.tenant, payer, certificate.Refund{
		ID: o.id(), Pupil: o.pupil, Day: o.day, Year: o.year, Amount: o.amount, Note: o.note,
	})
}
