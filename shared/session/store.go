package session

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"

	"serviziscolastici/shared/calendar"
	"serviziscolastici/shared/dynamo"
	"serviziscolastici/shared/problem"
)

// Store keeps the sessions of logged-in parents, or of operators.
type Store struct {
	// Table is Ops.
	Table dynamo.Table
	Clock calendar.Clock
	// Office keeps the sessions of operators and tablets: a parent's token opens none of them, and no function
	// of the one side has a right to the other's.
	Office bool
}

// key is where the session of a hash is.
func (s Store) key(hash string) dynamo.Key {
	if s.Office {
		return dynamo.OfficeSession(hash)
	}
	return dynamo.Session(hash)
}

// listed is where the list of a person's sessions names one.
func (s Store) listed(tenant, person, hash string) dynamo.Key {
	if s.Office {
		return dynamo.OfficeSessionOf(tenant, person, hash)
	}
	return dynamo.SessionOf(tenant, person, hash)
}

var errNoSession = problem.New(problem.SignIn, "Accedi per vedere questa pagina.")

// Find returns the session that a browser's token opens, and notes that it was
// seen. The error is problem.SignIn when there is none or its time is over.
func (s Store) Find(ctx context.Context, token string) (Session, error) {
	session, err := s.Look(ctx, token)
	if err != nil {
		return Session{}, err
	}
	return s.See(ctx, session)
}

// Look is Find without noting anything.
func (s Store) Look(ctx context.Context, token string) (Session, error) {
	if !Secret(token).Plausible() {
		return Session{}, errNoSession
	}
	var session Session
	err := s.Table.Get(ctx, s.key(Secret(token).Hash()), &session)
	if errors.Is(err, dynamo.ErrNoItem) {
		return Session{}, errNoSession
	}
	if err == nil && session.over(s.Clock()) {
		err = errNoSession
	}
	if err != nil {
		return Session{}, err
	}
	return session, nil
}

// See notes that a session was seen, unless that was noted a moment ago.
func (s Store) See(ctx context.Context, session Session) (Session, error) {
	now := s.Clock()
	if now.Sub(session.Seen) < seenEvery {
		return session, nil
	}
	session.Seen = now.Truncate(time.Second)
	return session, s.touch(ctx, session)
}

// Start keeps a new session and returns the token for the browser. ID, CSRF and
// the times are set here, whatever the given session holds, so that a login
// never goes on with an id that was known before it.
func (s Store) Start(ctx context.Context, session Session) (string, error) {
	return s.StartWith(ctx, session)
}

// StartWith is Start with further writes in the same transaction.
func (s Store) StartWith(ctx context.Context, session Session, beside ...types.TransactWriteItem) (string, error) {
	token := NewSecret()
	now := s.Clock().Truncate(time.Second)
	session.ID, session.CSRF = token.Hash(), string(NewSecret())
	session.Issued, session.Seen, session.Expires = now, now, now.Add(cmp.Or(session.Life, absoluteLimit))
	if err := s.create(ctx, session, beside); err != nil {
		return "", fmt.Errorf("start session: %w", err)
	}
	return string(token), nil
}

// openSession is a row in the list of a parent's sessions.
type openSession struct {
	ID      string    `dynamodbav:"id"`
	Expires time.Time `dynamodbav:"expires,unixtime"`
}

// create writes a session, its row in the list of the person's and what goes beside them, all or nothing.
func (s Store) create(ctx context.Context, session Session, beside []types.TransactWriteItem) error {
	item, err := s.Table.Put(s.key(session.ID), session, dynamo.Absent)
	if err != nil {
		return err
	}
	row, err := s.Table.Put(s.listed(session.Tenant, session.Guardian, session.ID),
		openSession{ID: session.ID, Expires: session.Expires}, dynamo.Absent)
	if err != nil {
		return err
	}
	return dynamo.Transact(ctx, s.Table.Client, append([]types.TransactWriteItem{item, row}, beside...))
}

// End forgets a session, so that its token opens nothing from now on.
func (s Store) End(ctx context.Context, id string) error {
	return s.Table.Delete(ctx, s.key(id))
}

// EndAll forgets every session of a parent in a municipality's portal, on whatever
// device. The list may name sessions that have ended; ending them again is nothing.
func (s Store) EndAll(ctx context.Context, tenant, guardian string) error {
	open, err := dynamo.Query[openSession](ctx, s.Table, s.listed(tenant, guardian, "").All())
	if err != nil {
		return err
	}
	for _, row := range open {
		if err := s.End(ctx, row.ID); err != nil {
			return err
		}
		if err := s.Table.Delete(ctx, s.listed(tenant, guardian, row.ID)); err != nil {
			return err
		}
	}
	return nil
}

// touch writes when the session was seen. The condition keeps a logout that
// happens meanwhile from being undone.
func (s Store) touch(ctx context.Context, session Session) error {
	err := s.Table.Change(ctx, s.key(session.ID), dynamo.Change{
		Update: "SET #seen = :seen", Condition: dynamo.Present,
		Values: map[string]any{":seen": session.Seen.Unix()},
	})
	if errors.Is(err, dynamo.ErrCondition) {
		return errNoSession
	}
	if err != nil {
		return fmt.Errorf("touch session: %w", err)
	}
	return nil
}
