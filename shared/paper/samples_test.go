package paper_test

import (
	"bytes"
	"errors"
	"io"
	"testing"

	"serviziscolastici/shared/paper/papertest"
	"serviziscolastici/shared/paper/pdf/pdftest"
)

// sizeLimit is what a paper may weigh.
const sizeLimit = 120 << 10

// Goal: every paper, with whatever texts, is small, and nothing on it overlaps or leaves the page.
// Method: draw all samples, plain and extreme, and read the places back.
func TestEveryPaperIsSmallAndTidy(t *testing.T) {
	for _, sample := range papertest.Samples() {
		t.Run(sample.Name, func(t *testing.T) {
			var file bytes.Buffer
			if err := sample.Write(&file); err != nil {
				t.Fatal(err)
			}
			if file.Len() > sizeLimit {
				t.Errorf("%d bytes", file.Len())
			}
			read, err := pdftest.Read(file.Bytes())
			if err != nil {
				t.Fatal(err)
			}
			for _, fault := range read.Faults() {
				t.Error(fault)
			}
			if read.Title == "" || read.Language != "it-IT" {
				t.Errorf("title %q, language %q", read.Title, read.Language)
			}
		})
	}
}

// Goal: every paper can be read aloud: it has one first heading, every table's cells have headers, and
// what is drawn is read. Method: the structure of all samples.
func TestEveryPaperCanBeReadAloud(t *testing.T) {
	for _, sample := range papertest.Samples() {
		t.Run(sample.Name, func(t *testing.T) {
			read := drawn(t, func(w io.Writer, s papertest.Sample) error { return s.Write(w) }, sample)
			tags, spoken := map[string]int{}, 0
			for _, s := range read.Spoken {
				tags[s.Tag]++
				if s.Tag != "Figure" {
					spoken += len(s.Text)
				}
			}
			printed := 0
			for _, line := range read.Lines {
				if !line.Artifact {
					printed += len(line.Text)
				}
			}
			if tags["H1"] != 1 || tags["H2"] == 0 || tags["TD"] > 0 && tags["TH"] == 0 || tags["Figure"] == 0 {
				t.Errorf("structure: %v", tags)
			}
			if spoken != printed {
				t.Errorf("%d letters are read of %d", spoken, printed)
			}
		})
	}
}

// Goal: the same paper is the same file, on any day. Method: two drawings of each.
func TestEveryPaperIsTheSameEveryTime(t *testing.T) {
	for _, sample := range papertest.Samples() {
		var first, second bytes.Buffer
		if err := errors.Join(sample.Write(&first), sample.Write(&second)); err != nil {
			t.Fatal(err)
		}
		if !bytes.Equal(first.Bytes(), second.Bytes()) {
			t.Errorf("two drawings of %s differ", sample.Name)
		}
	}
}

// BenchmarkPapers draws each plain paper: less than 25 ms of CPU each.
func BenchmarkPapers(b *testing.B) {
	for _, sample := range papertest.Samples() {
		b.Run(sample.Name, func(b *testing.B) {
			for b.Loop() {
				if err := sample.Write(io.Discard); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}
