package paper

import (
	_ "embed" // The fonts below.
	"fmt"
	"io"
	"strings"
	"time"

	"codeberg.org/go-pdf/fpdf"

	"serviziscolastici/shared/calendar"
)

// Titillium Web (SIL Open Font License, fonts/OFL.txt) is the typeface of pagoPA's notices and of
// Italian public services.
var (
	//go:embed fonts/TitilliumWeb-Regular.ttf
	regularFont []byte
	//go:embed fonts/TitilliumWeb-Bold.ttf
	boldFont []byte
)

// The sheet's frame.
const (
	marginLeft  = 14.0
	marginRight = 196.0
	width       = marginRight - marginLeft
	column      = 86.0 // half of the width, less the gutter
	rightColumn = marginRight - column
)

// ink is a colour, as a shade of grey where 0 is black.
type ink int

const (
	black ink = 0
	grey  ink = 90
	line  ink = 170
	pale  ink = 242
	white ink = 255
)

// style is how a text is written: size in points, weight, colour.
type style struct {
	size float64
	bold bool
	ink  ink
}

// leading is the distance of two lines of text, in mm: 1.2 times the size.
func (s style) leading() float64 { return s.size * 0.3528 * 1.2 }

// sheet is a document being drawn. The drawing library keeps the first error until close.
type sheet struct {
	pdf *fpdf.Fpdf
}

// newSheet starts a one-page A4 document with its metadata. The dates in the file are those of the
// paper itself, so that printing it twice gives the same file.
func newSheet(title, author string, issued calendar.Day) *sheet {
	pdf := fpdf.New("P", "mm", "A4", "")
	pdf.SetMargins(marginLeft, 10, 210-marginRight)
	pdf.SetAutoPageBreak(false, 0)
	pdf.SetCellMargin(0)
	pdf.AddUTF8FontFromBytes("titillium", "", regularFont)
	pdf.AddUTF8FontFromBytes("titillium", "B", boldFont)
	pdf.SetTitle(title, true)
	pdf.SetAuthor(author, true)
	pdf.SetCreator("Servizi Scolastici", true)
	pdf.SetProducer("Servizi Scolastici", true)
	pdf.SetLang("it-IT")
	pdf.SetDisplayMode("fullpage", "single")
	at := time.Date(2000, time.January, 1, 0, 0, 0, 0, time.UTC)
	if !issued.IsZero() {
		at = issued.Start().UTC()
	}
	pdf.SetCreationDate(at)
	pdf.SetModificationDate(at)
	pdf.SetCatalogSort(true)
	pdf.AddPage()
	return &sheet{pdf: pdf}
}

// close writes the document, or returns the first error of the drawing.
func (s *sheet) close(w io.Writer) error {
	if err := s.pdf.Output(w); err != nil {
		return fmt.Errorf("write a PDF: %w", err)
	}
	return nil
}

func (s *sheet) use(st style) {
	weight := ""
	if st.bold {
		weight = "B"
	}
	s.pdf.SetFont("titillium", weight, st.size)
	s.pdf.SetTextColor(int(st.ink), int(st.ink), int(st.ink))
}

// text writes one line whose top is at y, and returns the y below it. A text wider than room is
// written smaller, down to two thirds, and then cut: long names never leave their place.
func (s *sheet) text(x, y, room float64, st style, text string) float64 {
	return s.aligned(x, y, room, st, "L", text)
}

// right writes one line that ends at x+room.
func (s *sheet) right(x, y, room float64, st style, text string) float64 {
	return s.aligned(x, y, room, st, "R", text)
}

func (s *sheet) aligned(x, y, room float64, st style, align, text string) float64 {
	text = printable(text)
	below := y + st.leading()
	fitted := st
	s.use(fitted)
	for s.pdf.GetStringWidth(text) > room && fitted.size > st.size*2/3 {
		fitted.size -= 0.5
		s.use(fitted)
	}
	for s.pdf.GetStringWidth(text) > room && text != "" {
		runes := []rune(strings.TrimSuffix(text, "…"))
		text = strings.TrimSpace(string(runes[:len(runes)-1])) + "…"
	}
	s.pdf.SetXY(x, y)
	s.pdf.CellFormat(room, st.leading(), text, "", 0, align+"M", false, 0, "")
	return below
}

// paragraph writes a text over as many lines as it needs, at most most, and returns the y below.
func (s *sheet) paragraph(x, y, room float64, most int, st style, text string) float64 {
	s.use(st)
	lines := s.pdf.SplitText(printable(text), room)
	for i, l := range lines {
		if i == most-1 && len(lines) > most {
			l += "…"
		}
		if i < most {
			y = s.text(x, y, room, st, l)
		}
	}
	return y
}

// box fills a rectangle.
func (s *sheet) box(x, y, w, h float64, fill ink) {
	s.pdf.SetFillColor(int(fill), int(fill), int(fill))
	s.pdf.Rect(x, y, w, h, "F")
}

// rule draws a horizontal hairline.
func (s *sheet) rule(x, y, w float64) {
	s.pdf.SetDrawColor(int(line), int(line), int(line))
	s.pdf.SetLineWidth(0.2)
	s.pdf.Line(x, y, x+w, y)
}

// printable drops control characters, which have no shape.
func printable(text string) string {
	return strings.Join(strings.FieldsFunc(text, func(r rune) bool { return r < ' ' || r == 0x7f }), " ")
}

// cut shortens a text to limit characters.
func cut(text string, limit int) string {
	runes := []rune(strings.TrimSpace(text))
	if len(runes) <= limit {
		return string(runes)
	}
	return strings.TrimSpace(string(runes[:limit]))
}
