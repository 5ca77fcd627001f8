package imports

import (
	"context"
	"crypto/rand"
	"errors"
	"slices"
	"strings"
	"time"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"

	"serviziscolastici/shared/calendar"
	"serviziscolastici/shared/dynamo"
	"serviziscolastici/shared/intake"
	"serviziscolastici/shared/office"
	"serviziscolastici/shared/problem"
)

// Store keeps the imports.
type Store struct {
	Ops   dynamo.Table
	Clock calendar.Clock
}

const (
	// remembered is how long an import is listed. Its file is gone after 90 days, by the bucket's rule.
	remembered = 400 * 24 * time.Hour
	// UploadLasts is how long the form of an upload works.
	UploadLasts = time.Hour
)

// errMoved says that somebody else has brought the import further.
var errMoved = errors.New("imports: moved by somebody else")

// newID returns an id that sorts by time.
func newID(at time.Time) string {
	return at.UTC().Format("20060102T150405") + "-" + strings.ToLower(rand.Text()[:10])
}

// Begin keeps an import whose file is still to come.
func (s Store) Begin(ctx context.Context, tenant, file, by, who string) (Import, error) {
	if _, known := intake.KindOf(file); !known {
		return Import{}, problem.Missing()
	}
	now := s.Clock().UTC()
	i := Import{
		ID: newID(now), Tenant: tenant, File: file, By: by, Who: who, At: now, Moved: now,
		State: Waiting, Version: 1, Expires: now.Add(2 * UploadLasts),
	}
	i.Key = uploadKey(tenant, i.ID)
	return i, s.Ops.Create(ctx, dynamo.Import(tenant, i.ID), i)
}

// Find returns an import. The error is problem.NotFound.
func (s Store) Find(ctx context.Context, tenant, id string) (Import, error) {
	var i Import
	err := s.Ops.Get(ctx, dynamo.Import(tenant, id), &i)
	if errors.Is(err, dynamo.ErrNoItem) {
		return Import{}, problem.Missing()
	}
	return i, err
}

// List returns the last imports whose file has come, the newest first, limit at most, from an id on or, with "", from the
// newest. The text is the id to go on from, "" at the end.
func (s Store) List(ctx context.Context, tenant, from string, limit int) ([]Import, string, error) {
	found, err := dynamo.Query[Import](ctx, s.Ops, dynamo.ImportsOf(tenant, from, limit+1))
	if err != nil {
		return nil, "", err
	}
	next := ""
	if len(found) > limit {
		found, next = found[:limit], found[limit].ID
	}
	return slices.DeleteFunc(found, func(i Import) bool { return i.State == Waiting }), next, nil
}

// advance keeps an import that has come further, unless somebody else was faster: then the error is errMoved.
func (s Store) advance(ctx context.Context, i Import) (Import, error) {
	moved := s.moved(i)
	err := s.Ops.Replace(ctx, dynamo.Import(i.Tenant, i.ID), moved, "version", i.Version)
	if errors.Is(err, dynamo.ErrCondition) {
		err = errMoved
	}
	return moved, err
}

func (s Store) moved(i Import) Import {
	now := s.Clock().UTC()
	i.Version, i.Moved, i.Expires = i.Version+1, now, now.Add(remembered)
	return i
}

// advancing is the write of advance within a transaction.
func (s Store) advancing(i Import) (types.TransactWriteItem, error) {
	return s.Ops.PutOver(dynamo.Import(i.Tenant, i.ID), s.moved(i), "version", i.Version)
}

// columns are the names that the office has told for a kind of file.
type columns struct {
	Told map[string]string `dynamodbav:"told"` // by intake.NameKey of the office's name: ours, or intake.NotRead
}

// Columns returns what the office has told about the columns of a kind of file.
func (s Store) Columns(ctx context.Context, tenant, file string) (map[string]string, error) {
	var known columns
	err := s.Ops.Get(ctx, dynamo.ImportColumns(tenant, file), &known)
	if errors.Is(err, dynamo.ErrNoItem) {
		err = nil
	}
	if known.Told == nil {
		known.Told = map[string]string{}
	}
	return known.Told, err
}

var errNotNow = problem.New(problem.Conflict, "Nel frattempo questa importazione è andata avanti. Riapri la pagina e controlla.")

// Tell keeps what the office tells of the columns of an import, by its names, also for the next files of the kind, and
// has the file read again.
func (s Store) Tell(ctx context.Context, i Import, told map[string]string) (Import, error) {
	if !i.Readable() {
		return i, errNotNow
	}
	i.Refusal = ""
	all, err := s.Columns(ctx, i.Tenant, i.File)
	if err != nil {
		return i, err
	}
	for name, ours := range told {
		all[intake.NameKey(name)] = ours
	}
	kept, err := s.Ops.Put(dynamo.ImportColumns(i.Tenant, i.File), columns{all}, "")
	if err != nil {
		return i, err
	}
	return s.both(ctx, i.to(Reading), kept)
}

