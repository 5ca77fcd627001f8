package pdf

import (
	"bytes"
	"compress/zlib"
	"fmt"
	"image"
	"image/color"
	"strconv"
)

// Picture is an image of pixels, packed once and drawn as often as one likes.
type Picture struct {
	width, height int
	packed        []byte // rows of RGB, each with PNG's predictor "up", deflated
}

// NewPicture packs an image. What shines through it is white, as paper is. The error is that of the
// compression.
func NewPicture(source image.Image) (*Picture, error) {
	bounds := source.Bounds()
	p := &Picture{width: bounds.Dx(), height: bounds.Dy()}
	var packed bytes.Buffer
	z := zlib.NewWriter(&packed)
	above, row := make([]byte, 3*p.width), make([]byte, 3*p.width)
	line := make([]byte, 1+3*p.width)
	line[0] = 2 // PNG, filter type "up"
	for y := bounds.Min.Y; y < bounds.Max.Y; y++ {
		for x := range p.width {
			copy(row[3*x:], onWhite(source.At(bounds.Min.X+x, y)))
		}
		for i := range row {
			line[1+i] = row[i] - above[i]
		}
		above, row = row, above
		if _, err := z.Write(line); err != nil {
			return nil, err
		}
	}
	if err := z.Close(); err != nil {
		return nil, err
	}
	p.packed = packed.Bytes()
	return p, nil
}

// Size is what the picture adds to a file, in bytes.
func (p *Picture) Size() int { return len(p.packed) }

func onWhite(c color.Color) []byte {
	r, g, b, a := c.RGBA()
	rest := 0xffff - a
	return []byte{byte((r + rest) >> 8), byte((g + rest) >> 8), byte((b + rest) >> 8)}
}

// Picture draws a picture into a box. Outside of a figure it is decoration.
func (d *Document) Picture(b Box, p *Picture) {
	end := d.decorate()
	x, y, w, h := b.points()
	d.write("q ", number(w), " 0 0 ", number(h), " ", number(x), " ", number(y), " cm /P",
		strconv.Itoa(d.picture(p)), " Do Q\n")
	end()
}

// picture returns the number of a picture in this document.
func (d *Document) picture(p *Picture) int {
	for i, known := range d.pictures {
		if known == p {
			return i
		}
	}
	d.pictures = append(d.pictures, p)
	return len(d.pictures) - 1
}

// put writes the picture and returns its object.
func (p *Picture) put(f *file) int {
	id := f.reserve()
	f.plain(id, fmt.Sprintf("/Type/XObject/Subtype/Image/Width %d/Height %d/ColorSpace/DeviceRGB"+
		"/BitsPerComponent 8/Filter/FlateDecode/DecodeParms<</Predictor 15/Colors 3/Columns %d>>",
		p.width, p.height, p.width), p.packed)
	return id
}

// Outline is a filled shape of lines and curves.
type Outline struct {
	Fill    color.RGBA // opaque
	EvenOdd bool       // the rule for holes; without it that of winding numbers
	Steps   []Step
}

// Step is a piece of an outline: 'M' begins at the first point, 'L' is a line to it, 'C' a curve by
// two control points to the third, 'Z' closes. Points are x and y in turn.
type Step struct {
	Kind   byte
	Points [6]float64
}

// Outline fills a shape, whose points are moved and scaled to stand on the page: x*scale+left. Outside
// of a figure it is decoration.
func (d *Document) Outline(left, top, scale float64, o Outline) {
	operators := map[byte]struct {
		name   string
		points int
	}{'M': {"m", 1}, 'L': {"l", 1}, 'C': {"c", 3}, 'Z': {"h", 0}}
	end := d.decorate()
	for _, part := range []uint8{o.Fill.R, o.Fill.G, o.Fill.B} {
		d.write(number(float64(part)/255), " ")
	}
	d.write("rg ")
	for _, step := range o.Steps {
		operator := operators[step.Kind]
		for i := range operator.points {
			d.write(number((left+scale*step.Points[2*i])*pointsPerMM), " ",
				number(pageHeight-(top+scale*step.Points[2*i+1])*pointsPerMM), " ")
		}
		d.write(operator.name, " ")
	}
	if o.EvenOdd {
		d.write("f*\n")
	} else {
		d.write("f\n")
	}
	end()
}
