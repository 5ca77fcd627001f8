package paper

import (
	"bytes"
	_ "embed" // The neutral emblem below.
	"errors"
	"fmt"
	"image"
	"image/png"

	"serviziscolastici/shared/paper/pdf"
)

// ErrLogo says that a file is no logo that the papers can show.
var ErrLogo = errors.New("paper: unusable logo")

//go:embed logo/neutral.svg
var neutralLogo []byte

// Limits of a logo: the pixels of a PNG (AVVISI: 30 mm at 300 dpi are 354), and the bytes that it may
// add to each paper, which has to stay under 120 KB.
const (
	logoSide  = 2000
	logoBytes = 60 << 10
)

// Logo is a Comune's coat of arms, ready to be drawn on any number of papers.
type Logo struct {
	picture  *pdf.Picture
	outlines []pdf.Outline
	// Size of the drawing in its own measure, and where it begins.
	left, top, width, height float64
}

// ParseLogo reads a logo: a PNG of at most 2000 pixels a side, or a simple SVG (filled paths without
// arcs, polygons, rectangles, circles and groups; no transforms, gradients or strokes). A PNG is made
// smaller until it adds at most 60 KB to a paper. The error is ErrLogo.
func ParseLogo(data []byte) (*Logo, error) {
	if !bytes.HasPrefix(data, []byte("\x89PNG")) {
		return parseSVG(data)
	}
	config, err := png.DecodeConfig(bytes.NewReader(data))
	if err != nil {
		return nil, fmt.Errorf("%w: %w", ErrLogo, err)
	}
	if config.Width > logoSide || config.Height > logoSide || config.Width == 0 || config.Height == 0 {
		return nil, fmt.Errorf("%w: %d by %d pixels", ErrLogo, config.Width, config.Height)
	}
	source, err := png.Decode(bytes.NewReader(data))
	if err != nil {
		return nil, fmt.Errorf("%w: %w", ErrLogo, err)
	}
	for {
		picture, err := pdf.NewPicture(source)
		if err != nil {
			return nil, fmt.Errorf("%w: %w", ErrLogo, err)
		}
		if picture.Size() <= logoBytes {
			return &Logo{picture: picture, width: float64(config.Width), height: float64(config.Height)}, nil
		}
		source = halved(source)
	}
}

// halved returns an image with half the pixels a side: each the mean of four.
func halved(source image.Image) image.Image {
	from := source.Bounds()
	to := image.NewRGBA64(image.Rect(0, 0, max(1, from.Dx()/2), max(1, from.Dy()/2)))
	for y := range to.Rect.Dy() {
		for x := range to.Rect.Dx() {
			var sum [4]uint32
			for i := range 4 {
				r, g, b, a := source.At(from.Min.X+2*x+i%2, from.Min.Y+2*y+i/2).RGBA()
				for part, value := range [4]uint32{r, g, b, a} {
					sum[part] += value / 4
				}
			}
			at := to.PixOffset(x, y)
			for part, value := range sum {
				to.Pix[at+2*part], to.Pix[at+2*part+1] = byte(value>>8), byte(value)
			}
		}
	}
	return to
}

// logo draws the Comune's logo, or a neutral emblem, in the middle of a square of the given size.
func (s *sheet) logo(x, y, size float64, c Creditor) error {
	logo := c.Logo
	if logo == nil {
		neutral, err := ParseLogo(neutralLogo)
		if err != nil {
			return err
		}
		logo = neutral
	}
	scale := size / max(logo.width, logo.height)
	w, h := logo.width*scale, logo.height*scale
	place := pdf.Box{X: x + (size-w)/2, Y: y + (size-h)/2, Width: w, Height: h}
	s.pdf.Figure("Stemma: "+c.Name, place, func() {
		if logo.picture != nil {
			s.pdf.Picture(place, logo.picture)
		}
		for _, o := range logo.outlines {
			s.pdf.Outline(place.X-logo.left*scale, place.Y-logo.top*scale, scale, o)
		}
	})
	return nil
}