// Drop ends an import that nobody confirmed.
func (s Store) Drop(ctx context.Context, i Import) (Import, error) {
	if i.State != Asking && i.State != Ready {
		return i, errNotNow
	}
	dropped, err := s.advance(ctx, i.to(Dropped))
	if errors.Is(err, errMoved) {
		err = errNotNow
	}
	return dropped, err
}

// lock is there while a file of a kind is being stored.
type lock struct {
	ID  string    `dynamodbav:"id"`
	Who string    `dynamodbav:"who"`
	At  time.Time `dynamodbav:"at"`
}

// errOver is for an import that waited so long that its rows are not there any more.
var errOver = problem.New(problem.Conflict, "Il file ha aspettato più di 85 giorni, e i suoi dati non ci sono più: annulla "+
	"l'importazione e caricalo di nuovo.")

// Confirm has an import stored, with the reason that it names. The error is problem.Conflict when it is not ready or has
// waited for too long, when another file of its kind is being stored, or when its content was stored before and the
// office has not said that it knows (again).
func (s Store) Confirm(ctx context.Context, i Import, by office.Operator, again bool) (Import, error) {
	if i.State != Ready {
		return i, errNotNow
	}
	if i.over(s.Clock()) {
		return i, errOver
	}
	earlier, err := s.earlier(ctx, i)
	if err != nil {
		return i, err
	}
	if earlier != nil && !again {
		return i, problem.New(problem.Conflict, "Lo stesso file è già stato caricato il "+italian(earlier.At)+" da "+
			earlier.Who+". Se vuoi caricarlo di nuovo, spunta la casella e conferma.")
	}
	i.OKBy, i.OKWho, i.OKRoles, i.OKAt = by.ID, by.FullName(), by.Roles, s.Clock().UTC()
	held, err := s.Ops.Put(dynamo.ImportLock(i.Tenant, i.File), lock{i.ID, i.OKWho, i.OKAt}, dynamo.Absent)
	if err != nil {
		return i, err
	}
	advanced, err := s.advancing(i.to(Storing))
	if err != nil {
		return i, err
	}
	err = dynamo.Transact(ctx, s.Ops.Client, []types.TransactWriteItem{held, advanced})
	var cancelled *dynamo.Cancelled
	if !errors.As(err, &cancelled) {
		return s.moved(i.to(Storing)), err
	}
	var other lock
	if cancelled.ConditionFailed(0) && cancelled.Old(0, &other) == nil && other.ID != i.ID {
		return i, problem.New(problem.Conflict, "È già in corso il caricamento di un altro file di questo tipo, confermato da "+
			other.Who+" il "+italian(other.At)+". Aspetta che finisca, poi conferma di nuovo.")
	}
	return i, errNotNow
}

// italian is a moment as the office reads it, "22/11/2026 alle 18:00".
func italian(at time.Time) string {
	return calendar.DayOf(at).Italian() + " alle " + calendar.ItalianTime(at)
}

// earlier returns the import that stored the same content before, nil when none did.
func (s Store) earlier(ctx context.Context, i Import) (*Earlier, error) {
	var found Earlier
	err := s.Ops.Get(ctx, dynamo.ImportedContent(i.Tenant, i.File+"#"+i.Hash), &found)
	if errors.Is(err, dynamo.ErrNoItem) || err == nil && found.ID == i.ID {
		return nil, nil
	}
	return &found, err
}

// lose ends an import of which a piece is not there any more, and lets the next file of the kind in.
func (s Store) lose(ctx context.Context, i Import) (Import, error) {
	released, err := s.released(i)
	if err != nil {
		return i, err
	}
	i.Refusal = "I dati del file non ci sono più, dopo 90 giorni."
	if i.Next > 0 {
		i.Refusal += " Una parte delle righe era già registrata."
	}
	return s.both(ctx, i.to(Refused), released)
}

// released lets the next file of the kind in.
func (s Store) released(i Import) (types.TransactWriteItem, error) {
	return s.Ops.Remove(dynamo.ImportLock(i.Tenant, i.File), dynamo.Change{
		Condition: "#id = :id", Values: map[string]any{":id": i.ID},
	})
}

// finish keeps an import that is stored, lets the next file of the kind in, and remembers the content.
func (s Store) finish(ctx context.Context, i Import) (Import, error) {
	released, err := s.released(i)
	if err != nil {
		return i, err
	}
	known, err := s.Ops.Put(dynamo.ImportedContent(i.Tenant, i.File+"#"+i.Hash), Earlier{i.ID, i.OKWho, i.OKAt}, "")
	if err != nil {
		return i, err
	}
	return s.both(ctx, i.to(Done), released, known)
}

// both advances an import together with other writes.
func (s Store) both(ctx context.Context, i Import, others ...types.TransactWriteItem) (Import, error) {
	advanced, err := s.advancing(i)
	if err != nil {
		return i, err
	}
	err = dynamo.Transact(ctx, s.Ops.Client, append(others, advanced))
	var cancelled *dynamo.Cancelled
	if errors.As(err, &cancelled) {
		return i, errMoved
	}
	return s.moved(i), err
}
