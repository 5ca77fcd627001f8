package assets_test

import (
	"strings"
	"testing"

	"serviziscolastici/shared/web/assets"
)

// Goal: white text stays readable on any colour, and nothing but a colour is taken. Method: pale,
// dark and bad ones.
func TestTheme(t *testing.T) {
	for colour, want := range map[string]string{"0066cc": "--p:#0066cc", "7a1f3d": "--p:#7a1f3d"} {
		if css, ok := assets.Theme(colour); !ok || !strings.Contains(css, want) {
			t.Errorf("Theme(%s) = %q", colour, css)
		}
	}
	if css, ok := assets.Theme("ffee00"); !ok || strings.Contains(css, "--p:#ffee00") {
		t.Errorf("a pale colour is not darkened: %q", css)
	}
	for _, bad := range []string{"", "red", "12345", "0066cc}body{", "0066CC"} {
		if _, ok := assets.Theme(bad); ok {
			t.Errorf("Theme(%q) is accepted", bad)
		}
	}
	for colour, want := range map[string]string{
		"#0066CC": "", "": "", "blu": "", "#7A1F3D": "/assets/tema/7a1f3d.css",
	} {
		if got := assets.ThemePath(colour); got != want {
			t.Errorf("ThemePath(%q) = %q", colour, got)
		}
	}
}
