package paper_test

import (
	"bytes"
	"errors"
	"image"
	"image/png"
	"io"
	"math"
	"strings"
	"testing"

	"serviziscolastici/shared/paper"
	"serviziscolastici/shared/paper/papertest"
)

const square = `<svg viewBox="0 0 10 10"><path fill="#123456" d="M1 1h8v8H1z"/></svg>`

const curves = `<svg viewBox="0 0 9 9"><g fill="none">
	<path fill="#abc" d="m1,1c1-1 2 2 3.5.5s2-1,3 1zM5 5L6e0 6V7"/></g></svg>`

// pixels is a blank PNG.
func pixels(t *testing.T, width, height int) string {
	t.Helper()
	var file bytes.Buffer
	if err := png.Encode(&file, image.NewGray(image.Rect(0, 0, width, height))); err != nil {
		t.Fatal(err)
	}
	return file.String()
}

// Goal: a logo is a PNG or a simple drawing; anything else is refused before it is on a paper. Method:
// a table of files.
func TestParseLogo(t *testing.T) {
	for name, c := range map[string]struct {
		file string
		good bool
	}{
		"png":         {pixels(t, 300, 200), true},
		"huge png":    {pixels(t, 2001, 10), false},
		"broken png":  {pixels(t, 30, 20)[:40], false},
		"drawing":     {square, true},
		"curves":      {curves, true},
		"no viewBox":  {strings.Replace(square, `viewBox="0 0 10 10"`, "", 1), false},
		"no picture":  {`<svg viewBox="0 0 10 10"><title>x</title></svg>`, false},
		"transform":   {strings.Replace(square, "<path", `<path transform="scale(2)"`, 1), false},
		"arc":         {strings.Replace(square, "h8", "A1 1 0 0 0 2 2", 1), false},
		"few numbers": {strings.Replace(square, "M1 1", "M1", 1), false},
		"colour name": {strings.Replace(square, "#123456", "red", 1), false},
		"script":      {strings.Replace(square, "path", "script", 2), false},
		"not closed":  {square[:50], false},
		"nothing":     {"", false},
	} {
		logo, err := paper.ParseLogo([]byte(c.file))
		if c.good != (err == nil) || c.good != (logo != nil) || err != nil && !errors.Is(err, paper.ErrLogo) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// Goal: the logo on the paper keeps its shape. Method: the place of a logo twice as wide as high.
func TestLogoKeepsItsShape(t *testing.T) {
	logo, err := paper.ParseLogo([]byte(pixels(t, 300, 150)))
	if err != nil {
		t.Fatal(err)
	}
	notice := papertest.Notice()
	notice.Creditor.Logo = logo
	figure := drawn(t, paper.WriteNotice, notice).Figures[0]
	if figure.Alt != "Stemma: Comune di Vallechiara" || math.Abs(figure.Width-30) > 0.01 ||
		math.Abs(figure.Height-15) > 0.01 {
		t.Errorf("the logo stands as %+v", figure)
	}
}

// Goal: no file that an office uploads as its logo breaks a paper. Method: what is accepted is drawn.
func FuzzParseLogo(f *testing.F) {
	for _, seed := range []string{square, "\x89PNG", strings.Replace(square, "h8", "c1 1 2 2-3.5.5s1-1 2e1,2", 1)} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, file []byte) {
		logo, err := paper.ParseLogo(file)
		if err != nil {
			return
		}
		notice := papertest.Notice()
		notice.Creditor.Logo = logo
		if err := paper.WriteNotice(io.Discard, notice); err != nil {
			t.Fatal(err)
		}
	})
}

// Goal: whatever a text holds, the papers can be drawn, read back, and nothing overlaps. Method: any
// text in every place of a notice and a document.
func FuzzTexts(f *testing.F) {
	for _, seed := range []string{"", "Niccolò", "e\u0301\u200b\x00\n", strings.Repeat("W", 400), "李 Ω ﬁ \xff"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		notice, document := papertest.Notice(), papertest.Document()
		notice.Subject, notice.Recipient.Name, notice.Recipient.Address = text, text, text
		notice.Creditor.Name, notice.Creditor.Office, notice.Creditor.Email = text, text, text
		document.Recipient, document.Creditor, document.Note = notice.Recipient, notice.Creditor, text
		document.Lines[0].Description, document.Lines[1].VAT.Exempt, document.Period = text, text, text
		for _, file := range [][]string{
			drawn(t, paper.WriteNotice, notice).Faults(), drawn(t, paper.WriteDocument, document).Faults(),
		} {
			for _, fault := range file {
				t.Error(fault)
			}
		}
	})
}
