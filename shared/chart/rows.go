package chart

// Row is a lying bar of a drawing, with a line of text above it: names that are too long for the foot of a column fit there.
// Text is where the line's letters stand, X is always 0.
type Row struct{ Text, Y, Width, Height int }

const (
	rowHeight = 48
	textBelow = 18 // the top of a row
	barBelow  = 26
	barHeight = 14
)

// Rows lays out a bar for each value, the widest as wide as the drawing, and says how high the drawing is. A value that is
// not positive has a bar without width.
func Rows(values []int64) (rows []Row, height int) {
	highest := int64(1)
	for _, value := range values {
		highest = max(highest, value)
	}
	for i, value := range values {
		top := i * rowHeight
		rows = append(rows, Row{top + textBelow, top + barBelow, int(max(value, 0) * Width / highest), barHeight})
	}
	return rows, len(values) * rowHeight
}
