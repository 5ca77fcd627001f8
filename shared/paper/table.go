package paper

import "serviziscolastici/shared/paper/pdf"

// heading is a column of a table: its title and width in mm. Amounts stand on the right and are
// never broken; the cells of a naming column are headers of their rows.
type heading struct {
	title  string
	width  float64
	amount bool
	naming bool
}

// cellLines is how many lines a cell has at most: beyond them its text is cut.
const cellLines = 3

// The look of tables.
var (
	headStyle = style{size: 8.5, bold: true, ink: black}
	cellStyle = style{size: 9, ink: black}
)

const cellGap = 4.0 // between the texts of two columns, in mm

// table draws rows under their headings, on as many pages as it takes, with the headings again on
// each. The last rows are totals, which stay with the row above them. Without rows there is no table. It returns the y below.
func (s *sheet) table(y float64, headings []heading, rows [][]string, totals int) float64 {
	if len(rows) == 0 {
		return y
	}
	y = s.room(y, 24)
	s.pdf.Within(pdf.Table, func() {
		y = s.headings(y, headings)
		for i, cells := range rows {
			look := cellStyle
			look.bold = i >= len(rows)-totals
			texts, height := s.layOut(headings, look, cells)
			needed := height
			if i == len(rows)-totals-1 {
				needed += s.heightOf(headings, rows[i+1:])
			}
			if y+needed > bottom {
				s.pdf.AddPage()
				s.pdf.Artifact(func() { y = s.headingCells(marginTop, headings) })
			}
			s.row(y, headings, look, texts)
			y += height
			s.rule(marginLeft, y, tableWidth(headings))
		}
	})
	return y
}

// heightOf is how high rows of totals are.
func (s *sheet) heightOf(headings []heading, totals [][]string) float64 {
	look, sum := cellStyle, 0.0
	look.bold = true
	for _, cells := range totals {
		_, height := s.layOut(headings, look, cells)
		sum += height
	}
	return sum
}

func (s *sheet) headings(y float64, headings []heading) float64 {
	below := y
	s.pdf.Within(pdf.Row, func() { below = s.headingCells(y, headings) })
	return below
}

// headingCells draws the titles of the columns on a grey band.
func (s *sheet) headingCells(y float64, headings []heading) float64 {
	titles := make([]string, len(headings))
	for i, h := range headings {
		titles[i] = h.title
	}
	texts, height := s.layOut(headings, headStyle, titles)
	s.box(marginLeft, y, tableWidth(headings), height, pale)
	x := marginLeft
	for i, h := range headings {
		draw := func() { s.cell(x, y, h, headStyle, texts[i]) }
		if s.pdf.Open() == pdf.Row {
			s.pdf.Within(pdf.ColumnHead, draw)
		} else {
			draw()
		}
		x += h.width
	}
	return y + height
}

func (s *sheet) row(y float64, headings []heading, look style, texts [][]string) {
	s.pdf.Within(pdf.Row, func() {
		x := marginLeft
		for i, h := range headings {
			tag := pdf.Cell
			if h.naming {
				tag = pdf.RowHead
			}
			s.pdf.Within(tag, func() { s.cell(x, y, h, look, texts[i]) })
			x += h.width
		}
	})
}

// cellAir is what stays free above and below the text of a cell, in mm.
const cellAir = 0.9

// cell writes the lines of a column; an amount at its right end.
func (s *sheet) cell(x, y float64, h heading, st style, texts []string) {
	x, y = x+cellGap/2, y+cellAir
	if h.amount {
		s.right(x, y, h.width-cellGap, st, texts[0])
		return
	}
	s.lines(x, y, st, texts)
}

// layOut breaks the texts of a row into the lines of their cells, and tells how high the row is.
func (s *sheet) layOut(headings []heading, st style, cells []string) ([][]string, float64) {
	texts := make([][]string, len(headings))
	most := 1
	for i, h := range headings {
		texts[i] = []string{cells[i]}
		if !h.amount {
			texts[i] = s.split(cells[i], h.width-cellGap, cellLines, st)
		}
		most = max(most, len(texts[i]))
	}
	return texts, float64(most)*st.leading() + 2*cellAir
}

func tableWidth(headings []heading) float64 {
	sum := 0.0
	for _, h := range headings {
		sum += h.width
	}
	return sum
}

// fact is a line of a two-column table: what, and its value.
type fact struct{ label, value string }

// facts draws a title and a table of names and values below it, without those that have no value,
// and returns the y below.
func (s *sheet) facts(y float64, title string, facts ...fact) float64 {
	label := style{size: 9, ink: grey}
	value := style{size: 10, bold: true, ink: black}
	const split = 62.0
	y = s.subtitle(y, title)
	s.pdf.Within(pdf.Table, func() {
		for _, f := range facts {
			if f.value == "" {
				continue
			}
			y = s.room(y, 2*value.leading()+2.5)
			s.rule(marginLeft, y, width)
			below := y
			s.pdf.Within(pdf.Row, func() {
				s.pdf.Within(pdf.RowHead, func() {
					below = s.paragraph(marginLeft, y+1.4, split-cellGap, 2, label, f.label)
				})
				s.pdf.Within(pdf.Cell, func() {
					below = max(below, s.paragraph(marginLeft+split, y+1.2, width-split, 3, value, f.value))
				})
			})
			y = below + 1.3
		}
	})
	return y
}

// subtitle is a heading within a paper, kept together with what follows it.
func (s *sheet) subtitle(y float64, title string) float64 {
	y = s.room(y, 28)
	return s.text(marginLeft, y, width, style{size: 12, bold: true, ink: black, tag: pdf.Heading2}, title) + 1.5
}
