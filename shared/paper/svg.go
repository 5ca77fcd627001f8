package paper

import (
	"bytes"
	"encoding/xml"
	"errors"
	"fmt"
	"image/color"
	"io"
	"strconv"
	"strings"

	"serviziscolastici/shared/paper/pdf"
)

// drawing is an SVG being read.
type drawing struct {
	logo  Logo
	fills []color.RGBA // of the open elements
	rules []bool       // whether they fill by the even-odd rule
}

// parseSVG reads the few parts of SVG 1.1 that ParseLogo names.
func parseSVG(data []byte) (*Logo, error) {
	d := drawing{fills: []color.RGBA{{A: 255}}, rules: []bool{false}}
	decoder := xml.NewDecoder(bytes.NewReader(data))
	for {
		token, err := decoder.Token()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return nil, fmt.Errorf("%w: %w", ErrLogo, err)
		}
		switch t := token.(type) {
		case xml.StartElement:
			if err := d.start(t); err != nil {
				return nil, fmt.Errorf("%w: <%s>: %w", ErrLogo, t.Name.Local, err)
			}
		case xml.EndElement:
			d.fills, d.rules = d.fills[:len(d.fills)-1], d.rules[:len(d.rules)-1]
		}
	}
	if d.logo.width <= 0 || d.logo.height <= 0 || len(d.logo.outlines) == 0 {
		return nil, fmt.Errorf("%w: no picture", ErrLogo)
	}
	return &d.logo, nil
}

var (
	errElement = errors.New("not supported")
	errNumber  = errors.New("not a number")
)

func (d *drawing) start(e xml.StartElement) error {
	attributes := map[string]string{}
	for _, a := range e.Attr {
		attributes[a.Name.Local] = a.Value
	}
	if attributes["transform"] != "" || attributes["style"] != "" || attributes["stroke"] != "" {
		return errElement
	}
	fill, rule := d.fills[len(d.fills)-1], d.rules[len(d.rules)-1]
	if text := attributes["fill"]; text != "" {
		var err error
		if fill, err = parseColour(text); err != nil {
			return err
		}
	}
	if text := attributes["fill-rule"]; text != "" {
		rule = text == "evenodd"
	}
	d.fills, d.rules = append(d.fills, fill), append(d.rules, rule)
	if e.Name.Local == "svg" {
		return d.frame(attributes["viewBox"])
	}
	steps, err := shape(e.Name.Local, attributes)
	if err == nil && len(steps) > 0 && fill.A != 0 {
		d.logo.outlines = append(d.logo.outlines, pdf.Outline{Fill: fill, EvenOdd: rule, Steps: steps})
	}
	return err
}

func (d *drawing) frame(box string) error {
	n, err := numbers(box)
	if err != nil || len(n) != 4 {
		return fmt.Errorf("viewBox: %w", errNumber)
	}
	d.logo.left, d.logo.top, d.logo.width, d.logo.height = n[0], n[1], n[2], n[3]
	return nil
}

// shape returns the outline of an element; none for a group or a description.
func shape(name string, attributes map[string]string) ([]pdf.Step, error) {
	n := map[string]float64{}
	for _, key := range []string{"x", "y", "width", "height", "cx", "cy", "r"} {
		n[key], _ = strconv.ParseFloat(attributes[key], 64) // absent is zero
	}
	switch name {
	case "g", "title", "desc":
		return nil, nil
	case "path":
		return parsePath(attributes["d"])
	case "polygon":
		points, err := numbers(attributes["points"])
		return polygon(points), err
	case "rect":
		right, low := n["x"]+n["width"], n["y"]+n["height"]
		return polygon([]float64{n["x"], n["y"], right, n["y"], right, low, n["x"], low}), nil
	case "circle":
		return circle(n["cx"], n["cy"], n["r"]), nil
	default:
		return nil, errElement
	}
}

func polygon(points []float64) []pdf.Step {
	var steps []pdf.Step
	kind := byte('M')
	for i := 0; i+1 < len(points); i += 2 {
		steps = append(steps, pdf.Step{Kind: kind, Points: [6]float64{points[i], points[i+1]}})
		kind = 'L'
	}
	return append(steps, pdf.Step{Kind: 'Z'})
}

func circle(x, y, r float64) []pdf.Step {
	const arm = 0.5523 // of a curve that looks like a quarter of a circle
	k := r * arm
	return []pdf.Step{
		{Kind: 'M', Points: [6]float64{x + r, y}},
		{Kind: 'C', Points: [6]float64{x + r, y + k, x + k, y + r, x, y + r}},
		{Kind: 'C', Points: [6]float64{x - k, y + r, x - r, y + k, x - r, y}},
		{Kind: 'C', Points: [6]float64{x - r, y - k, x - k, y - r, x, y - r}},
		{Kind: 'C', Points: [6]float64{x + k, y - r, x + r, y - k, x + r, y}},
		{Kind: 'Z'},
	}
}

// parseColour reads "#rrggbb", "#rgb" or "none".
func parseColour(text string) (color.RGBA, error) {
	digits, isHex := strings.CutPrefix(text, "#")
	if text == "none" {
		return color.RGBA{}, nil
	}
	if len(digits) == 3 {
		digits = string([]byte{digits[0], digits[0], digits[1], digits[1], digits[2], digits[2]})
	}
	value, err := strconv.ParseUint(digits, 16, 32)
	if err != nil || !isHex || len(digits) != 6 {
		return color.RGBA{}, fmt.Errorf("fill %q: %w", text, errElement)
	}
	return color.RGBA{R: byte(value >> 16), G: byte(value >> 8), B: byte(value), A: 255}, nil
}
