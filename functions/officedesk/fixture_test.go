package main

import (
	"context"
	"net/http"
	"slices"
	"strconv"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"

	"serviziscolastici/shared/bucket"
	"serviziscolastici/shared/calendar"
	"serviziscolastici/shared/dynamo"
	"serviziscolastici/shared/dynamo/dynamotest"
	"serviziscolastici/shared/figures"
	"serviziscolastici/shared/imports"
	"serviziscolastici/shared/ledger"
	"serviziscolastici/shared/message"
	"serviziscolastici/shared/office"
	"serviziscolastici/shared/presence"
	"serviziscolastici/shared/report"
	"serviziscolastici/shared/school"
	"serviziscolastici/shared/waiting"
	"serviziscolastici/shared/web"
	"serviziscolastici/shared/web/webtest"
)

// desk is the pages over tables of a municipality with two classes, on a Monday at ten.
type desk struct {
	t                         *testing.T
	core, presence, ops, logs dynamo.Table
	files                     *shelf
	now                       time.Time
	looked                    []message.Look
	noQueue                   error // of the messenger's queue
}

func newDesk(t *testing.T) *desk {
	t.Helper()
	d := &desk{
		t: t, core: dynamotest.Table(t), presence: dynamotest.Table(t), ops: dynamotest.Table(t), logs: dynamotest.Table(t),
		files: &shelf{}, now: time.Date(2026, 11, 23, 10, 0, 0, 0, calendar.Rome()),
	}
	for _, class := range []school.Class{
		{ID: "PRI-3A", Name: "3A", School: "PRI", SchoolName: "Primaria", Weekdays: []time.Weekday{time.Monday}},
		{ID: "SEC-1B", Name: "1B", School: "SEC", SchoolName: "Secondaria", Weekdays: []time.Weekday{time.Monday}},
	} {
		_, err := d.school().SaveClass(t.Context(), webtest.Tenant, class)
		d.must(err)
	}
	return d
}

func (d *desk) clock() time.Time { return d.now }

func (d *desk) school() school.Store {
	return school.Store{Core: d.core, Presence: d.presence, Clock: d.clock}
}

func (d *desk) log() office.Log { return office.Log{Table: d.logs, Clock: d.clock} }

// as is the pages for an operator with roles.
func (d *desk) as(roles ...office.Role) http.Handler { return d.handler(roles...).Routes() }

// handler is what serves them.
func (d *desk) handler(roles ...office.Role) Handler {
	d.t.Helper()
	read, err := web.NewPages(pages, "pages/*.html")
	d.must(err)
	site, err := webtest.OfficeSite(read, webtest.Operator(roles...))
	d.must(err)
	site.Clock = d.clock
	return Handler{
		Site: site, Rules: site.Office.Rules, School: d.school(), Sheets: presence.Store{School: d.school()},
		Audit: d.log(), Files: d.files,
		Nights: ledger.Nights{Ops: d.ops, Clock: d.clock}, Debts: figures.Store{Ops: d.ops}, Imports: imports.Store{Ops: d.ops, Clock: d.clock},
		Operators: office.Store{Core: d.core, Ops: d.ops, Clock: d.clock},
		Searches:  office.Store{Core: d.core, Ops: d.ops, Clock: d.clock},
		Reports:   d.reports(), People: d.school(), Looks: d,
		Waiting: func(ctx context.Context, tenant string, kind waiting.Kind) (waiting.Count, error) {
			return waiting.CountOf(ctx, d.ops, tenant, kind)
		},
	}
}

func (d *desk) reports() report.Store {
	return report.Store{Core: d.core, Ops: d.ops, Clock: d.clock}
}

// Send keeps whom the messenger would look at.
func (d *desk) Send(_ context.Context, look message.Look) error {
	if d.noQueue != nil {
		return d.noQueue
	}
	d.looked = append(d.looked, look)
	return nil
}

func (d *desk) must(err error) {
	d.t.Helper()
	if err != nil {
		d.t.Fatal(err)
	}
}

// shelf is the bucket of files: it has the objects of some keys.
type shelf []string

// Open knows whether an object is there.
func (s *shelf) Open(_ context.Context, key string) (bucket.Object, error) {
	if !slices.Contains(*s, key) {
		return bucket.Object{}, bucket.ErrNoObject
	}
	return bucket.Object{ReadCloser: http.NoBody}, nil
}

// Link is the address of an object.
func (s *shelf) Link(_ context.Context, key, _ string, _ time.Duration) (string, error) {
	return "https://s3.example/" + key, nil
}

// waits marks something that waits since some days ago.
func (d *desk) waits(kind waiting.Kind, id string, days int) {
	d.t.Helper()
	mark := waiting.Mark{Kind: kind, Since: calendar.DayOf(d.now).AddDays(-days), ID: id}
	write, err := mark.Begin(d.ops, webtest.Tenant)
	d.must(err)
	d.must(dynamo.Transact(d.t.Context(), d.ops.Client, []types.TransactWriteItem{write}))
}

// dynamoKey is the key of some item.
func dynamoKey(n int) dynamo.Key { return dynamo.School(webtest.Tenant, strconv.Itoa(n)) }
