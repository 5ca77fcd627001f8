package office

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"

	"serviziscolastici/shared/beside"
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

// FreshMinutes is freshLimit for pages.
const FreshMinutes = int(freshLimit / time.Minute)

// Store knows the operators of municipalities, and who of them is at a browser.
type Store struct {
	// Core has the operators, Ops the sessions and devices.
	Core, Ops dynamo.Table
	Clock     calendar.Clock
}

// ErrOver answers whom the browser's token does not open anything any more, as after a break.
var ErrOver = problem.New(problem.SignIn, "La sessione si chiude da sola dopo 15 minuti senza attività. Accedi di nuovo.")

var (
	// errNoOperator answers who is one no more.
	errNoOperator = problem.New(problem.SignIn, "Non risulti più tra gli operatori: l'amministratore ti ha tolto, o ti ha "+
		"tolto tutti i ruoli, mentre eri al lavoro.")
	// errChanged answers who is another than at the login.
	errChanged = problem.New(problem.SignIn, "Da quando sei entrato i tuoi dati di operatore o i tuoi ruoli sono cambiati. "+
		"Accedi di nuovo.")
	// errNoTablet answers a tablet whose link was revoked or is over.
	errNoTablet = problem.New(problem.SignIn, "Questo dispositivo non è più abilitato: il link dura 12 ore, e l'ufficio può "+
		"revocarlo prima. Chiedi all'ufficio un nuovo link e inquadralo con questo dispositivo.")
)

// Sessions keeps the sessions of operators and tablets, apart from those of parents.
func (s Store) Sessions() session.Store {
	return session.Store{Table: s.Ops, Clock: s.Clock, Office: true}
}

// Enter returns the session that a browser's token opens and whose it is, as the tables say now. The token is the
// session's secret and the name of whose it is, so that both are read at once; it proves the secret alone. The error is
// problem.SignIn when there is none, it belongs to another municipality or somebody else, or the operator was changed since,
// or removed, also when that was taken back.
func (s Store) Enter(ctx context.Context, tenant, token string) (session.Session, Operator, error) {
	secret, person, _ := strings.Cut(token, tokenBetween)
	if !session.Secret(secret).Plausible() {
		return session.Session{}, Operator{}, ErrOver
	}
	var operator Operator
	var unknown error
	reads := beside.New()
	reads.Go(func() error {
		operator, unknown = s.who(ctx, tenant, person)
		return nil
	})
	open, err := s.Sessions().Look(ctx, secret)
	_ = reads.Wait() // nil: the error is in unknown
	switch {
	case problem.Is(err, problem.SignIn) || err == nil && (open.Tenant != tenant || personOf(open) != person):
		err = ErrOver
	case err == nil:
		err = unknown
	}
	switch {
	case err != nil:
	case !operator.Active():
		err = errNoOperator
	case open.Version != operator.Version:
		err = errChanged
	default:
		open, err = s.Sessions().See(ctx, open)
	}
	if err != nil {
		return session.Session{}, Operator{}, err
	}
	return open, operator, nil
}

// tokenBetween stands between the secret and the person in a token.
const tokenBetween = "."

// personOf is the ID of the Operator whom a session is of.
func personOf(open session.Session) string {
	if open.Method == TabletMethod {
		return tabletPrefix + open.Guardian
	}
	return open.Guardian
}

// who returns the operator or the tablet with an ID.
func (s Store) who(ctx context.Context, tenant, person string) (Operator, error) {
	if id, is := strings.CutPrefix(person, tabletPrefix); is {
		device, err := s.Device(ctx, tenant, id)
		if problem.Is(err, problem.NotFound) {
			err = errNoTablet
		}
		return device.Operator(), err
	}
	operator, err := s.Operator(ctx, tenant, person)
	if problem.Is(err, problem.NotFound) {
		err = errNoOperator
	}
	return operator, err
}

