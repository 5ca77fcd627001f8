package demo_test

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"serviziscolastici/infra/local/demo"
	"serviziscolastici/shared/calendar"
	"serviziscolastici/shared/dynamo/dynamotest"
	"serviziscolastici/shared/office"
	"serviziscolastici/shared/report"
	"serviziscolastici/shared/school"
)

// Goal: the demo's days after its files have the sheets of all classes, today's all but one once it is late enough, and two
// reports of which one is answered; a start repeated does nothing more. Method: two classes, Friday's files, the Tuesday after.
func TestRecent(t *testing.T) {
	core, ops := dynamotest.Table(t), dynamotest.Table(t)
	tuesday := time.Date(2026, 11, 24, 10, 0, 0, 0, calendar.Rome())
	r := demo.Recent{
		School:  school.Store{Core: core, Presence: dynamotest.Table(t), Clock: calendar.Fixed(tuesday)},
		Reports: report.Store{Core: core, Ops: ops}, Operators: office.Store{Core: core, Ops: ops, Clock: calendar.Fixed(tuesday)},
		Audit: office.Log{Table: dynamotest.Table(t)}, Now: tuesday,
	}
	stored := func(_ bool, err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
	}
	for n, pupil := range []string{"A027", "A009"} {
		class := school.Class{ID: fmt.Sprint(n, "A"), School: "PRI", Weekdays: []time.Weekday{time.Monday, time.Tuesday}}
		stored(r.School.SaveClass(t.Context(), demo.Municipality, class))
		stored(r.School.SavePupil(t.Context(), demo.Municipality, school.Pupil{ID: pupil}, []school.Guardianship{{Guardian: "g" + pupil, Role: school.Payer}}))
		stored(r.School.SaveEnrolments(t.Context(), demo.Municipality, pupil, []school.Enrolment{{
			Year: 2026, Service: school.Canteen, Class: class.ID, From: calendar.NewDay(2026, 9, 14), To: calendar.NewDay(2027, 6, 8),
		}}))
	}
	stored(true, r.Operators.Save(t.Context(), demo.Municipality, office.Operator{ID: "op", Roles: []office.Role{office.Clerk}}))
	friday := calendar.NewDay(2026, 11, 20)
	for range 2 {
		days, err := r.Play(t.Context(), friday)
		if err != nil || !slices.Equal(days, []string{"2026-11-23"}) {
			t.Fatalf("%v, %v", days, err)
		}
		for day, want := range map[calendar.Day]int{friday.AddDays(3): 2, friday.AddDays(4): 1} {
			sheets, err := r.School.Sheets(t.Context(), demo.Municipality, []string{"0A", "1A"}, day)
			if err != nil || len(sheets) != want || sheets["0A"].Version != 1 {
				t.Errorf("%s: %+v, %v", day, sheets, err)
			}
		}
		newest, _, err := r.Reports.Newest(t.Context(), demo.Municipality, "", report.PageSize)
		if err != nil || len(newest) != 2 || newest[0].State != report.New || newest[1].State != report.Answered {
			t.Errorf("%+v, %v", newest, err)
		}
	}
}
