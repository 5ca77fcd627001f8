package office

import (
	"context"
	"crypto/rand"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"

	"serviziscolastici/shared/calendar"
	"serviziscolastici/shared/dynamo"
	"serviziscolastici/shared/invocation"
)

// Log is what operators did, in a table that the functions may only add to.
type Log struct {
	// Table is Audit.
	Table dynamo.Table
	Clock calendar.Clock
}

// Deed is what an operator does.
type Deed struct {
	Action Action `dynamodbav:"action"`
	// Object is what it happens to beside people, in words and by code: "classe 3A, 20/11/2026"; "" where people are all.
	Object string `dynamodbav:"object"`
	// Before and After are the state in words or as the stored values; "" where there is none.
	Before string `dynamodbav:"before,omitempty"`
	After  string `dynamodbav:"after,omitempty"`
	// Pieces are Before and After one by one, of a deed that changed several things: what people type may have any sign in
	// it, so that nobody can take the two texts apart again. Older records have none.
	Pieces []Piece `dynamodbav:"pieces,omitempty"`
	// Reason is what the operator gave; money and past presences want one.
	Reason string `dynamodbav:"reason,omitempty"`
	// Pupil is the code of the pupil whom it is about, for the pupil's card; "" for none.
	Pupil string `dynamodbav:"pupil,omitempty"`
	// Sibling is the code of the pupil who gets what is taken from Pupil; "" for none.
	Sibling string `dynamodbav:"sibling,omitempty"`
	// Each is what changed of each pupil, by code, when they are several of one sheet: their cards tell of nobody else.
	Each map[string]Piece `dynamodbav:"-"`
	// Adult and Colleague are the ids of the adult and of the operator whom it is about; "" for none. Who reads the register
	// has their names in their place.
	Adult     string `dynamodbav:"adult,omitempty"`
	Colleague string `dynamodbav:"colleague,omitempty"`
	// Proof is a technical value that proves it, which the register's file shows and its page does not: a digest, how a
	// provider says that somebody logged in; "" for none.
	Proof string `dynamodbav:"proof,omitempty"`
	// Load is the file whose rows it stored; nil for none.
	Load *Load `dynamodbav:"load,omitempty"`
}

// Piece is one thing that a deed changed, in words: "Nome Anna", "Nome Anita". Of what was done there is no Before.
type Piece struct {
	Before string `dynamodbav:"before,omitempty"`
	After  string `dynamodbav:"after,omitempty"`
}

// Changing is the deed with what it changed, as Pieces and as two texts of all of them.
func (d Deed) Changing(pieces ...Piece) Deed {
	var before, after []string
	for _, one := range pieces {
		if one.Before != "" {
			before = append(before, one.Before)
		}
		if one.After != "" {
			after = append(after, one.After)
		}
	}
	d.Pieces, d.Before, d.After = pieces, strings.Join(before, PieceMark), strings.Join(after, PieceMark)
	return d
}

// PieceMark is between the pieces of a text.
const PieceMark = "; "

// Load is a file of the office of which rows were stored, as the register names it for good: its import is forgotten one day.
type Load struct {
	Import string   `dynamodbav:"import"`           // the import's id
	Tables []string `dynamodbav:"tables,omitempty"` // those of its rows that are kept with the register, "cambiate"
	// Rows are the numbers of the rows that a transaction stored; the header is row 1. Of a record of the whole file there are none.
	Rows []int `dynamodbav:"rows,omitempty"`
}

// OfRows reports whether the deed is that some rows of a file were stored, and not about the whole file.
func (d Deed) OfRows() bool { return d.Load != nil && d.Load.Rows != nil }

// Record is a deed with who did it and when.
type Record struct {
	Deed
	ID       string    `dynamodbav:"id"`
	At       time.Time `dynamodbav:"at"` // UTC
	Operator string    `dynamodbav:"operator"`
	Name     string    `dynamodbav:"name"`
	Roles    []Role    `dynamodbav:"roles"`
	// Request is the id of the request in the function's log. A deed that took several transactions has a record
	// in each of them, all of one request.
	Request string `dynamodbav:"request,omitempty"`
	// Mark is the attribute audit of every item that the deed put, and of the money that it changed: fsck looks
	// for the record of each, and for the mark of what has an operator's hand (see Operator.AtWork). Records of one deed have the same; "" for a deed that changed nothing.
	Mark string `dynamodbav:"audit,omitempty"`
}

// AtWork returns the context of what an operator does, whether a record is made of it or not: every item that is put, and
// every update of money, tells whose hand it was. An item with a hand and without a mark is one whose record nobody made.
func (o Operator) AtWork(ctx context.Context) context.Context { return dynamo.By(ctx, o.ID) }

