package office

import (
	"context"
	"errors"
	"fmt"
	"time"

	"serviziscolastici/shared/calendar"
	"serviziscolastici/shared/dynamo"
	"serviziscolastici/shared/problem"
	"serviziscolastici/shared/session"
)

// The limits of the office's sessions.
const (
	// idleLimit is how long an operator's session lasts without a request.
	idleLimit = 15 * time.Minute
	// tabletLimit is how long a tablet works from the moment that its link was made.
	tabletLimit = 12 * time.Hour
	// freshLimit is how old a login may be for what a Fresh rule guards.
	freshLimit = 10 * time.Minute
)

// Store knows the operators of municipalities, and who of them is at a browser.
type Store struct {
	// Core has the operators, Ops the sessions and devices.
	Core, Ops dynamo.Table
	Clock     calendar.Clock
}

// errNoOperator answers who is none, or is one no more.
var errNoOperator = problem.New(problem.SignIn,
	"Accedi per aprire questa pagina. Se prima entravi, chiedi all'amministratore se sei ancora tra gli operatori.")

// Sessions keeps the sessions of operators and tablets, apart from those of parents.
func (s Store) Sessions() session.Store {
	return session.Store{Table: s.Ops, Clock: s.Clock, Office: true}
}

// Enter returns the session that a browser's token opens and whose it is, as the tables say now. The error is
// problem.SignIn when there is none, it belongs to another municipality, or the operator was removed.
func (s Store) Enter(ctx context.Context, tenant, token string) (session.Session, Operator, error) {
	open, err := s.Sessions().Find(ctx, token)
	if err != nil {
		return session.Session{}, Operator{}, err
	}
	if open.Tenant != tenant {
		return session.Session{}, Operator{}, errNoOperator
	}
	operator, err := s.who(ctx, open)
	if err != nil {
		return session.Session{}, Operator{}, err
	}
	if !operator.Active() {
		return session.Session{}, Operator{}, errNoOperator
	}
	return open, operator, nil
}

// who returns the operator or the tablet of a session.
func (s Store) who(ctx context.Context, open session.Session) (Operator, error) {
	if open.Method == TabletMethod {
		device, err := s.Device(ctx, open.Tenant, open.Guardian)
		if problem.Is(err, problem.NotFound) {
			err = errNoOperator
		}
		return device.operator(), err
	}
	operator, err := s.Operator(ctx, open.Tenant, open.Guardian)
	if problem.Is(err, problem.NotFound) {
		err = errNoOperator
	}
	return operator, err
}

// Fresh reports whether a login is young enough for what a Fresh rule guards.
func Fresh(open session.Session, now time.Time) bool { return now.Sub(open.Issued) <= freshLimit }

// Operator returns one by id, also a removed one. The error is problem.NotFound.
func (s Store) Operator(ctx context.Context, tenant, id string) (Operator, error) {
	var operator Operator
	err := s.Core.Get(ctx, dynamo.Operator(tenant, id), &operator)
	if errors.Is(err, dynamo.ErrNoItem) {
		return Operator{}, problem.New(problem.NotFound, "Questo operatore non c'è.")
	}
	return operator, err
}

// Operators are all of a municipality, also those who were removed.
func (s Store) Operators(ctx context.Context, tenant string) ([]Operator, error) {
	return dynamo.Query[Operator](ctx, s.Core, dynamo.Operators(tenant))
}

var errMovedOn = problem.New(problem.Conflict,
	"Qualcun altro ha appena cambiato questo operatore. Riapri la pagina e controlla prima di riprovare.")

// Save keeps an operator. Version is the one that was read, 0 for a new one; the error is problem.Conflict when
// the stored one has another.
func (s Store) Save(ctx context.Context, tenant string, o Operator) error {
	was := o.Version
	o.Version++
	key := dynamo.Operator(tenant, o.ID)
	var err error
	if was == 0 {
		o.Since = s.Clock().UTC()
		err = s.Core.Create(ctx, key, o)
	} else {
		err = s.Core.Replace(ctx, key, o, "version", was)
	}
	if errors.Is(err, dynamo.ErrCondition) {
		return errMovedOn
	}
	return err
}

// First keeps a municipality's first administrator, and returns it, also when it was kept before.
func (s Store) First(ctx context.Context, tenant string, o Operator) (Operator, error) {
	o.By = "modello dell'installazione"
	if err := s.Save(ctx, tenant, o); err != nil && !problem.Is(err, problem.Conflict) {
		return Operator{}, err
	}
	return s.Operator(ctx, tenant, o.ID)
}

// Start opens a session for an operator who has proved who they are. Of the given session it takes who came in by which
// way; the times are those of the office.
func (s Store) Start(ctx context.Context, open session.Session) (string, error) {
	open.Idle = idleLimit
	token, err := s.Sessions().Start(ctx, open)
	if err != nil {
		return "", fmt.Errorf("operator: %w", err)
	}
	return token, nil
}
