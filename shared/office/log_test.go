package office_test

import (
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"serviziscolastici/shared/calendar"
	"serviziscolastici/shared/dynamo"
	"serviziscolastici/shared/dynamo/dynamotest"
	"serviziscolastici/shared/office"
)

// Goal: every action of the register can be looked for, and no record has another one. Method: the constants of the source,
// and a deed that is none of them.
func TestActionsAreListed(t *testing.T) {
	source, err := os.ReadFile("action.go")
	if err != nil {
		t.Fatal(err)
	}
	var named []office.Action
	for _, one := range regexp.MustCompile(`(?m)^\t\w+ +Action = "(.+)"$`).FindAllStringSubmatch(string(source), -1) {
		named = append(named, office.Action(one[1]))
	}
	if len(named) < 40 || !slices.Equal(named, office.Actions()) {
		t.Errorf("%d actions are named, and listed are %q", len(named), office.Actions())
	}
	log := office.Log{Table: dynamotest.Table(t), Clock: time.Now}
	if err := log.Note(t.Context(), "c_x000", office.Operator{ID: "op1"}, office.Deed{Action: "Altro"}); err == nil {
		t.Error("a record of no action")
	}
}

// Goal: what an operator changes and the record of it are found from one another. Method: put an item, update one
// that holds money, with one deed; compare the mark of both with the record's; do the same without an operator.
func TestChangeAndRecordHaveOneMark(t *testing.T) {
	table, records := dynamotest.Table(t), dynamotest.Table(t)
	at := time.Date(2026, 11, 20, 10, 0, 0, 0, time.UTC)
	log := office.Log{Table: records, Clock: func() time.Time { at = at.Add(time.Second); return at }}
	clerk := office.Operator{ID: "op1", Name: "Giulia", FamilyName: "Conti", Roles: []office.Role{office.Clerk}}
	ctx := log.Noting(t.Context(), "c_x000", clerk, office.Deed{Action: office.PupilCorrected, Object: "alunno A001"})

	type item struct {
		Amount int    `dynamodbav:"amount"`
		Audit  string `dynamodbav:"audit"`
	}
	put, updated, plain := dynamo.Key{PK: "a", SK: "1"}, dynamo.Key{PK: "a", SK: "2"}, dynamo.Key{PK: "a", SK: "3"}
	if err := table.Store(ctx, put, item{Amount: 1}); err != nil {
		t.Fatal(err)
	}
	change := dynamo.Change{Update: "SET #amount = :two", Values: map[string]any{":two": 2}}
	if err := table.Change(ctx, updated, dynamo.Signed(ctx, change)); err != nil {
		t.Fatal(err)
	}
	if err := table.Change(t.Context(), plain, dynamo.Signed(t.Context(), change)); err != nil {
		t.Fatal(err)
	}
	found, next, err := log.Month(t.Context(), "c_x000", calendar.DayOf(at).Month(), "", 10)
	if err != nil || len(found) != 2 || next != "" || found[0].Mark == "" || found[0].Mark != found[1].Mark {
		t.Fatalf("%+v, %q, %v", found, next, err)
	}
	for key, want := range map[dynamo.Key]item{put: {1, found[0].Mark}, updated: {2, found[0].Mark}, plain: {2, ""}} {
		var got item
		if err := table.Get(t.Context(), key, &got); err != nil || got != want {
			t.Errorf("%s: %+v, %v; want %+v", key.SK, got, err, want)
		}
	}
}

// Goal: the records of a file with very many rows are read in parts that a function can answer, which miss nothing and repeat
// nothing. Method: 3 MB of records of one file, read part by part, beside those of another one.
func TestRecordsOfALargeFile(t *testing.T) {
	at := time.Date(2026, 11, 20, 10, 0, 0, 0, time.UTC)
	log := office.Log{Table: dynamotest.Table(t), Clock: func() time.Time { at = at.Add(time.Second); return at }}
	const id, records, size = "20261120T100000-abcdefghij", 60, 50 << 10
	store := func(file string, row int) {
		deed := office.Deed{
			Action: office.RowsStored, After: strings.Repeat("x", size), Load: &office.Load{Import: file, Rows: []int{row}},
		}
		if err := log.Note(t.Context(), "c_x000", office.Operator{ID: "op1"}, deed); err != nil {
			t.Fatal(err)
		}
	}
	for n := range records {
		store(id, n+2)
	}
	store("20261120T100000-abcdefghik", 1000)
	var rows []int
	parts, from := 0, ""
	for ; parts == 0 || from != ""; parts++ {
		part, next, err := log.OfLoad(t.Context(), "c_x000", id, from)
		if err != nil || len(part) == 0 || len(part)*size > 2<<20+2*size || next == from {
			t.Fatalf("part %d has %d records, goes on at %q, %v", parts, len(part), next, err)
		}
		for _, record := range part {
			rows = append(rows, record.Load.Rows...)
		}
		from = next
	}
	slices.Reverse(rows)
	for n, row := range rows {
		if row != n+2 {
			t.Fatalf("the rows are %v", rows)
		}
	}
	if parts != 2 || len(rows) != records {
		t.Errorf("%d parts with %d records", parts, len(rows))
	}
}
