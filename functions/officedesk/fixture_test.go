package main

import (
	"context"
	"net/http"
	"slices"
	"strconv"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"

	"serviziscolastici/infra/local/rights/rightstest"
	"serviziscolastici/shared/billing"
	"serviziscolastici/shared/bucket"
	"serviziscolastici/shared/calendar"
	"serviziscolastici/shared/dynamo"
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
	own                       rightstest.Set // the same, with the function's rights
	files                     *shelf
	now                       time.Time
	looked                    []message.Look
	noQueue                   error // of the messenger's queue
}

func newDesk(t *testing.T) *desk {
	t.Helper()
	tables := rightstest.Tables(t)
	d := &desk{
		t: t, core: tables.Core, presence: tables.Presence, ops: tables.Ops, logs: tables.Audit, own: tables.As(t, "officedesk"),
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
	people := school.Store{Core: d.own.Core, Presence: d.own.Presence, Clock: d.clock}
	operators := office.Store{Core: d.own.Core, Ops: d.own.Ops, Clock: d.clock}
	return Handler{
		Site: site, Rules: site.Office.Rules, School: people, People: people, Registers: people, Sheets: presence.Store{School: people, Figures: figures.Store{Ops: d.own.Ops}},
		Audit: office.Log{Table: d.own.Audit, Clock: d.clock}, Files: d.files, Looks: d,
		Nights: ledger.Nights{Ops: d.own.Ops, Clock: d.clock}, Debts: figures.Store{Ops: d.own.Ops},
		Imports: imports.Store{Ops: d.own.Ops, Clock: d.clock}, Operators: operators, Searches: operators,
		Reports: report.Store{Core: d.own.Core, Ops: d.own.Ops, Clock: d.clock},
		Waiting: func(ctx context.Context, tenant string, kind waiting.Kind) (waiting.Count, error) {
			if kind == waiting.Refusal {
				return billing.Store{Ops: d.own.Ops}.CountRefusals(ctx, tenant)
			}
			return waiting.CountOf(ctx, d.own.Ops, tenant, kind)
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
