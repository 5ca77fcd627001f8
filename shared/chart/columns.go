// Package chart lays out drawings of figures, which pages show beside a table that says the same.
package chart

// The drawing: its units are points of a picture that is Width wide. Columns stand on Bottom; Highest is the height of the
// highest one.
const (
	Width   = 720
	Bottom  = 200
	Highest = 180
	gap     = 12 // between groups
	widest  = 48 // column
)

// Column is a column of the drawing. Series counts from 1.
type Column struct{ Series, X, Y, Width, Height int }

// Columns lays out groups of columns, each with a value for every series, side by side. A value that is not positive
// has a column without height.
func Columns(groups [][]int64) [][]Column {
	highest, series := int64(1), 0
	for _, group := range groups {
		series = max(series, len(group))
		for _, value := range group {
			highest = max(highest, value)
		}
	}
	drawn := make([][]Column, len(groups))
	if series == 0 {
		return drawn
	}
	room := Width / len(groups)
	width := min((room-gap)/series, widest)
	for i, group := range groups {
		for n, value := range group {
			high := int(max(value, 0) * Highest / highest)
			drawn[i] = append(drawn[i], Column{
				Series: n + 1, X: i*room + gap/2 + n*width, Y: Bottom - high, Width: max(width-2, 1), Height: high,
			})
		}
	}
	return drawn
}

// Label is where the name of the i-th of so many groups begins.
func Label(groups, i int) int { return i*(Width/groups) + gap/2 }
