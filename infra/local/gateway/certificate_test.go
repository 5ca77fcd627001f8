package gateway

import (
	"crypto/tls"
	"crypto/x509"
	"net/http/httptest"
	"testing"
	"time"

	"serviziscolastici/infra/local/simulators/cards"
)

// Goal: the function sees the certificate of the TLS connection where API Gateway puts it, and none
// without one, whatever the headers say. Method: a request with a card, one without, one in plain text.
func TestClientCertificate(t *testing.T) {
	from := time.Date(2026, 11, 2, 9, 0, 0, 0, time.UTC)
	authority, err := cards.NewRoot("CNS di prova", from)
	if err != nil {
		t.Fatal(err)
	}
	card, err := authority.Issue(cards.Holder{FiscalCode: "RSSMRA80A01H501U"}, from, "http://list.example/crl", nil)
	if err != nil {
		t.Fatal(err)
	}
	with := &tls.ConnectionState{PeerCertificates: []*x509.Certificate{card.Certificate}}
	for name, c := range map[string]struct {
		connection *tls.ConnectionState
		pem, proto string
	}{
		"a card": {with, string(card.PEM()), "https"}, "no card": {&tls.ConnectionState{}, "", "https"},
		"plain": {nil, "", "http"},
	} {
		request := httptest.NewRequest("GET", "http://localhost:8087/cns/carta", nil)
		request.TLS = c.connection
		request.Header.Set("X-Client-Cert", "forged")
		event := encodeRequest(request, nil, match{}, "CnsApi", "id", from)
		shown := event.RequestContext.Authentication.ClientCert
		if shown.ClientCertPem != c.pem || event.Headers["x-forwarded-proto"] != c.proto {
			t.Errorf("%s: %+v %q", name, shown, event.Headers["x-forwarded-proto"])
		}
		if c.pem != "" && (shown.Validity.NotBefore != "Nov  2 09:00:00 2026 GMT" ||
			shown.SerialNumber != card.Certificate.SerialNumber.String()) {
			t.Errorf("%s: %+v", name, shown)
		}
	}
}
