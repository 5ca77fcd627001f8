package paper

import (
	"errors"
	"fmt"

	"github.com/boombuler/barcode"
	"github.com/boombuler/barcode/datamatrix"
	"github.com/boombuler/barcode/qr"

	"serviziscolastici/shared/paper/pdf"
	"serviziscolastici/shared/symbol"
)

// ErrSymbol says that a text does not fit the printed code that pagoPA asks for.
var ErrSymbol = errors.New("paper: text does not fit the code")

// qrModules is the width of a version 4 symbol, the only one that AVVISI allows. A notice's text
// (44 to 53 bytes) never fits version 3 and always fits 4 at level M, so the encoder's own choice
// of the smallest version is the right one.
const qrModules = 33

// square is where a code stands: its upper left corner and its side.
type square struct{ x, y, size float64 }

// qrCode draws a notice's QR code, version 4 level M, in a square.
func (s *sheet) qrCode(place square, alt, text string) error {
	code, err := qr.Encode(text, qr.M, qr.Unicode)
	if err != nil {
		return fmt.Errorf("%w: %w", ErrSymbol, err)
	}
	if code.Bounds().Dx() != qrModules {
		return fmt.Errorf("%w: %d modules", ErrSymbol, code.Bounds().Dx())
	}
	s.modules(place, alt, code)
	return nil
}

// anyQR draws a QR code of whatever version the text needs.
func (s *sheet) anyQR(place square, alt, text string) error {
	code, err := qr.Encode(text, qr.M, qr.Unicode)
	if err != nil {
		return fmt.Errorf("%w: %w", ErrSymbol, err)
	}
	s.modules(place, alt, code)
	return nil
}

// dataMatrix draws a DataMatrix code in a square.
func (s *sheet) dataMatrix(place square, alt, text string) error {
	code, err := datamatrix.Encode(text)
	if err != nil {
		return fmt.Errorf("%w: %w", ErrSymbol, err)
	}
	s.modules(place, alt, code)
	return nil
}

// modules draws the dark modules as vector rectangles.
func (s *sheet) modules(place square, alt string, code barcode.Barcode) {
	module := place.size / float64(code.Bounds().Dx())
	frame := pdf.Box{X: place.x, Y: place.y, Width: place.size, Height: place.size}
	s.pdf.Figure(alt, frame, func() {
		symbol.Runs(code, func(row, start, run int) {
			left, top := place.x+float64(start)*module, place.y+float64(row)*module
			s.box(left, top, float64(run)*module, module, black)
		})
	})
}
