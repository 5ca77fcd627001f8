package bucket_test

import (
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"serviziscolastici/shared/bucket"
	"serviziscolastici/shared/bucket/buckettest"
)

// Goal: what is put is read again, by a link too, and what is not there is told apart. Method: a real server, keys with
// blanks and accents.
func TestPutAndOpen(t *testing.T) {
	b := buckettest.New(t)
	if err := b.Create(t.Context()); err != nil {
		t.Errorf("made once more: %v", err)
	}
	for _, key := range []string{"a/b.csv", "deposito/c_x000/presenze del 27 nov è+1.csv"} {
		if err := b.PutBytes(t.Context(), key, "text/csv", []byte("giorno;"+key)); err != nil {
			t.Fatal(err)
		}
		read, err := b.Read(t.Context(), key)
		if err != nil || string(read) != "giorno;"+key {
			t.Errorf("%s: %q, %v", key, read, err)
		}
		link, err := b.Link(t.Context(), key, "errate.csv", time.Minute)
		if err != nil {
			t.Fatal(err)
		}
		answer, err := http.Get(link)
		if err != nil {
			t.Fatal(err)
		}
		linked, err := io.ReadAll(answer.Body)
		_ = answer.Body.Close()
		if err != nil || string(linked) != "giorno;"+key ||
			answer.Header.Get("Content-Disposition") != `attachment; filename="errate.csv"` {
			t.Errorf("%s by link: %q, %v, %v", key, linked, answer.Header, err)
		}
	}
	if _, err := b.Open(t.Context(), "none"); !errors.Is(err, bucket.ErrNoObject) {
		t.Errorf("an object that is not there: %v", err)
	}
}

// Goal: a browser stores exactly what the form was made for, and nothing else: S3 itself refuses the rest. Method: the
// form as a browser sends it to a real server, as it is, and with one thing changed.
func TestUploadForm(t *testing.T) {
	b := buckettest.New(t)
	upload := bucket.Upload{
		Key: "caricati/c_x000/", Kind: "text/csv", MaxBytes: 100, Redirect: "http://localhost/fatto", Lasts: time.Minute,
	}
	for name, c := range map[string]struct {
		content string
		lasts   time.Duration
		change  func(*bucket.Field)
		want    int
	}{
		"as it is":       {"giorno;classe\n", time.Minute, nil, http.StatusSeeOther},
		"too large":      {strings.Repeat("x", 101), time.Minute, nil, http.StatusBadRequest},
		"empty":          {"", time.Minute, nil, http.StatusSeeOther},
		"expired":        {"a", -time.Minute, nil, http.StatusForbidden},
		"other key":      {"a", time.Minute, replace("key", "caricati/c_x001/1"), http.StatusForbidden},
		"other kind":     {"a", time.Minute, replace("Content-Type", "text/html"), http.StatusForbidden},
		"other redirect": {"a", time.Minute, replace("success_action_redirect", "http://evil.example"), http.StatusForbidden},
		"other policy":   {"a", time.Minute, replace("policy", "e30="), http.StatusForbidden},
		"no signature":   {"a", time.Minute, replace("x-amz-signature", strings.Repeat("0", 64)), http.StatusForbidden},
	} {
		t.Run(name, func(t *testing.T) {
			one := upload
			one.Key, one.Lasts = upload.Key+name, c.lasts
			form, err := b.Form(t.Context(), one)
			if err != nil {
				t.Fatal(err)
			}
			for i := range form.Fields {
				if c.change != nil {
					c.change(&form.Fields[i])
				}
			}
			answer := buckettest.Send(t, form, "presenze.csv", c.content)
			if answer.StatusCode != c.want {
				t.Errorf("status %d, want %d", answer.StatusCode, c.want)
			}
			if at := answer.Header.Get("Location"); c.want == http.StatusSeeOther && !strings.HasPrefix(at, upload.Redirect) {
				t.Errorf("redirected to %q", at)
			}
		})
	}
	stored, err := b.Open(t.Context(), upload.Key+"as it is")
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = stored.Close() }()
	content, err := io.ReadAll(stored)
	if err != nil || string(content) != "giorno;classe\n" || stored.Header.Get(bucket.NameField) != "presenze.csv" {
		t.Errorf("stored %q, %v, %v", content, stored.Header, err)
	}
}

func replace(field, with string) func(*bucket.Field) {
	return func(f *bucket.Field) {
		if f.Name == field {
			f.Value = with
		}
	}
}

// Goal: what is at the end of a redirect is neither an object nor a place for one. Method: every redirect, to a page that
// answers 200.
func TestNoRedirectIsFollowed(t *testing.T) {
	visits := 0
	page := httptest.NewServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { visits++ }))
	defer page.Close()
	for _, status := range []int{301, 302, 303, 307, 308} {
		server := httptest.NewServer(http.RedirectHandler(page.URL, status))
		b := buckettest.New(t)
		b.Config.BaseEndpoint = &server.URL
		_, err := b.Open(t.Context(), "key")
		if put := b.PutBytes(t.Context(), "key", "text/csv", []byte("Rossi")); err == nil || put == nil || visits > 0 {
			t.Errorf("status %d: %v, %v, %d visits", status, err, put, visits)
		}
		server.Close()
	}
}
