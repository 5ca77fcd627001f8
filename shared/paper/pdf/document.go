package pdf

import (
	"bytes"
	"math"
	"strconv"
	"time"
)

// The paper, and the measure of PDF.
const (
	pointsPerMM = 72 / 25.4
	pageWidth   = 210 * pointsPerMM
	pageHeight  = 297 * pointsPerMM
)

// Info is what a file says about itself.
type Info struct {
	Title    string // what the reader's window shows
	Author   string
	Creator  string // the program
	Language string // "it-IT"
	Created  time.Time
}

// Document is a PDF being written, page after page, in the order in which it is to be read.
type Document struct {
	info     Info
	pages    []*page
	page     *page // the one being drawn
	fonts    []*subset
	pictures []*Picture
	root     *element
	current  *element
	marked   bool // inside marked content
}

// page is a page's drawing and, by number, the structure element of each of its marks.
type page struct {
	content bytes.Buffer
	marks   []*element
}

// New starts a document without pages.
func New(info Info) *Document {
	root := &element{tag: "Document"}
	return &Document{info: info, root: root, current: root}
}

// AddPage starts a page. The open structure elements go on over it.
func (d *Document) AddPage() {
	d.pages = append(d.pages, &page{})
	d.page = d.pages[len(d.pages)-1]
}

// Pages is how many pages there are.
func (d *Document) Pages() int { return len(d.pages) }

// Turn goes back to a page, from 0, to draw on it again.
func (d *Document) Turn(to int) { d.page = d.pages[to] }

// Text is a line of text. X is its left end, Baseline where its letters stand.
type Text struct {
	Font        *Font
	Size        float64 // points
	Grey        float64 // 0 is black, 1 is white
	X, Baseline float64
	Line        string
}

// Text writes a line as content of the open structure element. The font must have all its
// characters.
func (d *Document) Text(t Text) {
	end := d.mark()
	d.write("BT /F", strconv.Itoa(d.subset(t.Font)), " ", number(t.Size), " Tf ", number(t.Grey), " g ",
		number(t.X*pointsPerMM), " ", number(pageHeight-t.Baseline*pointsPerMM), " Td <",
		string(d.fonts[d.subset(t.Font)].encode(t.Line)), "> Tj ET\n")
	end()
}

// Box is a rectangle on the page.
type Box struct{ X, Y, Width, Height float64 }

// Fill fills a rectangle. Outside of a figure it is decoration, which readers pass over.
func (d *Document) Fill(b Box, grey float64) {
	end := d.decorate()
	x, y, w, h := b.points()
	d.write(number(grey), " g ", number(x), " ", number(y), " ", number(w), " ", number(h), " re f\n")
	end()
}

// points returns the lower left corner and the size in PDF's measure.
func (b Box) points() (float64, float64, float64, float64) {
	return b.X * pointsPerMM, pageHeight - (b.Y+b.Height)*pointsPerMM, b.Width * pointsPerMM, b.Height * pointsPerMM
}

// subset returns the number of a font in this document.
func (d *Document) subset(f *Font) int {
	for i, s := range d.fonts {
		if s.font == f {
			return i
		}
	}
	d.fonts = append(d.fonts, &subset{font: f, used: map[int]rune{}})
	return len(d.fonts) - 1
}

func (d *Document) write(parts ...string) {
	for _, part := range parts {
		d.page.content.WriteString(part)
	}
}

// number writes a measure with at most three decimals.
func number(n float64) string {
	return strconv.FormatFloat(math.Round(n*1000)/1000, 'f', -1, 64)
}