// start keeps a session with what goes beside it, and returns its token.
func (s Store) start(ctx context.Context, open session.Session, beside types.TransactWriteItem) (string, error) {
	secret, err := s.Sessions().StartWith(ctx, open, beside)
	return secret + tokenBetween + personOf(open), err
}

// Fresh reports whether a login is young enough for what a Fresh rule guards.
func Fresh(open session.Session, now time.Time) bool {
	return !open.Resumed && now.Sub(open.Issued) <= freshLimit
}

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
	write, err := s.save(tenant, o)
	if err != nil {
		return err
	}
	err = dynamo.Transact(ctx, s.Core.Client, []types.TransactWriteItem{write})
	var cancelled *dynamo.Cancelled
	if errors.As(err, &cancelled) {
		return errMovedOn
	}
	return err
}

// save is the write of Save.
func (s Store) save(tenant string, o Operator) (types.TransactWriteItem, error) {
	was := o.Version
	o.Version++
	key := dynamo.Operator(tenant, o.ID)
	if was > 0 {
		return s.Core.PutOver(key, o, "version", was)
	}
	o.Since = s.Clock().UTC()
	return s.Core.Put(key, o, dynamo.Absent)
}

var errSelf = problem.New(problem.Invalid, "Non puoi togliere te stesso, né il tuo ruolo di amministratore. Se c'è un altro "+
	"amministratore, chiedilo a lui; se sei l'unico, prima aggiungine un altro.")

// Manage is Save by an administrator, who has to be as was read when the request came: of two administrators who
// remove each other at the same time one stays, so that there is always one. Nobody takes the own role away, which
// is problem.Invalid.
func (s Store) Manage(ctx context.Context, tenant string, by, o Operator) error {
	if o.ID == by.ID {
		if !o.Active() || !o.Has(Administrator) {
			return errSelf
		}
		return s.Save(ctx, tenant, o)
	}
	write, err := s.save(tenant, o)
	if err != nil {
		return err
	}
	still, err := s.Core.Check(dynamo.Operator(tenant, by.ID), dynamo.Change{
		Condition: "#version = :version", Values: map[string]any{":version": by.Version},
	})
	if err != nil {
		return err
	}
	err = dynamo.Transact(ctx, s.Core.Client, []types.TransactWriteItem{write, still})
	var cancelled *dynamo.Cancelled
	switch {
	case errors.As(err, &cancelled) && cancelled.ConditionFailed(1):
		return errBy
	case cancelled != nil:
		return errMovedOn
	}
	return err
}

var errBy = problem.New(problem.Conflict, "Qualcun altro ha appena cambiato i tuoi ruoli. Riapri la pagina: non abbiamo "+
	"cambiato nulla.")

// First keeps a municipality's first administrator, and returns it, also when it was kept before.
func (s Store) First(ctx context.Context, tenant string, o Operator) (Operator, error) {
	o.By = "modello dell'installazione"
	if err := s.Save(ctx, tenant, o); err != nil && !problem.Is(err, problem.Conflict) {
		return Operator{}, err
	}
	return s.Operator(ctx, tenant, o.ID)
}

// Start opens a session for an operator who has proved who they are. Of the given session it takes who came in by which
// way; the times are those of the office, and it lasts while the operator is as now. The operator's last login is noted
// with it.
func (s Store) Start(ctx context.Context, open session.Session) (string, error) {
	operator, err := s.Operator(ctx, open.Tenant, open.Guardian)
	if err != nil {
		return "", err
	}
	open.Idle, open.Version = idleLimit, operator.Version
	seen, err := s.Core.Update(dynamo.Operator(open.Tenant, open.Guardian), dynamo.Change{
		Update: "SET #lastLogin = :now", Condition: dynamo.Present, Values: map[string]any{":now": s.Clock().UTC()},
	})
	if err != nil {
		return "", err
	}
	token, err := s.start(ctx, open, seen)
	if err != nil {
		return "", fmt.Errorf("operator: %w", err)
	}
	return token, nil
}
