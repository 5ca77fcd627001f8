package main

import (
	"crypto/x509"
	"encoding/pem"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"slices"

	"serviziscolastici/shared/calendar"
	"serviziscolastici/shared/lambdahost"
)

// Node is who may call the station: pagoPA's forwarder, by the name in its client certificate and
// the authority that issued it. The gateway has checked the chain, but the authority is a public one:
// any of its customers would pass without this. The certificate itself is renewed every year, so it
// is not pinned.
type Node struct {
	Subject string // CN or DNS name, such as forwarder.platform.pagopa.it
	Issuer  string // CN of the authority
	// Local lets callers without any certificate pass: only TLS shows one, and the local stack speaks
	// plain http. A certificate that is shown there all the same is judged.
	Local bool
	Clock calendar.Clock
	Log   *slog.Logger
}

// Only lets the node alone through. A Node without a subject lets everybody through: on AWS the station
// does not start without one.
func (n Node) Only(next http.Handler) http.Handler {
	if n.Subject == "" {
		return next
	}
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		certificate := lambdahost.ClientCertificate(r.Context())
		if certificate == "" && n.Local {
			next.ServeHTTP(w, r)
			return
		}
		if err := n.check(certificate); err != nil {
			n.Log.Warn("station", "outcome", "refused", "cause", err)
			lambdahost.Count(n.Log, n.Clock(), lambdahost.Technician, "RefusedCallers", 1)
			http.Error(w, "La stazione risponde solo al nodo di pagoPA.", http.StatusForbidden)
			return
		}
		next.ServeHTTP(w, r)
	})
}

// check judges a client certificate in PEM form; "" means that there was none.
func (n Node) check(text string) error {
	block, _ := pem.Decode([]byte(text))
	if block == nil {
		return errors.New("no client certificate")
	}
	certificate, err := x509.ParseCertificate(block.Bytes)
	if err != nil {
		return fmt.Errorf("client certificate: %w", err)
	}
	now := n.Clock()
	switch {
	case certificate.Subject.CommonName != n.Subject && !slices.Contains(certificate.DNSNames, n.Subject):
		return errors.New("client certificate of another subject")
	case certificate.Issuer.CommonName != n.Issuer:
		return errors.New("client certificate of another issuer")
	case calendar.NotYet(certificate.NotBefore, now) || calendar.Past(certificate.NotAfter, now):
		return errors.New("client certificate out of its time")
	default:
		return nil
	}
}