// Noting returns a context under which every change is stored together with a record of the deed, or not at all. Every
// item that is put carries the record's Mark; an update of money takes it by dynamo.Signed.
func (l Log) Noting(ctx context.Context, tenant string, who Operator, deed Deed) context.Context {
	mark := rand.Text()
	return dynamo.Alongside(ctx, dynamo.Companion{Mark: mark, Write: func() ([]types.TransactWriteItem, error) {
		record := l.record(ctx, who, deed)
		record.Mark = mark
		return l.writes(tenant, record)
	}})
}

// writes keep a record among those of its month, or of the file whose rows it tells of, and once more among those of each
// pupil whom it names.
func (l Log) writes(tenant string, record Record) ([]types.TransactWriteItem, error) {
	if !slices.Contains(Actions(), record.Action) { // nobody could look for it
		return nil, fmt.Errorf("office: %q is none of the register's actions", record.Action)
	}
	key := dynamo.AuditRecord(tenant, record.At, record.ID)
	if record.OfRows() { // a month would drown in 20,000 of them
		key = dynamo.AuditOfLoad(tenant, record.Load.Import, record.At, record.ID)
	}
	kept, err := l.Table.Put(key, record, dynamo.Absent)
	writes := []types.TransactWriteItem{kept}
	list := func(pupil string, told Record) {
		if err != nil || pupil == "" {
			return
		}
		var listed types.TransactWriteItem
		listed, err = l.Table.Put(dynamo.AuditOfPupil(tenant, pupil, told.At, told.ID), told, dynamo.Absent)
		writes = append(writes, listed)
	}
	list(record.Pupil, record)
	list(record.Sibling, record)
	for pupil, own := range record.Each {
		told := record
		told.Pupil, told.Before, told.After = pupil, own.Before, own.After
		list(pupil, told)
	}
	return writes, err
}

// Note keeps a record of what changes nothing: an export, a list of debtors that was read.
func (l Log) Note(ctx context.Context, tenant string, who Operator, deed Deed) error {
	writes, err := l.writes(tenant, l.record(ctx, who, deed))
	if err != nil {
		return err
	}
	return dynamo.Transact(ctx, l.Table.Client, writes)
}

func (l Log) record(ctx context.Context, who Operator, deed Deed) Record {
	return Record{
		Deed: deed, ID: recordID(), At: l.Clock().UTC(), Operator: who.ID, Name: who.FullName(), Roles: who.Roles,
		Request: invocation.ID(ctx),
	}
}

// recordID is a random id that sorts after those of before, by the machine's clock: records of one instant of the portal's clock,
// which may stand still, stay in the order in which they were made.
func recordID() string { return fmt.Sprintf("%016x", time.Now().UnixNano()) + rand.Text() }

// Month returns records of a month, the newest first, limit at most; from is where the page begins, "" for the
// newest. The returned text is where the next page begins, "" after the last one.
func (l Log) Month(ctx context.Context, tenant string, month calendar.Month, from string, limit int) ([]Record, string, error) {
	return l.page(ctx, dynamo.AuditOfMonth(tenant, month, from, limit+1))
}

// OfPupil is Month for the records that name a pupil, of all times.
func (l Log) OfPupil(ctx context.Context, tenant, pupil, from string, limit int) ([]Record, string, error) {
	return l.page(ctx, dynamo.AuditsOfPupil(tenant, pupil, from, limit+1))
}

// loadCalls is how many calls OfLoad makes, of 1 MB each: what they read is a file of less than the 6 MB that a function answers.
const loadCalls = 2

// OfLoad returns records of the rows that were stored out of a file, by its import's id, the newest first, 2 MB at most; from
// and the returned text are those of Month.
func (l Log) OfLoad(ctx context.Context, tenant, id, from string) ([]Record, string, error) {
	found, more, err := dynamo.QueryCalls[Record](ctx, l.Table, dynamo.AuditsOfLoad(tenant, id, from), loadCalls)
	last := len(found) - 1
	if err != nil || !more || last < 0 {
		return found, "", err
	}
	return found[:last], found[last].Key(), nil
}

// page reads a range whose limit is one more than the page holds: that one begins the next.
func (l Log) page(ctx context.Context, r dynamo.Range) ([]Record, string, error) {
	found, err := dynamo.Query[Record](ctx, l.Table, r)
	last := r.Limit - 1
	if err != nil || len(found) <= last {
		return found, "", err
	}
	return found[:last], found[last].Key(), nil
}

// Key is where a page begins of which the record is the first.
func (r Record) Key() string { return dynamo.AuditRecord("", r.At, r.ID).SK }
