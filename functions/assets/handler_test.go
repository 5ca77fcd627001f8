package main

import (
	"bytes"
	"compress/gzip"
	"encoding/base64"
	"io"
	"net/http"
	"net/http/httptest"
	"regexp"
	"strings"
	"testing"

	"github.com/aws/aws-lambda-go/events"
	"github.com/awslabs/aws-lambda-go-api-proxy/httpadapter"

	"serviziscolastici/shared/web/assets"
)

func get(t *testing.T, path string, header http.Header) *httptest.ResponseRecorder {
	t.Helper()
	h, err := newHandler()
	if err != nil {
		t.Fatal(err)
	}
	request := httptest.NewRequest(http.MethodGet, path, nil)
	for name, values := range header {
		request.Header[name] = values
	}
	recorder := httptest.NewRecorder()
	h.ServeHTTP(recorder, request)
	return recorder
}

// Goal: every file is served under its hashed name, for ever, with its type. Method: all files.
func TestFiles(t *testing.T) {
	types := map[string]string{
		".css": "text/css; charset=utf-8", ".js": "text/javascript; charset=utf-8",
		".svg": "image/svg+xml", ".woff2": "font/woff2", ".txt": "text/plain; charset=utf-8",
	}
	names, err := assets.Names()
	if err != nil || len(names) < 6 {
		t.Fatalf("%d files, %v", len(names), err)
	}
	for _, name := range names {
		address, err := assets.Path(name)
		if err != nil {
			t.Fatal(err)
		}
		answer := get(t, address, nil)
		kind := answer.Header().Get("Content-Type")
		if answer.Code != 200 || kind != types[name[strings.LastIndex(name, "."):]] ||
			!strings.Contains(answer.Header().Get("Cache-Control"), "immutable") {
			t.Errorf("%s: %d, %q, %q", address, answer.Code, kind, answer.Header().Get("Cache-Control"))
		}
	}
}

// Goal: the style sheet is compressed, and the fonts it names exist. Method: unpack it and follow
// each url().
func TestStyleSheet(t *testing.T) {
	answer := get(t, "/assets/app.css", http.Header{"Accept-Encoding": {"gzip, br"}})
	if answer.Header().Get("Cache-Control") != "no-cache" {
		t.Error("a name without its hash is kept")
	}
	if size := answer.Body.Len(); size > 15<<10 {
		t.Errorf("%d bytes compressed, the budget is 15 KB", size)
	}
	unpacked, err := gzip.NewReader(answer.Body)
	if err != nil {
		t.Fatal(err)
	}
	css, err := io.ReadAll(unpacked)
	if err != nil {
		t.Fatal(err)
	}
	fonts := regexp.MustCompile(`url\("?(titillium[^")]+)"?\)`).FindAllSubmatch(css, -1)
	if len(fonts) != 3 {
		t.Fatalf("%d fonts", len(fonts))
	}
	for _, font := range fonts {
		found := get(t, assets.Prefix+string(font[1]), nil)
		if found.Code != 200 || !strings.Contains(found.Header().Get("Cache-Control"), "immutable") {
			t.Errorf("%s: %d", font[1], found.Code)
		}
	}
}

// Goal: what is not there is said plainly. Method: unknown names, paths that climb, other verbs.
func TestMissing(t *testing.T) {
	for _, path := range []string{
		"/assets/", "/assets/none.css", "/assets/../main.go", "/assets/tema/red.css", "/assets/tema/",
	} {
		if answer := get(t, path, nil); answer.Code != 404 {
			t.Errorf("%s: %d", path, answer.Code)
		}
	}
	h, err := newHandler()
	if err != nil {
		t.Fatal(err)
	}
	recorder := httptest.NewRecorder()
	h.ServeHTTP(recorder, httptest.NewRequest(http.MethodPost, "/assets/app.css", nil))
	if recorder.Code != 405 {
		t.Errorf("POST: %d", recorder.Code)
	}
}

// Goal: a municipality's colour is served. Method: ask for one.
func TestTheme(t *testing.T) {
	answer := get(t, "/assets/tema/7a1f3d.css", nil)
	if answer.Code != 200 || !strings.Contains(answer.Body.String(), "--p:#7a1f3d") {
		t.Errorf("%d %s", answer.Code, answer.Body)
	}
}

// Goal: fonts survive Lambda's events, which carry text. Method: the adapter's own answer, decoded.
func TestBinaryThroughLambda(t *testing.T) {
	h, err := newHandler()
	if err != nil {
		t.Fatal(err)
	}
	event := events.APIGatewayV2HTTPRequest{RawPath: "/assets/titillium-web-400.woff2"}
	event.RequestContext.HTTP.Method = http.MethodGet
	event.RequestContext.HTTP.Path = event.RawPath
	answer, err := httpadapter.NewV2(h).ProxyWithContext(t.Context(), event)
	if err != nil || !answer.IsBase64Encoded {
		t.Fatalf("base64 %v, %v", answer.IsBase64Encoded, err)
	}
	body, err := base64.StdEncoding.DecodeString(answer.Body)
	if err != nil {
		t.Fatal(err)
	}
	if font, _ := assets.Read("titillium-web-400.woff2"); !bytes.Equal(body, font) {
		t.Error("the font has changed on the way")
	}
}
