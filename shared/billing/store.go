package billing

import (
	"context"
	"errors"
	"io"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"

	"serviziscolastici/shared/calendar"
	"serviziscolastici/shared/dynamo"
	"serviziscolastici/shared/ledger"
	"serviziscolastici/shared/pagopa"
	"serviziscolastici/shared/problem"
)

// Store reads and writes the Ledger table's positions, documents, carts and
// receipts. Ops holds the guards of forms and what is still to publish.
type Store struct {
	Ledger   dynamo.Table
	Ops      dynamo.Table
	Accounts ledger.Store
	Clock    calendar.Clock
	// Random is the source of notice numbers and cart ids: crypto/rand.Reader.
	Random io.Reader
}

// Find returns a debt position by its creditor and notice number. The error is
// a problem.NotFound when there is none.
func (s Store) Find(ctx context.Context, creditor string, number pagopa.NoticeNumber) (Position, error) {
	var position Position
	err := s.Ledger.Get(ctx, dynamo.Notice(creditor, number.String()), &position)
	if errors.Is(err, dynamo.ErrNoItem) {
		return Position{}, problem.Missing().Because(err)
	}
	return position, err
}

// FindOf returns a parent's own debt position; another parent's looks missing.
func (s Store) FindOf(
	ctx context.Context, tenant, guardian, creditor string, number pagopa.NoticeNumber,
) (Position, error) {
	position, err := s.Find(ctx, creditor, number)
	if err == nil && (position.Tenant != tenant || position.Guardian != guardian) {
		return Position{}, problem.Missing()
	}
	return position, err
}

// ListOf returns all debt positions of a parent, newest first.
func (s Store) ListOf(ctx context.Context, tenant, guardian string) ([]Position, error) {
	prefix := dynamo.GuardianNotice(tenant, guardian, calendar.Day{}, "")
	var positions []Position
	err := s.Ledger.Query(ctx, dynamo.Range{PK: prefix.PK, Prefix: prefix.SK, Descending: true}, &positions)
	return positions, err
}

// creation returns the writes that open a position. Its two copies are refused
// when their keys exist: a notice number is used once and for ever. The third
// write has it published.
func (s Store) creation(position Position) ([]types.TransactWriteItem, error) {
	found, err := s.Ledger.Put(noticeKey(position), position, dynamo.Absent)
	if err != nil {
		return nil, err
	}
	listed, err := s.Ledger.Put(listKey(position), position, dynamo.Absent)
	if err != nil {
		return nil, err
	}
	unpublished, err := s.unpublished(position, position.Revision)
	return []types.TransactWriteItem{found, listed, unpublished}, err
}

func noticeKey(p Position) dynamo.Key { return dynamo.Notice(p.Creditor, p.Number.String()) }

func listKey(p Position) dynamo.Key {
	return dynamo.GuardianNotice(p.Tenant, p.Guardian, p.CreatedDay(), p.Number.String())
}
