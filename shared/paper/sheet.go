package paper

import (
	"fmt"
	"io"
	"strconv"
	"time"

	"serviziscolastici/shared/calendar"
	"serviziscolastici/shared/paper/pdf"
)

// The sheet's frame.
const (
	marginLeft  = 14.0
	marginRight = 196.0
	marginTop   = 14.0
	width       = marginRight - marginLeft
	column      = 86.0 // half of the width, less the gutter
	rightColumn = marginRight - column
	bottom      = 276.0 // where a paper that goes on needs a new page
	footer      = 283.0
)

// ink is a shade of grey.
type ink float64

const (
	black ink = 0
	grey  ink = 0.35 // 7:1 on white
	line  ink = 0.67
	pale  ink = 0.95
	white ink = 1
)

// style is how a text is written: size in points, weight, colour, and its place in the structure of
// the document. Without a tag it is a paragraph.
type style struct {
	size float64
	bold bool
	ink  ink
	tag  pdf.Tag
}

// leading is the distance of two lines of text, in mm: 1.2 times the size.
func (s style) leading() float64 { return s.size * 0.3528 * 1.2 }

// sheet is a document being drawn.
type sheet struct {
	typeface
	pdf   *pdf.Document
	title string
}

// newSheet starts an A4 document with its metadata. The dates in the file are those of the paper
// itself, so that printing it twice gives the same file.
func newSheet(title, author string, issued calendar.Day) (*sheet, error) {
	fonts, err := titillium()
	if err != nil {
		return nil, err
	}
	at := time.Date(2000, time.January, 1, 0, 0, 0, 0, time.UTC)
	if !issued.IsZero() {
		at = issued.Start().UTC()
	}
	s := &sheet{typeface: fonts, title: title}
	s.pdf = pdf.New(pdf.Info{
		Title: title, Author: author, Creator: "Servizi Scolastici", Language: "it-IT", Created: at,
	})
	s.pdf.AddPage()
	return s, nil
}

// close writes the document.
func (s *sheet) close(w io.Writer) error {
	if err := s.pdf.Write(w); err != nil {
		return fmt.Errorf("write a PDF: %w", err)
	}
	return nil
}

// numberPages writes "Pagina 1 di 3" at the foot of every page, now that they are all there.
func (s *sheet) numberPages() {
	small := style{size: 8, ink: grey}
	for i := range s.pdf.Pages() {
		s.pdf.Turn(i)
		s.pdf.Artifact(func() {
			s.text(marginLeft, footer, 140, small, s.title)
			s.right(marginLeft, footer, width, small,
				"Pagina "+strconv.Itoa(i+1)+" di "+strconv.Itoa(s.pdf.Pages()))
		})
	}
}

// room makes sure that height millimetres are free below y: it stays, or goes on on a new page.
func (s *sheet) room(y, height float64) float64 {
	if y+height <= bottom {
		return y
	}
	s.pdf.AddPage()
	return marginTop
}

// box fills a rectangle.
func (s *sheet) box(x, y, w, h float64, fill ink) {
	s.pdf.Fill(pdf.Box{X: x, Y: y, Width: w, Height: h}, float64(fill))
}

// rule draws a horizontal hairline.
func (s *sheet) rule(x, y, w float64) { s.box(x, y-0.1, w, 0.2, line) }
