package paper_test

import (
	"bytes"
	"io"
	"strings"
	"testing"

	"serviziscolastici/shared/paper/pdf/pdftest"
)

// drawn draws a paper and reads it back.
func drawn[T any](t *testing.T, write func(io.Writer, T) error, data T) pdftest.File {
	t.Helper()
	var file bytes.Buffer
	if err := write(&file, data); err != nil {
		t.Fatal(err)
	}
	read, err := pdftest.Read(file.Bytes())
	if err != nil {
		t.Fatal(err)
	}
	return read
}

// expectWords fails the test for every text that is not to be heard.
func expectWords(t *testing.T, file pdftest.File, wanted ...string) {
	t.Helper()
	words := file.Words()
	for _, want := range wanted {
		if !strings.Contains(words, want) {
			t.Errorf("%q is not on the paper:\n%s", want, words)
		}
	}
}

// refuseWords fails the test for every text that is to be heard.
func refuseWords(t *testing.T, file pdftest.File, refused ...string) {
	t.Helper()
	words := file.Words()
	for _, text := range refused {
		if strings.Contains(words, text) {
			t.Errorf("%q is on the paper:\n%s", text, words)
		}
	}
}
