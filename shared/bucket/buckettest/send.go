package buckettest

import (
	"bytes"
	"io"
	"mime/multipart"
	"net/http"
	"testing"

	"serviziscolastici/shared/bucket"
	"serviziscolastici/shared/outgoing"
)

// Send sends a form with a file as a browser does, and returns the answer of S3, to whose address it does not go on. The
// emulator does not put in the name of the file, as S3 does.
func Send(t testing.TB, form bucket.Form, name, content string) *http.Response {
	t.Helper()
	var body bytes.Buffer
	parts := multipart.NewWriter(&body)
	for _, field := range form.Fields {
		if field.Value == bucket.NamePlace {
			field.Value = name
		}
		if err := parts.WriteField(field.Name, field.Value); err != nil {
			t.Fatal(err)
		}
	}
	file, err := parts.CreateFormFile("file", name)
	if err != nil {
		t.Fatal(err)
	}
	_, _ = io.WriteString(file, content)
	if err := parts.Close(); err != nil {
		t.Fatal(err)
	}
	client := http.Client{CheckRedirect: outgoing.NoRedirect}
	answer, err := client.Post(form.Action, parts.FormDataContentType(), &body)
	if err != nil {
		t.Fatal(err)
	}
	_ = answer.Body.Close()
	return answer
}
