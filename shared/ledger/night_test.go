package ledger_test

import (
	"testing"
	"time"

	"serviziscolastici/shared/calendar"
	"serviziscolastici/shared/dynamo/dynamotest"
	"serviziscolastici/shared/ledger"
)

// Goal: the desk reads the last night that was looked at, and nothing where there was none. Method: save two days in
// the wrong order.
func TestLastNight(t *testing.T) {
	nights := ledger.Nights{
		Ops: dynamotest.Table(t), Clock: calendar.Fixed(time.Date(2026, 11, 20, 21, 0, 0, 0, time.UTC)),
	}
	if night, err := nights.Last(t.Context(), "c_x000"); err != nil || !night.Day.IsZero() {
		t.Errorf("none was kept: %+v, %v", night, err)
	}
	for _, of := range []int{20, 19} {
		night := ledger.Night{Municipality: "c_x000", Day: calendar.NewDay(2026, 11, of), Meals: of}
		if err := nights.Save(t.Context(), night); err != nil {
			t.Fatal(err)
		}
	}
	night, err := nights.Last(t.Context(), "c_x000")
	if err != nil || night.Meals != 20 || night.Seen.IsZero() {
		t.Errorf("%+v, %v", night, err)
	}
}
