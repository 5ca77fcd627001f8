package billing

import (
	"context"
	"errors"
	"slices"
	"time"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"

	"serviziscolastici/shared/calendar"
	"serviziscolastici/shared/dynamo"
	"serviziscolastici/shared/pagopa"
	"serviziscolastici/shared/problem"
	"serviziscolastici/shared/waiting"
)

// Unpublished marks a notice that pagoPA's archive has to be told of. It is
// written in the transaction that opens or changes the notice, so that neither
// can happen without it, and removed once the archive has taken that revision.
type Unpublished struct {
	Tenant   string              `dynamodbav:"tenant"`
	Guardian string              `dynamodbav:"guardian"`        // the debtor, so that parents take turns
	Pupil    string              `dynamodbav:"pupil,omitempty"` // whom it is about; marks of before have none
	Creditor string              `dynamodbav:"creditor"`
	Number   pagopa.NoticeNumber `dynamodbav:"nav"`
	// Revision of the notice is the one to publish at least. It also tells one
	// mark of a notice from a later one.
	Revision int       `dynamodbav:"revision"`
	Since    time.Time `dynamodbav:"since"`
	// Queued is when the notice was last put on the queue; zero when it never was.
	Queued time.Time `dynamodbav:"queued,omitempty"`
	// Refusal is why the archive does not take the notice: the office has to look.
	Refusal string `dynamodbav:"refusal,omitempty"`
}

func (s Store) unpublished(position Position, revision int) (types.TransactWriteItem, error) {
	return s.Ops.Put(dynamo.Unpublished(position.Tenant, position.Number.String()), Unpublished{
		Tenant: position.Tenant, Guardian: position.Guardian, Pupil: position.Pupil, Creditor: position.Creditor,
		Number: position.Number, Revision: revision, Since: s.Clock().UTC(),
	}, "")
}

// queuedLasts is how long a notice on the queue is left alone. Longer than the
// queue's own tries take, so that an archive that is down is not asked in vain.
const queuedLasts = time.Hour

// Due reports whether the notice should be put on the queue (again).
func (u Unpublished) Due(now time.Time) bool {
	return u.Refusal == "" && !now.Before(u.Queued.Add(queuedLasts))
}

// ToPublish returns everything of a municipality that the archive does not know
// yet, by notice number, refused notices included.
func (s Store) ToPublish(ctx context.Context, tenant string) ([]Unpublished, error) {
	return dynamo.Query[Unpublished](ctx, s.Ops, dynamo.UnpublishedOf(tenant))
}

// Queued notes that a notice was put on the queue just now, unless the archive has refused it meanwhile.
func (s Store) Queued(ctx context.Context, mark Unpublished) error {
	err := s.Ops.Change(ctx, dynamo.Unpublished(mark.Tenant, mark.Number.String()), dynamo.Change{
		Update:    "SET #queued = :now",
		Condition: "#revision = :revision AND attribute_not_exists(#refusal)",
		Values:    map[string]any{":now": s.Clock().UTC(), ":revision": mark.Revision},
	})
	if errors.Is(err, dynamo.ErrCondition) {
		return nil
	}
	return err
}

// Refused notes that the archive does not take a position as it is, and why. It waits for the office.
func (s Store) Refused(ctx context.Context, position Position, why string) error {
	mark := position.refusal()
	mark.Since, mark.Pupil = calendar.DayOf(s.Clock()), position.Pupil
	waits, err := mark.Begin(s.Ops, position.Tenant)
	if err != nil {
		return err
	}
	return s.remark(ctx, Unpublished{
		Tenant: position.Tenant, Guardian: position.Guardian, Pupil: position.Pupil, Creditor: position.Creditor,
		Number: position.Number, Revision: position.Revision, Since: s.Clock().UTC(), Refusal: why,
	}, waits)
}

// refusal is the mark of a notice that the archive does not take, filed by the day of the notice: whoever ends it may not
// know the day of the refusal.
func (p Position) refusal() waiting.Mark {
	return waiting.Mark{Kind: waiting.Refusal, Filed: p.CreatedDay(), ID: p.Number.String()}
}

