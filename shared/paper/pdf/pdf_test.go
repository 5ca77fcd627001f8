package pdf_test

import (
	"bytes"
	"errors"
	"image"
	"io"
	"os"
	"slices"
	"strings"
	"testing"
	"time"

	"serviziscolastici/shared/paper/pdf"
	"serviziscolastici/shared/paper/pdf/pdftest"
)

func font(t testing.TB) *pdf.Font {
	t.Helper()
	data, err := os.ReadFile("../fonts/TitilliumWeb-Regular.ttf")
	if err != nil {
		t.Fatal(err)
	}
	f, err := pdf.ParseFont("TitilliumWeb-Regular", data)
	if err != nil {
		t.Fatal(err)
	}
	return f
}

func blank() *pdf.Document {
	return pdf.New(pdf.Info{
		Title: "Prova <1> & «città»", Author: "Comune", Creator: "Prova", Language: "it-IT",
		Created: time.Date(2026, time.November, 22, 12, 0, 0, 0, time.UTC),
	})
}

func read(t *testing.T, d *pdf.Document) pdftest.File {
	t.Helper()
	var file bytes.Buffer
	if err := d.Write(&file); err != nil {
		t.Fatal(err)
	}
	f, err := pdftest.Read(file.Bytes())
	if err != nil {
		t.Fatal(err)
	}
	return f
}

// Goal: what is written is read in the order of the structure, with its tags, over pages; artifacts are
// not. Method: a small document, read back.
func TestStructureIsRead(t *testing.T) {
	regular := font(t)
	d := blank()
	write := func(y float64, line string) {
		d.Text(pdf.Text{Font: regular, Size: 10, X: 20, Baseline: y, Line: line})
	}
	d.AddPage()
	d.Within(pdf.Heading1, func() { write(20, "Città") })
	d.Within(pdf.Table, func() {
		d.Within(pdf.Row, func() { d.Within(pdf.ColumnHead, func() { write(30, "Nome") }) })
		d.AddPage()
		d.Artifact(func() { d.Within(pdf.Row, func() { write(20, "Nome") }) })
		d.Within(pdf.Row, func() { d.Within(pdf.Cell, func() { write(30, "perché "); write(35, "€") }) })
	})
	d.Figure("Quadrato", pdf.Box{X: 10, Y: 40, Width: 5, Height: 6}, func() {
		d.Fill(pdf.Box{X: 10, Y: 40, Width: 5, Height: 6}, 0)
	})
	f := read(t, d)
	want := []pdftest.Spoken{
		{Tag: "H1", Text: "Città"}, {Tag: "TH", Text: "Nome"}, {Tag: "TD", Text: "perché €"},
		{Tag: "Figure", Text: "Quadrato"},
	}
	if !slices.Equal(f.Spoken, want) {
		t.Errorf("read %q", f.Spoken)
	}
	if f.Pages != 2 || f.Title != "Prova <1> & «città»" || f.Language != "it-IT" {
		t.Errorf("%d pages, title %q, language %q", f.Pages, f.Title, f.Language)
	}
	if g := f.Figures[0]; g.Page != 2 || g.X < 9.99 || g.X > 10.01 || g.Y < 39.99 || g.Y > 40.01 {
		t.Errorf("the figure stands at %+v", g)
	}
}

// Goal: the width that a text is given is that of its letters. Method: measure it before and after.
func TestWidth(t *testing.T) {
	regular := font(t)
	d := blank()
	d.AddPage()
	d.Within(pdf.Paragraph, func() {
		d.Text(pdf.Text{Font: regular, Size: 12, X: 20, Baseline: 20, Line: "Refezione àèìòù"})
	})
	line, width := read(t, d).Lines[0], regular.Width("Refezione àèìòù", 12)
	if line.Width < width-0.1 || line.Width > width+0.1 || width < 20 || width > 40 {
		t.Errorf("%.2f mm, drawn as %.2f mm", width, line.Width)
	}
}

// Goal: tests of papers see overlaps. Method: two lines in one place, one outside of the page.
func TestFaultsAreSeen(t *testing.T) {
	regular := font(t)
	d := blank()
	d.AddPage()
	d.Within(pdf.Paragraph, func() {
		for _, text := range []pdf.Text{{X: 20, Baseline: 20}, {X: 22, Baseline: 21}, {X: 205, Baseline: 50}} {
			text.Font, text.Size, text.Line = regular, 10, "parole"
			d.Text(text)
		}
	})
	faults := strings.Join(read(t, d).Faults(), "\n")
	if strings.Count(faults, "overlap") != 1 || strings.Count(faults, "leaves") != 1 {
		t.Errorf("faults: %s", faults)
	}
}

// Goal: only the letters in use are embedded. Method: the size with one letter and with a hundred.
func TestFontIsCutDown(t *testing.T) {
	size := func(line string) int {
		d := blank()
		d.AddPage()
		d.Within(pdf.Paragraph, func() { d.Text(pdf.Text{Font: font(t), Size: 9, X: 20, Baseline: 20, Line: line}) })
		var file bytes.Buffer
		if err := d.Write(&file); err != nil {
			t.Fatal(err)
		}
		return file.Len()
	}
	one, many := size("a"), size("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789àèéìòù")
	if one > 8<<10 || many < one+4<<10 {
		t.Errorf("%d bytes with one letter, %d with many", one, many)
	}
}

// Goal: a picture is packed and what shines through it is white. Method: one of the same colour packs
// to almost nothing; it is drawn without an error.
func TestPicture(t *testing.T) {
	picture, err := pdf.NewPicture(image.NewNRGBA(image.Rect(0, 0, 200, 100)))
	if err != nil || picture.Size() > 500 {
		t.Fatalf("%v, %d bytes", err, picture.Size())
	}
	d := blank()
	d.AddPage()
	place := pdf.Box{X: 10, Y: 10, Width: 20, Height: 10}
	d.Figure("Bianco", place, func() { d.Picture(place, picture) })
	if f := read(t, d); len(f.Figures) != 1 {
		t.Errorf("figures: %v", f.Figures)
	}
}

// Goal: a damaged font is an error when it is read, not a broken paper. Method: cut it everywhere.
func TestParseFontRefusesDamage(t *testing.T) {
	data, err := os.ReadFile("../fonts/TitilliumWeb-Regular.ttf")
	if err != nil {
		t.Fatal(err)
	}
	for _, end := range []int{0, 4, 11, 12, 100, 1000, len(data) / 2, len(data) - 100} {
		if _, err := pdf.ParseFont("X", data[:end]); !errors.Is(err, pdf.ErrFont) {
			t.Errorf("%d bytes: %v", end, err)
		}
	}
}

// BenchmarkFloor is what any paper costs at least: one line on a tagged page with an embedded font.
func BenchmarkFloor(b *testing.B) {
	regular := font(b)
	for b.Loop() {
		d := blank()
		d.AddPage()
		d.Within(pdf.Heading1, func() { d.Text(pdf.Text{Font: regular, Size: 10, X: 20, Baseline: 20, Line: "Avviso"}) })
		if err := d.Write(io.Discard); err != nil {
			b.Fatal(err)
		}
	}
}
