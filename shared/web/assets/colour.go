package assets

import (
	"fmt"
	"math"
)

// rgb is a colour in sRGB, each part from 0 to 255.
type rgb struct{ red, green, blue float64 }

// String returns "#rrggbb".
func (c rgb) String() string {
	return fmt.Sprintf("#%02x%02x%02x", int(c.red), int(c.green), int(c.blue))
}

func (c rgb) scaled(by float64) rgb { return rgb{c.red * by, c.green * by, c.blue * by} }

// contrastWithWhite is the contrast ratio of WCAG 2, from 1 to 21.
func (c rgb) contrastWithWhite() float64 {
	return 1.05 / (0.2126*linear(c.red) + 0.7152*linear(c.green) + 0.0722*linear(c.blue) + 0.05)
}

func linear(part float64) float64 {
	part /= 255
	if part <= 0.04045 {
		return part / 12.92
	}
	return math.Pow((part+0.055)/1.055, 2.4)
}
