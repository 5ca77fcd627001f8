package chart_test

import (
	"testing"

	"serviziscolastici/shared/chart"
)

// Goal: bars are as wide as their values say, lie below one another with their text above and stay inside the drawing.
// Method: the highest value, a quarter of it, none and a negative one; and no values.
func TestRows(t *testing.T) {
	rows, height := chart.Rows([]int64{400, 100, 0, -5})
	above := 0
	for i, want := range []int{chart.Width, chart.Width / 4, 0, 0} {
		row := rows[i]
		if row.Width != want || row.Text <= above || row.Y <= row.Text || row.Y+row.Height > height {
			t.Errorf("row %d: %+v below %d, want a width of %d", i, row, above, want)
		}
		above = row.Y + row.Height
	}
	if none, height := chart.Rows(nil); len(none) != 0 || height != 0 {
		t.Errorf("%+v, %d", none, height)
	}
}
