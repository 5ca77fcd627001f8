// Package symbol draws printed codes, for paper and for screens.
package symbol

import (
	"fmt"
	"image"
	"strings"

	"github.com/boombuler/barcode/qr"
)

// Runs calls draw for each run of dark modules in a row of a code. A run is drawn as one, so that no hairline of white
// appears between neighbours.
func Runs(code image.Image, draw func(row, start, length int)) {
	for row := range code.Bounds().Dy() {
		for start := 0; start < code.Bounds().Dx(); {
			run := darkRun(code, start, row)
			if run > 0 {
				draw(row, start, run)
			}
			start += run + 1
		}
	}
}

// darkRun counts the dark modules of a row from a column on.
func darkRun(code image.Image, column, row int) int {
	run := 0
	for column+run < code.Bounds().Dx() {
		if r, _, _, _ := code.At(column+run, row).RGBA(); r > 0x7fff {
			break
		}
		run++
	}
	return run
}

// QR is a QR code for a screen: the outline of its dark modules as the data of an SVG path, and the width of the whole
// in modules, with the four empty ones on each side that readers want.
type QR struct {
	Path  string
	Width int
}

// quiet is how many modules around a QR code are empty.
const quiet = 4

// NewQR makes the QR code of a text, at level M. The error says that the text is too long.
func NewQR(text string) (QR, error) {
	code, err := qr.Encode(text, qr.M, qr.Unicode)
	if err != nil {
		return QR{}, err
	}
	var path strings.Builder
	Runs(code, func(row, start, length int) {
		_, _ = fmt.Fprintf(&path, "M%d %dh%dv1h-%dz", start+quiet, row+quiet, length, length) // memory never fails
	})
	return QR{path.String(), code.Bounds().Dx() + 2*quiet}, nil
}
