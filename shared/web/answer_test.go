package web_test

import (
	"bytes"
	"errors"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"os"
	"strings"
	"testing"

	"serviziscolastici/shared/web"
	"serviziscolastici/shared/web/webtest"
)

// Goal: every answer carries the headers that keep it safe. Method: a page and an error.
func TestSafeHeaders(t *testing.T) {
	router, site := testRouter(t)
	for _, path := range []string{"/", "/niente"} {
		header := webtest.Get(router, path).Header
		for name, want := range map[string]string{
			"Content-Security-Policy": "default-src 'none'", "Cache-Control": "no-store",
			"Referrer-Policy":        "same-origin",
			"X-Content-Type-Options": "nosniff", "Permissions-Policy": "camera=()",
			"Strict-Transport-Security": "max-age",
		} {
			if !strings.HasPrefix(header.Get(name), want) {
				t.Errorf("%s %s: %q", path, name, header.Get(name))
			}
		}
	}
	site.LocalHTTP = true
	if webtest.Get(router, "/").Header.Get("Strict-Transport-Security") != "" {
		t.Error("HSTS on plain http")
	}
}

// Goal: one log line a request, with the route and without the path, names or fiscal codes. Method:
// read the log.
func TestLogLine(t *testing.T) {
	router, site := testRouter(t)
	var log bytes.Buffer
	site.Log = slog.New(slog.NewJSONHandler(&log, nil))
	webtest.Get(router, "/errore/altro?cf=BNCMRA85A41A794Y")
	line := log.String()
	if strings.Count(line, "\n") != 1 {
		t.Fatalf("log: %s", line)
	}
	for _, part := range []string{
		`"route":"GET /errore/{code}"`, `"status":500`, `"code":"internal"`, `"the table is on fire"`,
	} {
		if !strings.Contains(line, part) {
			t.Errorf("no %s in %s", part, line)
		}
	}
	for _, secret := range []string{"BNCMRA85A41A794Y", "Bianchi", webtest.Token, "/errore/altro"} {
		if strings.Contains(line, secret) {
			t.Errorf("%s is in the log", secret)
		}
	}
}

// Goal: the whole vocabulary renders, and compresses. Method: the gallery that the style is built from.
func TestGallery(t *testing.T) {
	pages, err := web.NewPages(os.DirFS("style"), "gallery.html")
	if err != nil {
		t.Fatal(err)
	}
	site := webtest.Site(pages)
	router := site.Router()
	router.Public("GET /", func(w http.ResponseWriter, r *http.Request, visit web.Visit) error {
		return site.Render(w, r, visit, web.Page{Title: "Galleria", Template: "gallery"})
	})
	webtest.Get(router, "/").Expect(t, 200, "In verifica", "3020 0000 0000 1234 56")
	request := webtest.Request("GET", "/", nil)
	request.Header.Set("Accept-Encoding", "gzip")
	answer := webtest.Do(router, request)
	if answer.Header.Get("Content-Encoding") != "gzip" || len(answer.Body) > 10<<10 {
		t.Errorf("%q, %d bytes", answer.Header.Get("Content-Encoding"), len(answer.Body))
	}
}

// Goal: a missing template is an error and not half a page. Method: render an unknown page.
func TestUnknownTemplate(t *testing.T) {
	router, site := testRouter(t)
	router.Public("GET /manca", func(w http.ResponseWriter, r *http.Request, visit web.Visit) error {
		return site.Render(w, r, visit, web.Page{Title: "Manca", Template: "manca"})
	})
	webtest.Get(router, "/manca").Expect(t, 500, "Si è verificato un problema")
	if _, err := web.NewPages(os.DirFS("style"), "none/*.html"); err == nil {
		t.Error("no pages and no error")
	}
}

// told notes which status it was told, as Lambda's adapter does: none is an error there.
type told struct {
	http.ResponseWriter
	status int
}

func (w *told) WriteHeader(status int) { w.status = status }

// Goal: HEAD of a file has a status, as GET has. Method: a download, with a writer that takes none for granted.
func TestHeadOfADownload(t *testing.T) {
	_, site := testRouter(t)
	router := site.Router()
	router.Public("GET /file", func(w http.ResponseWriter, _ *http.Request, _ web.Visit) error {
		return web.Attachment(w, "application/pdf", "x.pdf", []byte("%PDF"))
	})
	recorder := httptest.NewRecorder()
	writer := &told{ResponseWriter: recorder}
	router.ServeHTTP(writer, webtest.Request("HEAD", "/file", nil))
	if writer.status != http.StatusOK || recorder.Body.Len() != 0 || recorder.Header().Get("Content-Length") != "4" {
		t.Errorf("status %d, %d bytes, %v", writer.status, recorder.Body.Len(), recorder.Header())
	}
}

// Goal: a CSV opens in a spreadsheet as it is and runs nothing. Method: the bytes.
func TestCSV(t *testing.T) {
	recorder := httptest.NewRecorder()
	err := web.WriteCSV(recorder, "conto.csv", []string{"Data", "Importo"}, [][]string{
		{"=HYPERLINK(1)", "-4,60"}, {"@x;y", "+50,00"}, {"-1+1", "1234,56"},
	})
	want := "\ufeffData;Importo\r\n'=HYPERLINK(1);-4,60\r\n\"'@x;y\";+50,00\r\n'-1+1;1234,56\r\n"
	if err != nil || recorder.Body.String() != want {
		t.Errorf("%q, %v", recorder.Body.String(), err)
	}
	for _, cell := range []string{"\n=1+1", "＝1+1", "＋1", "－1+1", "＠x"} {
		recorder := httptest.NewRecorder()
		if err := web.WriteCSV(recorder, "x.csv", []string{cell}, nil); err != nil ||
			!strings.Contains(recorder.Body.String(), "'"+strings.ReplaceAll(cell, "\n", "\r\n")) {
			t.Errorf("%q, %v", recorder.Body.String(), err)
		}
	}
	if got := recorder.Header().Get("Content-Disposition"); got != "attachment; filename=conto.csv" {
		t.Error(got)
	}
}

// Goal: when no municipality can be found the page still comes. Method: a store that is down.
func TestMunicipalityUnavailable(t *testing.T) {
	router, site := testRouter(t)
	site.Municipalities = byHost(func(string) (town, error) { return town{}, errors.New("no answer") })
	webtest.Get(router, "/").Expect(t, 500, "Si è verificato un problema")
}
