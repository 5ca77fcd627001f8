package billing

import (
	"context"
	"errors"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"

	"serviziscolastici/shared/dynamo"
	"serviziscolastici/shared/municipality"
	"serviziscolastici/shared/problem"
)

var (
	errNoOriginal = problem.New(problem.Invalid,
		"Il documento da stornare non c'è, oppure è di un altro genitore o alunno.")
	errTooMuch = problem.New(problem.Invalid,
		"La nota di credito supera l'importo del documento.")
	errPartly = problem.New(problem.Invalid, "Il documento non è ancora pagato: la nota di credito deve stornarlo "+
		"per intero. Poi emetti un nuovo documento.")
	errCredited = problem.New(problem.Conflict, "Il documento ha già una nota di credito, oppure nel frattempo è "+
		"cambiato o un pagamento è in verifica. Controllalo e riprova.")
)

// IssueCreditNote stores a credit note: a document whose Corrects names the one
// that it takes back. A notice that is still open is cancelled with it, so that
// nobody pays it; what was paid stays paid, and the office gives it back. It
// returns false when that note is there already.
func (s Store) IssueCreditNote(ctx context.Context, m municipality.Municipality, note Document) (bool, error) {
	note = note.stamped(m)
	note.Tenant, note.Notice = m.ID, ""
	if note.Amount <= 0 || !note.Amount.InRange() || note.Number == "" || note.Issued.IsZero() {
		return false, problem.New(problem.Invalid, "Una nota di credito ha bisogno di numero, data e importo.")
	}
	var stored Document
	err := s.Ledger.Get(ctx, dynamo.Document(m.ID, note.ID()), &stored)
	if err == nil && stored.same(note) {
		return false, nil
	}
	if err == nil {
		return false, errOtherDocument
	}
	if !errors.Is(err, dynamo.ErrNoItem) {
		return false, err
	}
	original, position, err := s.corrected(ctx, m, note)
	if err != nil {
		return false, err
	}
	writes, err := s.creditWrites(ctx, note, original, position)
	if err != nil {
		return false, err
	}
	err = dynamo.Transact(ctx, s.Ledger.Client, writes)
	var cancelled *dynamo.Cancelled
	if errors.As(err, &cancelled) {
		return false, errCredited.Because(err)
	}
	return err == nil, err
}

// corrected returns the document that a note takes back, with its notice.
func (s Store) corrected(
	ctx context.Context, m municipality.Municipality, note Document,
) (Document, Position, error) {
	original, err := s.DocumentOf(ctx, m.ID, note.Guardian, Document{Number: note.Corrects}.ID())
	if problem.Is(err, problem.NotFound) || err == nil && (original.Pupil != note.Pupil || original.Corrects != "") {
		return original, Position{}, errNoOriginal
	}
	if err != nil {
		return original, Position{}, err
	}
	position, err := s.Find(ctx, m.FiscalCode, original.Notice)
	switch {
	case err != nil:
		return original, position, err
	case note.Amount > original.Amount:
		return original, position, errTooMuch
	case position.State == Open && note.Amount != original.Amount:
		return original, position, errPartly
	default:
		return original, position, nil
	}
}

// creditWrites are the note, the mark on the original and on its notice, and, when
// the notice was open, the news for pagoPA's archive.
func (s Store) creditWrites(
	ctx context.Context, note, original Document, position Position,
) ([]types.TransactWriteItem, error) {
	kept, err := s.Ledger.Put(dynamo.Document(note.Tenant, note.ID()), note, dynamo.Absent)
	if err != nil {
		return nil, err
	}
	marked, err := s.Ledger.Update(dynamo.Document(original.Tenant, original.ID()), dynamo.Signed(ctx, dynamo.Change{
		Update: "SET #credited = :note", Condition: "attribute_not_exists(#credited)",
		Values: map[string]any{":note": note.Number},
	}))
	if err != nil {
		return nil, err
	}
	writes := []types.TransactWriteItem{kept, marked}
	if position.State == Open {
		revised, err := s.revisionWrites(ctx, position, revision{
			set: "#credited = :note, #state = :new", onlyIdle: true,
			values: map[string]any{":note": note.Number, ":new": Cancelled},
		})
		return append(writes, revised...), err
	}
	told, err := s.Ledger.Update(position.key(), dynamo.Signed(ctx, dynamo.Change{
		Update: "SET #credited = :note", Condition: "#state = :state",
		Values: map[string]any{":note": note.Number, ":state": position.State},
	}))
	return append(writes, told), err
}
