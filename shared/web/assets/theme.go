package assets

import (
	"fmt"
	"strconv"
	"strings"

	"serviziscolastici/shared/pattern"
)

// DefaultColour is the blue of the Italian design system, which needs no theme.
const DefaultColour = "0066cc"

var colours = pattern.Of(`^[0-9a-f]{6}$`)

// ThemePath returns the address of a municipality's colours, "" for the default
// blue or for a colour that is not "#rrggbb".
func ThemePath(colour string) string {
	hex := strings.ToLower(strings.TrimPrefix(colour, "#"))
	if !colours.Matches(hex) || hex == DefaultColour {
		return ""
	}
	return Prefix + "tema/" + hex + ".css"
}

// Theme returns a small style sheet that colours the portal: the given colour,
// darkened until white text on it has a contrast of at least 4.5 (WCAG 1.4.3),
// and its darker shades. It reports false for anything but six hex digits.
func Theme(hex string) (string, bool) {
	if !colours.Matches(hex) {
		return "", false
	}
	number, err := strconv.ParseUint(hex, 16, 32)
	if err != nil {
		return "", false
	}
	main := rgb{float64(number >> 16), float64(number >> 8 & 255), float64(number & 255)}
	for main.contrastWithWhite() < 4.5 {
		main = main.scaled(0.96)
	}
	return fmt.Sprintf(":root{--p:%s;--p-scuro:%s;--p-slim:%s;--p-pie:%s;--p-fondo:%s}\n", main,
		main.scaled(0.8), main.scaled(0.88), main.scaled(0.7), main.scaled(0.45)), true
}
