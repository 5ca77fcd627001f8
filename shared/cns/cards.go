package cns

import (
	"context"
	"crypto/x509"
	"encoding/asn1"
	"encoding/pem"
	"errors"
	"slices"

	"serviziscolastici/shared/calendar"
	"serviziscolastici/shared/identity"
)

// Cards judges citizens by the certificate of their Carta nazionale dei servizi
// (CNS), with which they have opened a TLS connection. The gateway has checked
// that they hold its key; here everything else is checked, from the certificate
// itself and never from what anybody says about it.
type Cards struct {
	Authorities *Authorities
	Revocations *Revocations
	Clock       calendar.Clock
}

// Card is a certificate that was shown.
type Card struct {
	Person identity.Person
	// Serial is the certificate's number in hex, Issuer its authority's name. They
	// are set also beside an error, as far as the certificate can be read.
	Serial, Issuer string
	// Certificate is the whole of it, in DER.
	Certificate []byte
}

// Method is what Session.Method becomes.
const Method = "cns"

// cardLimit is the longest certificate, in bytes of PEM, that is read.
const cardLimit = 16 << 10

// cardPolicy returns the policy of the certificates for logging in with a CNS
// (CNIPA, linee guida per l'emissione e l'utilizzo della CNS). It is what tells
// them from a signature on the same card, and from the identity card.
func cardPolicy() asn1.ObjectIdentifier { return asn1.ObjectIdentifier{1, 3, 76, 16, 2, 1} }

// Check judges a certificate in PEM form, "" when none was shown. The error is
// always a *identity.Refusal. Revocation comes last: an address in a certificate is
// visited only when its authority is known.
func (c Cards) Check(ctx context.Context, text string) (Card, error) {
	certificate, err := readCard(text)
	if err != nil {
		return Card{}, err
	}
	card := Card{
		Serial: certificate.SerialNumber.Text(16), Issuer: certificate.Issuer.String(), Certificate: certificate.Raw,
	}
	authority, err := c.trusted(ctx, certificate)
	if err != nil {
		return card, err
	}
	if err := checkPurpose(certificate); err != nil {
		return card, err
	}
	person, err := Holder(certificate.Subject)
	if err != nil {
		return card, err
	}
	if !adult(person.FiscalCode, c.Clock.Today()) {
		return card, identity.Refuse(identity.NotAdult, "")
	}
	if err := c.Revocations.check(ctx, certificate, authority); err != nil {
		return card, err
	}
	card.Person = person
	return card, nil
}

// readCard reads the one certificate that a text has to be.
func readCard(text string) (*x509.Certificate, error) {
	switch {
	case text == "":
		return nil, identity.Refuse(NoCard, "")
	case len(text) > cardLimit:
		return nil, identity.Refuse(Unreadable, "too large")
	}
	block, _ := pem.Decode([]byte(text))
	if block == nil || block.Type != "CERTIFICATE" {
		return nil, identity.Refuse(Unreadable, "not PEM")
	}
	certificate, err := x509.ParseCertificate(block.Bytes)
	if err != nil { // The cause may quote the certificate.
		return nil, identity.Refuse(Unreadable, "not X.509")
	}
	return certificate, nil
}

// trusted returns the authority that has issued a certificate: one of the list,
// directly. API Gateway hands over the certificate alone, so the list has to
// hold the authorities that sign cards, not only the roots above them.
func (c Cards) trusted(ctx context.Context, certificate *x509.Certificate) (*x509.Certificate, error) {
	now := c.Clock()
	switch {
	case calendar.NotYet(certificate.NotBefore, now):
		return nil, identity.Refuse(NotYet, "")
	case calendar.Past(certificate.NotAfter, now):
		return nil, identity.Refuse(Expired, "")
	case now.Before(certificate.NotBefore): // Verify below knows no tolerance.
		now = certificate.NotBefore
	case now.After(certificate.NotAfter):
		now = certificate.NotAfter
	}
	pool, err := c.Authorities.pool(ctx)
	if err != nil {
		return nil, identity.Refuse(Unverified, "list of authorities: %v", err)
	}
	chains, err := certificate.Verify(x509.VerifyOptions{
		Roots: pool, Intermediates: x509.NewCertPool(), CurrentTime: now,
		KeyUsages: []x509.ExtKeyUsage{x509.ExtKeyUsageClientAuth},
	})
	var purpose x509.CertificateInvalidError
	switch {
	case errors.As(err, &purpose) && purpose.Reason == x509.IncompatibleUsage:
		return nil, identity.Refuse(WrongPurpose, "not for clients")
	case err != nil || len(chains[0]) < 2:
		return nil, identity.Refuse(Untrusted, "")
	}
	return chains[0][1], nil
}

// checkPurpose refuses whatever is no certificate for logging in with a CNS: the
// signature certificate on the same card, an authority's own, the identity card's.
func checkPurpose(certificate *x509.Certificate) error {
	switch {
	case certificate.IsCA:
		return identity.Refuse(WrongPurpose, "an authority's")
	case certificate.KeyUsage&x509.KeyUsageDigitalSignature == 0:
		return identity.Refuse(WrongPurpose, "not for proving an identity")
	case certificate.KeyUsage&x509.KeyUsageContentCommitment != 0:
		return identity.Refuse(WrongPurpose, "for signing documents")
	case !slices.Contains(certificate.ExtKeyUsage, x509.ExtKeyUsageClientAuth):
		return identity.Refuse(WrongPurpose, "not for clients")
	case !slices.ContainsFunc(certificate.PolicyIdentifiers, cardPolicy().Equal):
		return identity.Refuse(WrongPolicy, "")
	}
	return nil
}
