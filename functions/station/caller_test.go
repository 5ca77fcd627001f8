package main

import (
	"bytes"
	"context"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/json"
	"encoding/pem"
	"log/slog"
	"math/big"
	"net/http"
	"testing"
	"time"

	"github.com/aws/aws-lambda-go/events"
	"github.com/awslabs/aws-lambda-go-api-proxy/httpadapter"

	"serviziscolastici/shared/calendar"
)

const forwarder, authority = "forwarder.platform.pagopa.it", "RapidSSL TLS RSA CA G1"

// certificate is a client certificate in PEM form.
func certificate(t *testing.T, subject, issuer string, until time.Time, names ...string) string {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	own := &x509.Certificate{
		SerialNumber: big.NewInt(1), Subject: pkix.Name{CommonName: subject}, DNSNames: names,
		NotBefore: until.AddDate(-1, 0, 0), NotAfter: until,
	}
	parent := &x509.Certificate{Subject: pkix.Name{CommonName: issuer}}
	der, err := x509.CreateCertificate(rand.Reader, own, parent, &key.PublicKey, key)
	if err != nil {
		t.Fatal(err)
	}
	return string(pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: der}))
}

// event is what API Gateway sends for a question from a caller with this certificate.
func event(t *testing.T, certificate string) events.APIGatewayV2HTTPRequest {
	t.Helper()
	text, err := json.Marshal(map[string]any{
		"version": "2.0", "routeKey": "ANY /pagopa/station", "rawPath": "/pagopa/station",
		"headers": map[string]string{"host": "stazione.example.it", "content-type": "text/xml"},
		"body":    envelope("paVerifyPaymentNoticeReq", code(openNAV)),
		"requestContext": map[string]any{
			"http":           map[string]string{"method": "POST", "path": "/pagopa/station"},
			"authentication": map[string]any{"clientCert": map[string]string{"clientCertPem": certificate}},
		},
	})
	if err != nil {
		t.Fatal(err)
	}
	var made events.APIGatewayV2HTTPRequest
	if err := json.Unmarshal(text, &made); err != nil {
		t.Fatal(err)
	}
	return made
}

// Goal: Case 45, only pagoPA's forwarder is answered: not a caller without certificate, not another
// customer of the same authority, not one of another authority, not with an expired certificate.
// Method: API Gateway's event for each.
func TestOnlyTheNodeIsAnswered(t *testing.T) {
	handler, _ := station(&fixture{})
	now := handler.Clock()
	var log bytes.Buffer
	node := Node{
		Subject: forwarder, Issuer: authority, Clock: calendar.Fixed(now),
		Log: slog.New(slog.NewTextHandler(&log, nil)),
	}
	soon, ago := now.AddDate(0, 1, 0), now.AddDate(0, -1, 0)
	adapter := httpadapter.NewV2(node.Only(handler))
	for name, c := range map[string]struct {
		certificate string
		status      int
	}{
		"forwarder":         {certificate(t, forwarder, authority, soon), http.StatusOK},
		"by its DNS name":   {certificate(t, "www", authority, soon, "www.example.it", forwarder), http.StatusOK},
		"none":              {"", http.StatusForbidden},
		"no certificate":    {"-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n", http.StatusForbidden},
		"another subject":   {certificate(t, "www.example.it", authority, soon), http.StatusForbidden},
		"a longer subject":  {certificate(t, forwarder+".example.it", authority, soon), http.StatusForbidden},
		"another authority": {certificate(t, forwarder, "Somebody", soon), http.StatusForbidden},
		"expired":           {certificate(t, forwarder, authority, ago), http.StatusForbidden},
		"ended within the minute": {
			certificate(t, forwarder, authority, now.Add(-59*time.Second)), http.StatusOK,
		},
		"ended a minute ago": {certificate(t, forwarder, authority, now.Add(-time.Minute)), http.StatusForbidden},
		"not valid yet":      {certificate(t, forwarder, authority, now.AddDate(2, 0, 0)), http.StatusForbidden},
	} {
		answer, err := adapter.ProxyWithContext(context.Background(), event(t, c.certificate))
		if err != nil || answer.StatusCode != c.status {
			t.Errorf("%s: %d, %v, want %d", name, answer.StatusCode, err, c.status)
		}
	}
}

// Goal: on the local stack who shows no certificate is answered, and who shows a wrong one is not.
// Method: a local node, with and without a name; no certificate, a wrong one, the right one.
func TestLocalNodeNeedsNoCertificate(t *testing.T) {
	handler, _ := station(&fixture{})
	now := handler.Clock()
	adapter := httpadapter.NewV2(Node{
		Subject: forwarder, Issuer: authority, Local: true, Clock: calendar.Fixed(now), Log: slog.New(slog.DiscardHandler),
	}.Only(handler))
	for text, status := range map[string]int{
		"": http.StatusOK, certificate(t, forwarder, authority, now.AddDate(0, 1, 0)): http.StatusOK,
		certificate(t, "www.example.it", authority, now.AddDate(0, 1, 0)): http.StatusForbidden,
	} {
		got, err := adapter.ProxyWithContext(t.Context(), event(t, text))
		if err != nil || got.StatusCode != status {
			t.Errorf("%.40q: %d, %v, want %d", text, got.StatusCode, err, status)
		}
	}
	answer := post(Node{}.Only(handler), "", envelope("paVerifyPaymentNoticeReq", code(openNAV)))
	expect(t, "local", answer, http.StatusOK, "<outcome>OK</outcome>")
}
