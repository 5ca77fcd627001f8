package paper

import (
	"fmt"
	"math"
	"strconv"
	"strings"

	"serviziscolastici/shared/paper/pdf"
)

// pen reads the data of an SVG path: where it is, where its outline began, and the last control point.
type pen struct {
	steps          []pdf.Step
	x, y           float64
	startX, startY float64
	controlX       float64
	controlY       float64
}

// arguments is how many numbers each command of a path takes.
var arguments = map[byte]int{'M': 2, 'L': 2, 'H': 1, 'V': 1, 'C': 6, 'S': 4, 'Z': 0}

// parsePath reads a path of lines and cubic curves.
func parsePath(data string) ([]pdf.Step, error) {
	var p pen
	for data = strings.TrimSpace(data); data != ""; {
		command := data[0]
		upper := command &^ 0x20
		count, known := arguments[upper]
		if !known {
			return nil, fmt.Errorf("command %q: %w", command, errElement)
		}
		end := strings.IndexFunc(data[1:], isCommand) + 1
		if end == 0 {
			end = len(data)
		}
		values, err := numbers(data[1:end])
		if err != nil || count == 0 && len(values) > 0 || count > 0 && (len(values) == 0 || len(values)%count != 0) {
			return nil, fmt.Errorf("command %q: %w", command, errNumber)
		}
		p.draw(upper, upper != command, count, values)
		data = data[end:]
	}
	return p.steps, nil
}

func isCommand(r rune) bool {
	return r != 'e' && r != 'E' && (r >= 'A' && r <= 'Z' || r >= 'a' && r <= 'z')
}

// draw follows one command, which may come with the numbers of several.
func (p *pen) draw(command byte, relative bool, count int, values []float64) {
	if command == 'Z' {
		p.steps = append(p.steps, pdf.Step{Kind: 'Z'})
		p.x, p.y = p.startX, p.startY
		p.controlX, p.controlY = p.x, p.y
		return
	}
	for ; len(values) > 0; values = values[count:] {
		p.step(command, relative, values[:count])
		if command == 'M' {
			command = 'L'
		}
	}
}

func (p *pen) step(command byte, relative bool, values []float64) {
	var x, y float64 // from where the numbers count
	if relative {
		x, y = p.x, p.y
	}
	switch command {
	case 'M', 'L':
		p.to(command, values[0]+x, values[1]+y)
	case 'H':
		p.to('L', values[0]+x, p.y)
	case 'V':
		p.to('L', p.x, values[0]+y)
	case 'C':
		p.curve(values[0]+x, values[1]+y, values[2]+x, values[3]+y, values[4]+x, values[5]+y)
	case 'S':
		p.curve(2*p.x-p.controlX, 2*p.y-p.controlY, values[0]+x, values[1]+y, values[2]+x, values[3]+y)
	}
	if command == 'M' {
		p.startX, p.startY = p.x, p.y
	}
}

func (p *pen) to(kind byte, x, y float64) {
	p.steps = append(p.steps, pdf.Step{Kind: kind, Points: [6]float64{x, y}})
	p.x, p.y, p.controlX, p.controlY = x, y, x, y
}

func (p *pen) curve(points ...float64) {
	p.steps = append(p.steps, pdf.Step{Kind: 'C', Points: [6]float64(points)})
	p.controlX, p.controlY, p.x, p.y = points[2], points[3], points[4], points[5]
}

// numbers reads a list of numbers as SVG writes them: "1.5-.3,2" are three.
func numbers(text string) ([]float64, error) {
	var list []float64
	for text = strings.TrimLeft(text, " ,\t\r\n"); text != ""; text = strings.TrimLeft(text, " ,\t\r\n") {
		end, dot := 0, false
		for end < len(text) {
			c := text[end]
			sign := c == '-' || c == '+'
			exponent := end > 0 && (text[end-1] == 'e' || text[end-1] == 'E')
			if !strings.ContainsRune("0123456789.eE+-", rune(c)) || sign && end > 0 && !exponent || c == '.' && dot {
				break
			}
			dot = dot || c == '.'
			end++
		}
		value, err := strconv.ParseFloat(text[:end], 64)
		if err != nil || math.Abs(value) > 1e6 || math.IsNaN(value) {
			return nil, errNumber
		}
		list, text = append(list, value), text[end:]
	}
	return list, nil
}
