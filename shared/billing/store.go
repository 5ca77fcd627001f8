package billing

import (
	"context"
	"errors"
	"fmt"
	"io"
	"slices"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"

	"serviziscolastici/shared/calendar"
	"serviziscolastici/shared/dynamo"
	"serviziscolastici/shared/ledger"
	"serviziscolastici/shared/pagopa"
	"serviziscolastici/shared/problem"
)

// Store reads and writes the Ledger table's positions, documents, carts and
// receipts. Ops holds which forms were sent, the counts of a day, drafts and what is
// still to publish.
type Store struct {
	Ledger   dynamo.Table
	Ops      dynamo.Table
	Accounts ledger.Store
	Clock    calendar.Clock
	// Random is the source of notice numbers and cart ids: crypto/rand.Reader.
	Random io.Reader
}

// numbered is what a notice number leads to. It is written with the notice and
// never changes: it holds what the notice keeps for ever, so that a receipt is
// settled without reading the notice first.
type numbered struct {
	Tenant   string       `dynamodbav:"tenant"`
	Guardian string       `dynamodbav:"guardian"`
	Created  calendar.Day `dynamodbav:"created"`
	Kind     Kind         `dynamodbav:"kind"`
	Pupil    string       `dynamodbav:"pupil"`
	Origin   string       `dynamodbav:"origin,omitempty"`
}

// known reports whether there is such a notice.
func (n numbered) known() bool { return n.Tenant != "" }

func (n numbered) key(number pagopa.NoticeNumber) dynamo.Key {
	return dynamo.Notice(n.Tenant, n.Guardian, n.Created, number.String())
}

// numbered looks a notice number up. The error is a problem.NotFound when no
// notice has it.
func (s Store) numbered(ctx context.Context, creditor string, number pagopa.NoticeNumber) (numbered, error) {
	var found numbered
	err := s.Ledger.Get(ctx, dynamo.NoticeNumber(creditor, number.String()), &found)
	if errors.Is(err, dynamo.ErrNoItem) {
		return numbered{}, problem.Missing().Because(err)
	}
	return found, err
}

// Find returns a debt position by its creditor and notice number, in two reads.
// The error is a problem.NotFound when there is none.
func (s Store) Find(ctx context.Context, creditor string, number pagopa.NoticeNumber) (Position, error) {
	found, err := s.Locate(ctx, creditor, number)
	if err != nil {
		return Position{}, err
	}
	return s.At(ctx, found)
}

// Located is whose notice a number leads to.
type Located struct {
	Tenant, Guardian, Pupil string

	number pagopa.NoticeNumber
	notice numbered
}

// Locate is the first of the two reads of Find: for who wants to read more beside the second, At. The error is a
// problem.NotFound when no notice has the number.
func (s Store) Locate(ctx context.Context, creditor string, number pagopa.NoticeNumber) (Located, error) {
	found, err := s.numbered(ctx, creditor, number)
	return Located{found.Tenant, found.Guardian, found.Pupil, number, found}, err
}

// At returns the debt position of a number that was located.
func (s Store) At(ctx context.Context, at Located) (Position, error) {
	var position Position
	err := s.Ledger.Get(ctx, at.notice.key(at.number), &position)
	if err != nil {
		return Position{}, fmt.Errorf("notice of a number: %w", err)
	}
	return position, nil
}

// FindOf returns a parent's own debt position; another parent's looks missing. It
// looks through the parent's list, which is one step: by its number it would be two.
func (s Store) FindOf(
	ctx context.Context, tenant, guardian, creditor string, number pagopa.NoticeNumber,
) (Position, error) {
	named := func(p Position) bool { return p.Creditor == creditor && p.Number == number }
	list, err := s.ListOf(ctx, tenant, guardian)
	at := slices.IndexFunc(list, named)
	if at < 0 && len(list) == MaxListed { // perhaps an older one
		list, err = s.AllOf(ctx, tenant, guardian)
		at = slices.IndexFunc(list, named)
	}
	if err != nil {
		return Position{}, err
	}
	if at < 0 {
		return Position{}, problem.Missing()
	}
	return list[at], nil
}

// MaxListed is how many notices of a parent pages read: more than a child's school years bring, and an end for
// whoever opens as many as the days allow.
const MaxListed = 1000

// ListOf returns a parent's newest debt positions, MaxListed at most, newest first.
func (s Store) ListOf(ctx context.Context, tenant, guardian string) ([]Position, error) {
	newest := dynamo.Notices(tenant, guardian)
	newest.Descending, newest.Limit = true, MaxListed
	list, err := dynamo.Query[Position](ctx, s.Ledger, newest)
	return list[:min(len(list), MaxListed)], err
}

// AllOf returns all debt positions of a parent, newest first, for what has to be
// complete: a sum for the tax office, an end of all open top-ups.
func (s Store) AllOf(ctx context.Context, tenant, guardian string) ([]Position, error) {
	all := dynamo.Notices(tenant, guardian)
	all.Descending = true
	return dynamo.Query[Position](ctx, s.Ledger, all)
}

// creation returns the writes that open a position: its number, which is refused
// when it was ever used, the position itself, and the mark that has it published.
func (s Store) creation(position Position) ([]types.TransactWriteItem, error) {
	number, kept, err := s.named(position)
	if err != nil {
		return nil, err
	}
	unpublished, err := s.unpublished(position, position.Revision)
	writes := []types.TransactWriteItem{number, kept, unpublished}
	if err != nil || position.Kind != TopUp {
		return writes, err
	}
	lapsing, err := s.lapsing(position)
	return append(writes, lapsing), err
}

// named returns the writes of a new position and of its number, which is refused when it was ever used.
func (s Store) named(position Position) (number, kept types.TransactWriteItem, err error) {
	number, err = s.Ledger.Put(dynamo.NoticeNumber(position.Creditor, position.Number.String()), numbered{
		Tenant: position.Tenant, Guardian: position.Guardian, Created: position.CreatedDay(),
		Kind: position.Kind, Pupil: position.Pupil, Origin: position.Origin,
	}, dynamo.Absent)
	if err != nil {
		return number, kept, err
	}
	kept, err = s.Ledger.Put(position.key(), position, dynamo.Absent)
	return number, kept, err
}

func (p Position) key() dynamo.Key {
	return dynamo.Notice(p.Tenant, p.Guardian, p.CreatedDay(), p.Number.String())
}
