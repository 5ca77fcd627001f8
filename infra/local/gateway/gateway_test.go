package gateway

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"reflect"
	"strings"
	"testing"

	"github.com/aws/aws-lambda-go/events"

	"serviziscolastici/infra/local/runtimeapi"
	"serviziscolastici/shared/lambdahost"
)

// Goal: requests reach the route that API Gateway would choose.
// Method: one table of routes with overlaps, asked for many paths.
func TestFindRoute(t *testing.T) {
	routes := []Route{
		{Method: "ANY", Path: "$default"},
		{Method: "ANY", Path: "/a"},
		{Method: "ANY", Path: "/a/{proxy+}"},
		{Method: "ANY", Path: "/a/b/{proxy+}"},
		{Method: "GET", Path: "/a/{id}/x"},
		{Method: "GET", Path: "/a"},
	}
	for _, c := range []struct{ method, path, want, proxy string }{
		{"GET", "/a", "GET /a", ""},
		{"POST", "/a", "ANY /a", ""},
		{"GET", "/a/b%20c/d%zz", "ANY /a/{proxy+}", "b%20c/d%zz"},
		{"GET", "/a/b%20c/d", "ANY /a/{proxy+}", "b c/d"},
		{"GET", "/a/b/c", "ANY /a/b/{proxy+}", "c"},
		{"GET", "/a/7/x", "GET /a/{id}/x", ""},
		{"POST", "/a/7/x", "ANY /a/{proxy+}", "7/x"},
		{"GET", "/a/", "$default", ""},
		{"GET", "/ab", "$default", ""},
		{"GET", "/", "$default", ""},
	} {
		found, _ := find(routes, c.method, c.path)
		if found.route.key() != c.want || found.parameters["proxy"] != c.proxy {
			t.Errorf("%s %s → %s %v, want %s", c.method, c.path, found.route.key(), found.parameters, c.want)
		}
	}
	if _, ok := find(routes[1:], "GET", "/none"); ok {
		t.Error("a path without route was found")
	}
}

// Goal: the function sees the request in payload format 2.0.
// Method: a gateway whose function keeps the event; one request with all that is joined or encoded.
func TestRequestPayload(t *testing.T) {
	var event events.APIGatewayV2HTTPRequest
	url := serve(t, func(_ context.Context, data []byte) ([]byte, error) {
		return []byte(`{"statusCode":200}`), json.Unmarshal(data, &event)
	})
	r, _ := http.NewRequest("POST", url+"/p/x%2Fy%23%3F%25?b=1&a=2&b=3", strings.NewReader("importo=1"))
	r.Host = "scuola.comune.example:8080"
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	r.Header.Add("X-Two", "1")
	r.Header.Add("X-Two", "2")
	r.Header.Add("Cookie", "s=1; t=2")
	r.Header.Add("Cookie", "u=3")
	send(t, r)
	if !reflect.DeepEqual(event.Cookies, []string{"s=1", "t=2", "u=3"}) || event.Headers["cookie"] != "" {
		t.Errorf("cookies %v, header %q", event.Cookies, event.Headers["cookie"])
	}
	if event.QueryStringParameters["b"] != "1,3" || event.RawQueryString != "b=1&a=2&b=3" {
		t.Errorf("query %v %q", event.QueryStringParameters, event.RawQueryString)
	}
	if event.Headers["x-two"] != "1,2" || event.RawPath != "/p/x/y#?%" ||
		event.RequestContext.HTTP.Path != event.RawPath || event.PathParameters["proxy"] != "x/y#?%" {
		t.Errorf("headers %v, path %q, parameters %v", event.Headers, event.RawPath, event.PathParameters)
	}
	if !event.IsBase64Encoded || event.Body != "aW1wb3J0bz0x" {
		t.Errorf("body %q %v", event.Body, event.IsBase64Encoded)
	}
	context := event.RequestContext
	if context.DomainName != "scuola.comune.example:8080" || context.DomainPrefix != "scuola" {
		t.Errorf("context %+v", context)
	}
	if context.HTTP.Method != "POST" || context.HTTP.SourceIP != "127.0.0.1" || context.TimeEpoch == 0 {
		t.Errorf("http %+v", context.HTTP)
	}
}

