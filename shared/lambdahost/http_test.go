package lambdahost_test

import (
	"bytes"
	"io"
	"log"
	"net/http"
	"strings"
	"testing"

	"github.com/aws/aws-lambda-go/events"

	"serviziscolastici/shared/lambdahost"
)

// Goal: an event that is no request is the caller's fault, and its address stays out of the log.
// Method: control characters in the query and a body that is no base64; beside them good ones.
func TestMalformedEvents(t *testing.T) {
	var logged bytes.Buffer
	log.SetOutput(&logged)
	t.Cleanup(func() { log.SetOutput(io.Discard) })
	handle := lambdahost.Proxy(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.WriteHeader(http.StatusNoContent)
	}))
	for _, test := range []struct {
		path, body string
		binary     bool
		want       int
	}{
		{"/a%zz", "", false, 204}, {"/a\x00b", "", false, 204}, {"/a\r\nX: y", "", false, 204},
		{"/?a=\x01", "", false, 400},
		{"/", "!!!", true, 400}, {"/", "!!!", false, 204}, {"/", "YQ==", true, 204},
		{"/a b/%20/è", "", false, 204}, {"", "", false, 204}, {"//x.example/y", "", false, 204},
		{"/x?a=%zz&b", "", false, 204},
	} {
		event := events.APIGatewayV2HTTPRequest{Body: test.body, IsBase64Encoded: test.binary}
		event.RawPath, event.RawQueryString, _ = strings.Cut(test.path, "?")
		event.RequestContext.HTTP.Method = http.MethodGet
		event.RequestContext.DomainName = "portale.example.it"
		answer, err := handle(t.Context(), event)
		if err != nil || answer.StatusCode != test.want {
			t.Errorf("%q: %d, %v, want %d", test.path, answer.StatusCode, err, test.want)
		}
	}
	if logged.Len() > 0 {
		t.Errorf("logged %s", logged.String())
	}
}

// Goal: the handler has the path that the gateway decoded, whatever it holds, and the query as it was sent.
// Method: paths with everything that an address writes otherwise.
func TestDecodedPathStaysAPath(t *testing.T) {
	for _, path := range []string{
		"/aiuto", "/aiuto#x", "/aiuto?x=1", "/100%", "/a%2Fb", "/a%zz", "/a b", "/è", "/a\xff", "/a;b", "//x.example/y", "/",
		"/a\r\nX: y", "/..", "/%2e%2e/x", "/a+b", "/https://x.example", "/*", "/[::1]",
	} {
		var got *http.Request
		handle := lambdahost.Proxy(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			got = r
			w.WriteHeader(http.StatusNoContent)
		}))
		event := events.APIGatewayV2HTTPRequest{RawPath: path, RawQueryString: "q=a%23b"}
		event.RequestContext.HTTP.Method, event.RequestContext.DomainName = http.MethodGet, "portale.example.it"
		answer, err := handle(t.Context(), event)
		if err != nil || answer.StatusCode != http.StatusNoContent {
			t.Errorf("%q: %d, %v", path, answer.StatusCode, err)
			continue
		}
		if got.URL.Path != path || got.URL.Host != "portale.example.it" || got.URL.Query().Get("q") != "a#b" {
			t.Errorf("%q arrives as %q of %q with %q", path, got.URL.Path, got.URL.Host, got.URL.RawQuery)
		}
	}
}
