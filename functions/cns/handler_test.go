package main

import (
	"context"
	"errors"
	"log/slog"
	"net/http"
	"testing"

	"github.com/aws/aws-lambda-go/events"
	"github.com/awslabs/aws-lambda-go-api-proxy/httpadapter"

	"serviziscolastici/shared/cns"
	"serviziscolastici/shared/identity"
	"serviziscolastici/shared/session"
)

// judge is a door that keeps what it was shown.
type judge struct {
	err     error
	asked   int
	request session.Secret
	card    string
}

func (j *judge) Judge(_ context.Context, request session.Secret, certificate string) (cns.Verdict, error) {
	j.asked++
	j.request, j.card = request, certificate
	return cns.Verdict{Ticket: "t1", Portal: "https://comune.example.it"}, j.err
}

// event is a browser that shows a card at the door.
func event() events.APIGatewayV2HTTPRequest {
	e := events.APIGatewayV2HTTPRequest{RawPath: "/cns/carta", RawQueryString: "richiesta=r1"}
	e.RequestContext.DomainName, e.RequestContext.HTTP.Method = "cns.comune.example.it", "GET"
	e.RequestContext.HTTP.Path = e.RawPath
	e.RequestContext.Authentication.ClientCert.ClientCertPem = "the card"
	return e
}

func send(t *testing.T, j *judge, e events.APIGatewayV2HTTPRequest) events.APIGatewayV2HTTPResponse {
	t.Helper()
	handler := Handler{
		Door: j, Domain: "cns.comune.example.it", PortalURL: "https://portale.example.it",
		Log: slog.New(slog.DiscardHandler),
	}
	answer, err := httpadapter.NewV2(handler).ProxyWithContext(t.Context(), e)
	if err != nil {
		t.Fatal(err)
	}
	return answer
}

func location(answer events.APIGatewayV2HTTPResponse) string {
	header := http.Header{}
	for name, value := range answer.Headers {
		header.Set(name, value)
	}
	for name, values := range answer.MultiValueHeaders {
		header[http.CanonicalHeaderKey(name)] = values
	}
	return header.Get("Location")
}

// Goal: the door judges the certificate of the TLS connection and sends the browser back to the portal it
// came from with a ticket. Method: the gateway's event.
func TestDoor(t *testing.T) {
	j := &judge{}
	answer := send(t, j, event())
	if answer.StatusCode != 303 || location(answer) != "https://comune.example.it/cns/ritorno?biglietto=t1" {
		t.Errorf("%d %s", answer.StatusCode, location(answer))
	}
	if j.request != "r1" || j.card != "the card" {
		t.Errorf("%+v", j)
	}
}

// Goal: a certificate in headers or query is none. Method: an event without one, with all the headers
// that proxies use.
func TestForgedHeaders(t *testing.T) {
	j, e := &judge{}, event()
	e.RequestContext.Authentication = events.APIGatewayV2HTTPRequestContextAuthentication{}
	e.RawQueryString += "&clientCertPem=forged"
	e.Headers = map[string]string{}
	for _, name := range []string{
		"x-client-cert", "x-ssl-client-cert", "x-forwarded-client-cert", "ssl-client-cert", "x-amzn-mtls-clientcert",
		"x-amzn-mtls-clientcert-leaf", "client-cert", "x-golambdaproxy-apigw-context", "x-golambdaproxy-apigw-stage-vars",
	} {
		e.Headers[name] = `{"authentication":{"clientCert":{"clientCertPem":"forged"}}}`
	}
	send(t, j, e)
	if j.asked != 1 || j.card != "" {
		t.Errorf("%+v", j)
	}
}

// Goal: an event from another host counts for nothing, though it holds a certificate and the right Host.
// Method: other domains than the door's, and none.
func TestWrongHost(t *testing.T) {
	for _, domain := range []string{
		"portale.example.it", "", "abc123.execute-api.eu-south-1.amazonaws.com", "cns.comune.example.it.evil.example",
	} {
		j, e := &judge{}, event()
		e.RequestContext.DomainName = domain
		e.Headers = map[string]string{
			"host": "cns.comune.example.it", "x-forwarded-host": "cns.comune.example.it",
		}
		if answer := send(t, j, e); answer.StatusCode != 404 || j.asked > 0 {
			t.Errorf("%q: %d, judged %d times", domain, answer.StatusCode, j.asked)
		}
	}
}

// Goal: anything but the one address is not there, and a request is not used up by looking.
// Method: another path, other methods.
func TestOneAddress(t *testing.T) {
	for _, c := range []struct {
		method, path string
		status       int
	}{{"GET", "/", 404}, {"GET", "/accesso", 404}, {"HEAD", "/cns/carta", 405}, {"POST", "/cns/carta", 405}} {
		j, e := &judge{}, event()
		e.RawPath, e.RequestContext.HTTP.Method = c.path, c.method
		if answer := send(t, j, e); answer.StatusCode != c.status || j.asked > 0 {
			t.Errorf("%s %s: %d", c.method, c.path, answer.StatusCode)
		}
	}
}

// Goal: without anything to judge the portal says so; when the door is out of order it says so itself.
// Method: a refused request, and a failure.
func TestDoorFails(t *testing.T) {
	answer := send(t, &judge{err: &identity.Refusal{Reason: identity.NoRequest}}, event())
	if answer.StatusCode != 303 || location(answer) != "https://portale.example.it/cns/ritorno" {
		t.Errorf("%d %s", answer.StatusCode, location(answer))
	}
	if answer := send(t, &judge{err: errors.New("no table")}, event()); answer.StatusCode != 503 {
		t.Errorf("%d %s", answer.StatusCode, answer.Body)
	}
}
