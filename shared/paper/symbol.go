package paper

import (
	"errors"
	"fmt"
	"image"

	"github.com/boombuler/barcode"
	"github.com/boombuler/barcode/datamatrix"
	"github.com/boombuler/barcode/qr"
)

// ErrSymbol says that a text does not fit the printed code that pagoPA asks for.
var ErrSymbol = errors.New("paper: text does not fit the code")

// qrModules is the width of a version 4 symbol, the only one that AVVISI allows. A notice's text
// (44 to 53 bytes) never fits version 3 and always fits 4 at level M, so the encoder's own choice
// of the smallest version is the right one.
const qrModules = 33

// qrCode draws a QR code, version 4 level M, in a square of the given size.
func (s *sheet) qrCode(x, y, size float64, text string) error {
	code, err := qr.Encode(text, qr.M, qr.Unicode)
	if err != nil {
		return fmt.Errorf("%w: %w", ErrSymbol, err)
	}
	if code.Bounds().Dx() != qrModules {
		return fmt.Errorf("%w: %d modules", ErrSymbol, code.Bounds().Dx())
	}
	s.modules(x, y, size, code)
	return nil
}

// dataMatrix draws a DataMatrix code in a square of the given size.
func (s *sheet) dataMatrix(x, y, size float64, text string) error {
	code, err := datamatrix.Encode(text)
	if err != nil {
		return fmt.Errorf("%w: %w", ErrSymbol, err)
	}
	s.modules(x, y, size, code)
	return nil
}

// modules draws the dark modules as vector rectangles, each run of a row as one, so that no
// hairline of white appears between neighbours.
func (s *sheet) modules(x, y, size float64, code barcode.Barcode) {
	bounds := code.Bounds()
	module := size / float64(bounds.Dx())
	s.pdf.SetFillColor(0, 0, 0)
	for row := range bounds.Dy() {
		for start := 0; start < bounds.Dx(); {
			run := darkRun(code, start, row)
			if run > 0 {
				left, top := x+float64(start)*module, y+float64(row)*module
				s.pdf.Rect(left, top, float64(run)*module, module, "F")
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
