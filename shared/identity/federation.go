package identity

import (
	"bytes"
	"crypto/x509"
	"encoding/base64"
	"errors"
	"fmt"
	"strings"

	"github.com/beevik/etree"
	validator "github.com/mattermost/xml-roundtrip-validator"
)

// ErrCertificate says that a text is no list of certificates.
var ErrCertificate = errors.New("identity: not a list of certificates in DER, base64")

// ParseCertificates reads certificates (DER, base64) separated by blanks.
func ParseCertificates(text string) ([]*x509.Certificate, error) {
	var certificates []*x509.Certificate
	for field := range strings.FieldsSeq(text) {
		der, err := base64.StdEncoding.DecodeString(field)
		if err != nil {
			return nil, ErrCertificate
		}
		certificate, err := x509.ParseCertificate(der)
		if err != nil {
			return nil, fmt.Errorf("%w: %w", ErrCertificate, err)
		}
		certificates = append(certificates, certificate)
	}
	return certificates, nil
}

// SignedBy returns a check for Providers.Verify: the whole document must be signed
// with one of the certificates, which the portal was given beforehand (SPID, the
// registry's aggregate of metadata).
func SignedBy(certificates []*x509.Certificate) func(metadata []byte) error {
	return func(metadata []byte) error {
		if declares(metadata) {
			return Refuse(Declarations, "metadata")
		}
		document := etree.NewDocument()
		document.ReadSettings.MaxDepth = maxDepth
		if err := document.ReadFromBytes(metadata); err != nil || document.Root() == nil {
			return Refuse(NotXML, "metadata")
		}
		// Another reader takes the providers out of the text than the one that checks.
		if err := validator.Validate(bytes.NewReader(metadata)); err != nil {
			return Refuse(NotXML, "metadata does not survive a round trip")
		}
		if err := checkIDs(document.Root(), map[string]bool{}); err != nil {
			return err
		}
		_, err := verifyEnveloped(document.Root(), certificates)
		return err
	}
}
