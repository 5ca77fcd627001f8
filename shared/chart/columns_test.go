package chart_test

import (
	"testing"

	"serviziscolastici/shared/chart"
)

// Goal: columns are as high as their values say, stay inside the drawing and do not overlap. Method: three groups of two
// series with nothing, a negative value and the highest one.
func TestColumns(t *testing.T) {
	drawn := chart.Columns([][]int64{{100, 50}, {0, -3}, {25, 0}})
	for i, want := range [][]int{{180, 90}, {0, 0}, {45, 0}} {
		for n, column := range drawn[i] {
			if column.Height != want[n] || column.Y+column.Height != chart.Bottom || column.Series != n+1 {
				t.Errorf("group %d: %+v, want a height of %d", i, column, want[n])
			}
		}
		first, second := drawn[i][0], drawn[i][1]
		if first.X+first.Width > second.X || second.X+second.Width > chart.Width || first.X != chart.Label(3, i) {
			t.Errorf("group %d: %+v and %+v", i, first, second)
		}
	}
	if none := chart.Columns(nil); len(none) != 0 {
		t.Errorf("%+v", none)
	}
	if empty := chart.Columns([][]int64{{}, {}}); len(empty) != 2 || len(empty[0]) != 0 {
		t.Errorf("%+v", empty)
	}
}