// remark changes a mark, unless a later change of the notice has replaced it or
// its publication has removed it.
func (s Store) remark(ctx context.Context, mark Unpublished, also types.TransactWriteItem) error {
	changed, err := s.Ops.PutOver(
		dynamo.Unpublished(mark.Tenant, mark.Number.String()), mark, "revision", mark.Revision)
	if err != nil {
		return err
	}
	err = dynamo.Transact(ctx, s.Ops.Client, []types.TransactWriteItem{changed, also})
	var cancelled *dynamo.Cancelled
	if errors.As(err, &cancelled) {
		return nil
	}
	return err
}

// Published removes the mark of a notice that the archive knows in this revision.
// The mark of a later change stays.
func (s Store) Published(ctx context.Context, position Position) error {
	gone, err := s.Ops.Remove(dynamo.Unpublished(position.Tenant, position.Number.String()), dynamo.Change{
		Condition: "#revision <= :revision", Values: map[string]any{":revision": position.Revision},
	})
	if err != nil {
		return err
	}
	taken, err := position.refusal().End(s.Ops, position.Tenant)
	if err != nil {
		return err
	}
	err = dynamo.Transact(ctx, s.Ops.Client, []types.TransactWriteItem{gone, taken})
	var cancelled *dynamo.Cancelled
	if errors.As(err, &cancelled) {
		return nil
	}
	return err
}

// Again has a refused notice published once more, because the office has dealt with the reason. The
// error is a problem.NotFound when the archive did not refuse that notice.
func (s Store) Again(ctx context.Context, creditor string, number pagopa.NoticeNumber) error {
	position, err := s.Find(ctx, creditor, number)
	if err != nil {
		return err
	}
	var mark Unpublished
	err = s.Ops.Get(ctx, dynamo.Unpublished(position.Tenant, number.String()), &mark)
	if errors.Is(err, dynamo.ErrNoItem) || err == nil && mark.Refusal == "" {
		return problem.Missing().Because(err)
	}
	if err != nil {
		return err
	}
	gone, err := position.refusal().End(s.Ops, position.Tenant)
	if err != nil {
		return err
	}
	mark.Refusal, mark.Queued = "", time.Time{}
	return s.remark(ctx, mark, gone)
}

// Refusals returns the marks of notices that the archive does not take, those of the oldest notices and limit at most. The page
// begins at from, "" for the oldest; the returned text is where the next page begins.
func (s Store) Refusals(ctx context.Context, tenant, from string, limit int) ([]waiting.Mark, string, error) {
	return waiting.List(ctx, s.Ops, tenant, waiting.Refusal, from, limit)
}

// CountRefusals counts the notices that the archive does not take and that wait for the office, up to waiting.Most.
func (s Store) CountRefusals(ctx context.Context, tenant string) (waiting.Count, error) {
	marks, next, err := s.Refusals(ctx, tenant, "", waiting.Most)
	if err != nil || len(marks) == 0 {
		return waiting.Count{}, err
	}
	refusals, err := s.RefusalsOf(ctx, tenant, marks)
	marks = slices.DeleteFunc(marks, func(mark waiting.Mark) bool {
		return !slices.ContainsFunc(refusals, func(u Unpublished) bool { return u.Number.String() == mark.ID })
	})
	return waiting.Counted(marks, next), err
}

// RefusalsOf returns what the archive said of marked notices, by refusal.
func (s Store) RefusalsOf(ctx context.Context, tenant string, marks []waiting.Mark) ([]Unpublished, error) {
	keys := make([]dynamo.Key, 0, len(marks))
	for _, mark := range marks {
		keys = append(keys, dynamo.Unpublished(tenant, mark.ID))
	}
	list, err := dynamo.BatchGet[Unpublished](ctx, s.Ops, keys)
	// A notice that has changed since its refusal is published again by itself, and waits for nobody.
	list = slices.DeleteFunc(list, func(u Unpublished) bool { return u.Refusal == "" })
	slices.SortFunc(list, func(a, b Unpublished) int { return a.Since.Compare(b.Since) })
	return list, err
}
