package pdftest

import (
	"fmt"
	"strings"
)

// The paper, less a margin in which nothing may stand, in mm.
const (
	paperWidth, paperHeight = 210.0, 297.0
	margin                  = 8.0
)

// Words returns all that is to be read, in the order of reading, with one blank between words.
func (f File) Words() string {
	var all []string
	for _, s := range f.Spoken {
		all = append(all, s.Text)
	}
	return strings.Join(strings.Fields(strings.ReplaceAll(strings.Join(all, " "), "\u00a0", " ")), " ")
}

// Faults lists what a reader of the printed page would trip over: texts or pictures that overlap each
// other or leave the page.
func (f File) Faults() []string {
	var faults []string
	boxes := f.boxes()
	for i, a := range boxes {
		if a.left < margin || a.top < margin || a.right > paperWidth-margin || a.low > paperHeight-margin {
			faults = append(faults, fmt.Sprintf("page %d: %q leaves the page", a.page, a.name))
		}
		for _, b := range boxes[i+1:] {
			if a.overlaps(b) {
				faults = append(faults, fmt.Sprintf("page %d: %q and %q overlap", a.page, a.name, b.name))
			}
		}
	}
	return faults
}

// box is where a text or a picture stands.
type box struct {
	page                  int
	name                  string
	left, top, right, low float64
}

func (f File) boxes() []box {
	// Letters without accents rise about 0.7 of their size above the line, and g hangs 0.2 below.
	const above, below = 0.7 / pointsPerMM, 0.2 / pointsPerMM
	var boxes []box
	for _, l := range f.Lines {
		top, low := l.Baseline-above*l.Size, l.Baseline+below*l.Size
		boxes = append(boxes, box{l.Page, l.Text, l.X, top, l.X + l.Width, low})
	}
	for _, g := range f.Figures {
		boxes = append(boxes, box{g.Page, g.Alt, g.X, g.Y, g.X + g.Width, g.Y + g.Height})
	}
	return boxes
}

func (b box) overlaps(c box) bool {
	const hair = 0.1 // mm
	return b.page == c.page && b.left < c.right-hair && c.left < b.right-hair &&
		b.top < c.low-hair && c.top < b.low-hair
}