// Goal: a function's answer reaches the client whole: status, headers, several cookies, binary body.
// Method: functions with fixed answers, malformed ones included.
func TestResponsePayload(t *testing.T) {
	const failed = `{"message":"Internal Server Error"}`
	for _, c := range []struct {
		answer, body, cookies string
		status                int
	}{
		{`{"statusCode":303,"headers":{"Location":"/x"},"cookies":["a=1","b=2"]}`, "", "a=1,b=2", 303},
		{`{"statusCode":200,"body":"/wA=","isBase64Encoded":true}`, "\xff\x00", "", 200},
		{`{"hello":1}`, `{"hello":1}`, "", 200},
		{`"text"`, `"text"`, "", 200},
		{`not json`, failed, "", 500},
		{`{"statusCode":"200"}`, failed, "", 500},
		{`{"statusCode":99}`, failed, "", 500},
		{`{"statusCode":200,"body":"%%","isBase64Encoded":true}`, failed, "", 500},
	} {
		url := serve(t, func(context.Context, []byte) ([]byte, error) { return []byte(c.answer), nil })
		r, _ := http.NewRequest("GET", url+"/p/x", nil)
		response, body := send(t, r)
		cookies := strings.Join(response.Header.Values("Set-Cookie"), ",")
		if response.StatusCode != c.status || string(body) != c.body || cookies != c.cookies {
			t.Errorf("%s → %d %q %q", c.answer, response.StatusCode, body, cookies)
		}
	}
}

// Goal: failures get the status that tells them apart.
// Method: functions that fail in each way, a body over the limit, a path without route.
func TestFailures(t *testing.T) {
	for _, c := range []struct {
		err    error
		status int
	}{
		{runtimeapi.ErrNoBinary, 502},
		{runtimeapi.ErrStopped, 503},
		{&runtimeapi.FunctionError{Type: runtimeapi.TimedOut}, 504},
		{&runtimeapi.FunctionError{Type: "errorString"}, 500},
		{errors.New("other"), 500},
	} {
		url := serve(t, func(context.Context, []byte) ([]byte, error) { return nil, c.err })
		r, _ := http.NewRequest("GET", url+"/p/x", nil)
		if response, _ := send(t, r); response.StatusCode != c.status {
			t.Errorf("%v → %d, want %d", c.err, response.StatusCode, c.status)
		}
	}
	url := serve(t, func(context.Context, []byte) ([]byte, error) { return nil, errors.New("reached") })
	large, _ := http.NewRequest("POST", url+"/p/x", bytes.NewReader(make([]byte, maxRequest+1)))
	if response, _ := send(t, large); response.StatusCode != http.StatusRequestEntityTooLarge {
		t.Errorf("large body → %d", response.StatusCode)
	}
	none, _ := http.NewRequest("GET", url+"/none", nil)
	response, body := send(t, none)
	if response.StatusCode != 404 || string(body) != `{"message":"Not Found"}` {
		t.Errorf("no route → %d %s", response.StatusCode, body)
	}
}

// Goal: a form of a browser that tells its origin and no more is known as the portal's own on a port too, and no other site's
// is. Method: the check that pages make, behind the gateway; forms of several origins.
func TestOriginWithAPort(t *testing.T) {
	page := lambdahost.Proxy(http.HandlerFunc(func(out http.ResponseWriter, r *http.Request) {
		status := http.StatusOK
		if http.NewCrossOriginProtection().Check(r) != nil {
			status = http.StatusForbidden
		}
		out.WriteHeader(status)
	}))
	url := serve(t, func(ctx context.Context, data []byte) ([]byte, error) {
		var event events.APIGatewayV2HTTPRequest
		if err := json.Unmarshal(data, &event); err != nil {
			return nil, err
		}
		answer, err := page(ctx, event)
		if err != nil {
			return nil, err
		}
		return json.Marshal(answer)
	})
	for origin, want := range map[string]int{
		url: 200, "http://127.0.0.1": 403, "http://127.0.0.1:1": 403, "https://evil.example": 403,
	} {
		r, _ := http.NewRequest("POST", url+"/p/x", nil)
		r.Header.Set("Origin", origin)
		if response, _ := send(t, r); response.StatusCode != want {
			t.Errorf("%s → %d, want %d", origin, response.StatusCode, want)
		}
	}
}

func serve(t *testing.T, invoke Invoke) string {
	t.Helper()
	server := httptest.NewServer(&Gateway{
		API: "Api", Routes: []Route{{Method: "ANY", Path: "/p/{proxy+}", Invoke: invoke}},
		Report: func(string, error) {},
	})
	t.Cleanup(server.Close)
	return server.URL
}

func send(t *testing.T, r *http.Request) (*http.Response, []byte) {
	t.Helper()
	response, err := http.DefaultTransport.RoundTrip(r)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = response.Body.Close() }()
	body, err := io.ReadAll(response.Body)
	if err != nil {
		t.Fatal(err)
	}
	return response, body
}
