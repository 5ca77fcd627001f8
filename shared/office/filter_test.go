package office_test

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"serviziscolastici/shared/calendar"
	"serviziscolastici/shared/dynamo"
	"serviziscolastici/shared/dynamo/dynamotest"
	"serviziscolastici/shared/office"
)

// Goal: a filter leaves what it says, in pages that miss nothing and repeat nothing. Method: 230 records of two
// operators over two months, read page by page with each filter.
func TestFilter(t *testing.T) {
	at := time.Date(2026, 10, 31, 20, 0, 0, 0, time.UTC)
	log := office.Log{Table: dynamotest.Table(t), Clock: func() time.Time { at = at.Add(time.Minute); return at }}
	for n := range 230 { // from midnight of 1 November in Rome, 180 minutes later, on they are November's
		deed := office.Deed{Action: office.SheetCorrected, Object: fmt.Sprint(n)}
		if n%2 == 1 {
			deed.Action = office.Exported
		}
		if n%10 == 0 {
			deed.Pupil = "A001"
		}
		who := office.Operator{ID: fmt.Sprint("op", n%3)}
		if err := log.Note(t.Context(), "c_x000", who, deed); err != nil {
			t.Fatal(err)
		}
	}
	november := calendar.NewDay(2026, 11, 1).Month()
	for name, want := range map[string]struct {
		filter office.Filter
		n      int
	}{
		"October":      {office.Filter{Month: november.Previous()}, 179},
		"November":     {office.Filter{Month: november}, 51},
		"until a day":  {office.Filter{Month: november.Previous(), Until: november.Previous().Last().AddDays(-1)}, 0},
		"all its days": {office.Filter{Month: november, Until: november.First()}, 51},
		"an operator":  {office.Filter{Month: november.Previous(), Operator: "op0"}, 60},
		"an action":    {office.Filter{Month: november.Previous(), Action: office.Exported}, 89},
		"a pupil":      {office.Filter{Month: november, Pupil: "A001"}, 5},
		"nobody":       {office.Filter{Month: november, Operator: "op9"}, 0},
	} {
		seen, from := map[string]bool{}, ""
		for {
			page, next, err := log.Find(t.Context(), "c_x000", want.filter, from)
			if err != nil || len(page) > office.PageRecords {
				t.Fatalf("%s: %d, %v", name, len(page), err)
			}
			for _, record := range page {
				if seen[record.ID] {
					t.Errorf("%s: %s is on two pages", name, record.ID)
				}
				seen[record.ID] = true
			}
			if next == "" {
				break
			}
			from = next
		}
		all, err := log.All(t.Context(), "c_x000", want.filter, 200)
		if err != nil || len(all) != want.n || !slices.IsSortedFunc(all, func(a, b office.Record) int { return b.At.Compare(a.At) }) {
			t.Errorf("%s: all are %d, %v; want %d", name, len(all), err, want.n)
		}
		for _, record := range all {
			delete(seen, record.ID)
			seen[record.ID+" again"] = true
		}
		if len(seen) != want.n {
			t.Errorf("%s: %d records, want %d", name, len(seen), want.n)
		}
	}
	if some, err := log.All(t.Context(), "c_x000", office.Filter{Month: november}, 7); err != nil || len(some) != 7 {
		t.Errorf("seven at most: %d, %v", len(some), err)
	}
}

// Goal: an action that has got another word is found by it, in records from before too. Method: a record as it was stored then.
func TestRenamedActionIsFound(t *testing.T) {
	at := time.Date(2026, 11, 20, 10, 0, 0, 0, time.UTC)
	log := office.Log{Table: dynamotest.Table(t), Clock: calendar.Fixed(at)}
	older := office.Record{Deed: office.Deed{Action: "Segnalazione risposta", Object: "segnalazione 2026/1"}, ID: "A", At: at}
	if err := log.Table.Store(t.Context(), dynamo.AuditRecord("c_x000", at, older.ID), older); err != nil {
		t.Fatal(err)
	}
	if err := log.Note(t.Context(), "c_x000", office.Operator{ID: "op1"}, office.Deed{Action: office.ReportAnswered}); err != nil {
		t.Fatal(err)
	}
	found, _, err := log.Find(t.Context(), "c_x000", office.Filter{Month: calendar.DayOf(at).Month(), Action: office.ReportAnswered}, "")
	if err != nil || len(found) != 2 || found[0].Action != office.ReportAnswered || found[1].Action != "Risposta a una segnalazione" {
		t.Errorf("%+v, %v", found, err)
	}
}

// Goal: records of one instant come in the order in which they were made, the newest first. Method: ten under a clock that stands
// still, of a month and of a pupil.
func TestRecordsOfOneInstantHaveAnOrder(t *testing.T) {
	at := time.Date(2026, 11, 20, 10, 0, 0, 0, time.UTC)
	log := office.Log{Table: dynamotest.Table(t), Clock: calendar.Fixed(at)}
	var want []string
	for n := range 10 {
		want = append(want, fmt.Sprint(n))
		deed := office.Deed{Action: office.PupilCorrected, Object: want[n], Pupil: "A001"}
		if err := log.Note(t.Context(), "c_x000", office.Operator{ID: "op1"}, deed); err != nil {
			t.Fatal(err)
		}
	}
	slices.Reverse(want)
	for _, pupil := range []string{"", "A001"} {
		found, _, err := log.Find(t.Context(), "c_x000", office.Filter{Month: calendar.DayOf(at).Month(), Pupil: pupil}, "")
		var got []string
		for _, record := range found {
			got = append(got, record.Object)
		}
		if err != nil || !slices.Equal(got, want) {
			t.Errorf("%q: %v, %v", pupil, got, err)
		}
	}
}
