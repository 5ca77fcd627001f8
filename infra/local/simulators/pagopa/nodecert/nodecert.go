// Package nodecert makes the client certificates that the simulated node shows: the right one, and those
// of callers that a station has to refuse. API Gateway would have checked the chain; only what a station
// reads of a certificate is real here.
package nodecert

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/pem"
	"fmt"
	"math/big"
	"time"
)

// Header carries a certificate, in PEM form and URL-encoded, to the local stack's station, where AWS
// would take it from the TLS connection.
const Header = "X-Local-Client-Certificate"

// The certificates that the node can show.
const (
	Right        = ""        // pagoPA's own
	Absent       = "none"    // none at all; the local stack lets it pass
	OtherSubject = "subject" // of another customer of the same authority
	OtherIssuer  = "issuer"  // with pagoPA's name, by another authority
	Expired      = "expired"
)

// Kinds lists them.
func Kinds() []string { return []string{Right, Absent, OtherSubject, OtherIssuer, Expired} }

// PEM makes a certificate of that kind, given the subject and issuer of the right one and the time; ""
// for Absent.
func PEM(kind, subject, issuer string, now time.Time) (string, error) {
	from, to := now.AddDate(-1, 0, 0), now.AddDate(1, 0, 0)
	switch kind {
	case Absent:
		return "", nil
	case OtherSubject:
		subject = "www.example.it"
	case OtherIssuer:
		issuer = "Altra CA"
	case Expired:
		to = now.AddDate(0, 0, -1)
	}
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		return "", fmt.Errorf("key of a client certificate: %w", err)
	}
	own := &x509.Certificate{
		SerialNumber: big.NewInt(1), Subject: pkix.Name{CommonName: subject}, NotBefore: from, NotAfter: to,
	}
	parent := &x509.Certificate{Subject: pkix.Name{CommonName: issuer}}
	der, err := x509.CreateCertificate(rand.Reader, own, parent, &key.PublicKey, key)
	if err != nil {
		return "", fmt.Errorf("client certificate: %w", err)
	}
	return string(pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: der})), nil
}
