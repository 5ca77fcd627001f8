package intake

import (
	"context"
	"strings"

	"serviziscolastici/shared/dynamo"
	"serviziscolastici/shared/money"
)

// Row is a row of a table, with its number there: the header is row 1.
type Row struct {
	Number int
	Cells  []string
}

// Piece is some rows of a file, all those of each group that is stored together (see Scan).
type Piece struct {
	File   string
	Layout Layout
	Rows   []Row // of which the cells are those that Layout.Pick picks
	// Noting returns the context under which some rows are stored together: whose file it is has the record of them there
	// (see office.Log). nil is for a file without an operator.
	Noting func(ctx context.Context, rows []Noted) context.Context
}

// Noted is a row that is about to be stored, for the record of it.
type Noted struct {
	Number  int
	Outcome Outcome
	Change  Change
}

// Result says what became of each row of a piece.
type Result struct {
	Outcomes map[int]Outcome
	// Wrong are the reasons why rows are not stored.
	Wrong map[int]string
	// Changes are what rows change, as far as their kind is compared.
	Changes map[int]Change
	// Returned and Debited are, of a rehearsal, what the evening gives back and debits for rows of days that were debited
	// before; neither is negative.
	Returned, Debited money.Cents
}

// Rehearse tells what Store would do, and writes nothing.
func (l Loader) Rehearse(ctx context.Context, tenant string, p Piece) (Result, error) {
	return l.piece(dynamo.Rehearse(ctx), &load{Loader: l, tenant: tenant}, p)
}

// Store checks and stores the rows of a piece. Storing a piece again changes nothing that is stored as it says. With Noting,
// the outcomes and changes are those of the moment before. An error means that the tables could not be reached, and that
// the same piece should be stored again.
func (l Loader) Store(ctx context.Context, tenant string, p Piece) (Result, error) {
	return l.piece(ctx, &load{Loader: l, tenant: tenant, noting: p.Noting}, p)
}

func (l Loader) piece(ctx context.Context, one *load, p Piece) (Result, error) {
	one.report.File = p.File
	err := one.refusedWhole(one.rows(ctx, p))
	if err != nil {
		return Result{}, err
	}
	result := Result{Outcomes: one.outcomes, Wrong: map[int]string{}, Changes: map[int]Change{}}
	for row := range one.compared {
		result.Changes[row] = one.change(row)
	}
	if err := one.posts(&result); err != nil {
		return Result{}, err
	}
	messages := one.sortedMessages()
	for _, m := range messages {
		if m.Row != headerRow {
			result.Wrong[m.Row] = joined(result.Wrong[m.Row], p.Layout.called(m.Column), m.Message)
			continue
		}
		for _, row := range p.Rows { // the whole piece is refused
			result.Wrong[row.Number] = joined("", p.Layout.called(m.Column), m.Message)
		}
		result.Outcomes = nil
		break
	}
	return result, nil
}

func (l *load) rows(ctx context.Context, p Piece) error {
	kind, known := KindOf(p.File)
	if !known {
		return complain("", "Questo tipo di file non è previsto.")
	}
	if err := l.known(ctx); err != nil {
		return err
	}
	return kind.load(l, ctx, &sheet{p.Layout.Header(), listed(p.Rows)})
}

// joined adds what is wrong with a column of a row to what else is wrong with it.
func joined(reason, column, text string) string {
	if column != "" {
		text = column + ": " + text
	}
	return strings.TrimSpace(reason + " " + text)
}
