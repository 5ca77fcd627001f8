package municipality

import (
	"context"
	"errors"
	"fmt"
	"reflect"
	"slices"
	"sync"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"

	"serviziscolastici/shared/calendar"
	"serviziscolastici/shared/dynamo"
	"serviziscolastici/shared/problem"
)

// Store reads and saves municipalities. It remembers what it read for five
// minutes, because every page starts with this read.
type Store struct {
	Core dynamo.Table
	// Clock tells how old what is remembered is: the machine's, also where the portal's stands still.
	Clock calendar.Clock

	mu    sync.Mutex
	known map[dynamo.Key]remembered
}

// pointer leads from a host name or a creditor to a municipality.
type pointer struct {
	Tenant string `dynamodbav:"tenant"`
}

// ByHost finds a municipality by the host name of its portal, with or without
// port. The error is problem.NotFound when no municipality has it.
func (s *Store) ByHost(ctx context.Context, host string) (Municipality, error) {
	return s.byPointer(ctx, dynamo.Host(HostName(host)))
}

// ByCreditor finds a municipality by its fiscal code, 11 digits. The error is
// problem.NotFound when no municipality has it.
func (s *Store) ByCreditor(ctx context.Context, fiscalCode string) (Municipality, error) {
	return s.byPointer(ctx, dynamo.Creditor(fiscalCode))
}

// ByID finds a municipality by its tenant id. The error is problem.NotFound when
// there is none, and names the id for the operator who mistyped it.
func (s *Store) ByID(ctx context.Context, id string) (Municipality, error) {
	return s.remember(dynamo.Municipality(id), func() (Municipality, error) { return s.Stored(ctx, id) })
}

// Stored is ByID as the table says now, for whoever changes it.
func (s *Store) Stored(ctx context.Context, id string) (Municipality, error) {
	var m Municipality
	if err := s.Core.Get(ctx, dynamo.Municipality(id), &m); err != nil {
		return m, missing(fmt.Errorf("municipality %q: %w", id, err))
	}
	return m, nil
}

// All returns every municipality, by id. Which ones there are is read each time;
// their settings may be remembered ones.
func (s *Store) All(ctx context.Context) ([]Municipality, error) {
	list, err := dynamo.Query[pointer](ctx, s.Core, dynamo.Tenants())
	if err != nil {
		return nil, err
	}
	all := make([]Municipality, 0, len(list))
	for _, entry := range list {
		m, err := s.ByID(ctx, entry.Tenant)
		if err != nil {
			return nil, err
		}
		all = append(all, m)
	}
	return all, nil
}

// errOtherCreditor is what the office reads that gives its municipality another fiscal code.
var errOtherCreditor = problem.New(problem.Conflict, "Il codice fiscale di un Comune non cambia: avvisi, ricevute e "+
	"documenti emessi restano suoi. Un Comune nato da una fusione è un altro Comune, con un altro codice catastale.")

// Save stores the municipality with the ways that lead to it, all or nothing. It
// returns whether anything changed. A host or fiscal code that belongs to
// another municipality is problem.Conflict, and so is another fiscal code than
// before: it is the creditor of every notice that was issued.
func (s *Store) Save(ctx context.Context, m Municipality) (bool, error) {
	var before Municipality
	err := s.Core.Get(ctx, dynamo.Municipality(m.ID), &before)
	if err != nil && !errors.Is(err, dynamo.ErrNoItem) {
		return false, err
	}
	if err == nil && reflect.DeepEqual(before, m) {
		return false, nil
	}
	if before.FiscalCode != "" && before.FiscalCode != m.FiscalCode {
		return false, errOtherCreditor
	}
	writes, err := s.writes(before, m)
	if err != nil {
		return false, err
	}
	err = dynamo.Transact(ctx, s.Core.Client, writes)
	var cancelled *dynamo.Cancelled
	if errors.As(err, &cancelled) {
		return false, problem.New(problem.Conflict,
			"Un indirizzo del portale o il codice fiscale è già di un altro Comune.").Because(err)
	}
	s.forget()
	return err == nil, err
}

// writes lists the items to put, each way guarded against another tenant's, and
// removes the ways that the municipality no longer has.
func (s *Store) writes(before, m Municipality) ([]types.TransactWriteItem, error) {
	var writes []types.TransactWriteItem
	put := func(key dynamo.Key, item any) error {
		write, err := s.Core.Put(key, item, "")
		writes = append(writes, write)
		return err
	}
	if err := errors.Join(
		put(dynamo.Municipality(m.ID), m), put(dynamo.TenantList(m.ID), pointer{m.ID}),
	); err != nil {
		return nil, err
	}
	for _, way := range ways(m) {
		if err := put(way, pointer{m.ID}); err != nil {
			return nil, err
		}
		writes[len(writes)-1].Put.ConditionExpression = &ownOrAbsent
		writes[len(writes)-1].Put.ExpressionAttributeValues = dynamo.Attributes{
			":tenant": &types.AttributeValueMemberS{Value: m.ID},
		}
	}
	for _, way := range ways(before) {
		if slices.Contains(ways(m), way) {
			continue
		}
		gone, err := s.Core.Remove(way, dynamo.Change{})
		if err != nil {
			return nil, err
		}
		writes = append(writes, gone)
	}
	return writes, nil
}

var ownOrAbsent = "attribute_not_exists(pk) OR tenant = :tenant"

// ways are the keys by which a municipality is found from outside.
func ways(m Municipality) []dynamo.Key {
	var keys []dynamo.Key
	if m.FiscalCode != "" {
		keys = append(keys, dynamo.Creditor(m.FiscalCode))
	}
	for _, host := range m.Hosts {
		keys = append(keys, dynamo.Host(HostName(host)))
	}
	return keys
}
