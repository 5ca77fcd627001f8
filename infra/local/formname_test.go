package main

import (
	"bytes"
	"io"
	"mime/multipart"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"serviziscolastici/shared/bucket"
)

// Goal: a form's field has the name of its file, whatever is in the file, and the form is as long as it says. Method: forms
// as browsers send them, to a server that reads them, of which one has no file.
func TestFormsNameTheirFiles(t *testing.T) {
	fields := map[string]string{}
	s3 := httptest.NewServer(named(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
		body, err := io.ReadAll(r.Body)
		if err != nil || int64(len(body)) != r.ContentLength {
			t.Errorf("%d bytes of %d, %v", len(body), r.ContentLength, err)
		}
		r.Body = io.NopCloser(bytes.NewReader(body))
		if err := r.ParseMultipartForm(1 << 20); err != nil {
			t.Error(err)
		}
		fields["name"] = r.FormValue(bucket.NameField)
		fields["content"] = r.FormValue("file")
		if file, _, err := r.FormFile("file"); err == nil {
			content, _ := io.ReadAll(file)
			fields["content"] = string(content)
		}
	})))
	t.Cleanup(s3.Close)
	long := bucket.NamePlace + strings.Repeat("giorno;classe\n", 10_000)
	for _, c := range []struct{ file, content, name string }{
		{"presenze città.csv", long, "presenze città.csv"},
		{"a.csv", "", "a.csv"},
		{"", long[:100], bucket.NamePlace},
	} {
		var body bytes.Buffer
		parts := multipart.NewWriter(&body)
		_ = parts.WriteField("key", "caricati/c_x000/1")
		_ = parts.WriteField(bucket.NameField, bucket.NamePlace)
		part, err := parts.CreateFormField("file")
		if c.file != "" {
			part, err = parts.CreateFormFile("file", c.file)
		}
		if err != nil {
			t.Fatal(err)
		}
		_, _ = io.WriteString(part, c.content)
		_ = parts.Close()
		answer, err := http.Post(s3.URL, parts.FormDataContentType(), &body)
		if err != nil {
			t.Fatal(err)
		}
		_ = answer.Body.Close()
		if fields["name"] != c.name || fields["content"] != c.content {
			t.Errorf("%q: %q with %d bytes", c.file, fields["name"], len(fields["content"]))
		}
	}
}
