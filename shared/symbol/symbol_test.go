package symbol_test

import (
	"fmt"
	"image"
	"image/color"
	"image/png"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"serviziscolastici/shared/symbol"
)

// Goal: a reader gets the text out of the code that a screen shows. Method: paint the path as a browser does and have
// zbar, which is not ours, read it.
func TestQRIsReadable(t *testing.T) {
	const text = "https://servizi.example.it/ufficio/tablet?chiave=Zm9vYmFyYmF6cXV4cXV1eGNvcmdlZ3JhdWx0Z2FycGx5"
	code, err := symbol.NewQR(text)
	if err != nil {
		t.Fatal(err)
	}
	const scale = 6
	picture := image.NewGray(image.Rect(0, 0, code.Width*scale, code.Width*scale))
	for i := range picture.Pix {
		picture.Pix[i] = 0xff
	}
	for one := range strings.SplitSeq(strings.TrimSuffix(code.Path, "z"), "z") {
		var x, y, length, back int
		if _, err := fmt.Sscanf(one, "M%d %dh%dv1h-%d", &x, &y, &length, &back); err != nil || length != back {
			t.Fatalf("%q: %v", one, err)
		}
		for dx := range length * scale {
			for dy := range scale {
				picture.SetGray(x*scale+dx, y*scale+dy, color.Gray{})
			}
		}
	}
	file := filepath.Join(t.TempDir(), "code.png")
	out, err := os.Create(file)
	if err != nil {
		t.Fatal(err)
	}
	if err := png.Encode(out, picture); err != nil {
		t.Fatal(err)
	}
	if err := out.Close(); err != nil {
		t.Fatal(err)
	}
	read, err := exec.CommandContext(t.Context(), "zbarimg", "--quiet", "--raw", file).Output()
	if err != nil || strings.TrimSpace(string(read)) != text {
		t.Errorf("read %q, %v", read, err)
	}
}

// Goal: a text that no code can hold is refused. Method: one of 4,000 characters.
func TestQRHasALimit(t *testing.T) {
	if _, err := symbol.NewQR(strings.Repeat("x", 4000)); err == nil {
		t.Error("made a code of it")
	}
}
