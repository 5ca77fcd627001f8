package identity

import (
	"bytes"
	"crypto/sha256"
	"crypto/x509"
	"encoding/base64"
	"encoding/hex"
	"errors"
	"slices"
	"strings"

	"github.com/beevik/etree"
	validator "github.com/mattermost/xml-roundtrip-validator"
)

// Fingerprint is the SHA-256 of a certificate in DER. Certificates themselves would not fit: two of RSA-4096
// are longer than all settings of a function may be.
type Fingerprint [sha256.Size]byte

// ErrFingerprint says that a text is no list of fingerprints.
var ErrFingerprint = errors.New("identity: not a list of SHA-256 fingerprints")

// ParseFingerprints reads fingerprints separated by blanks: 64 hexadecimal digits each, with or without colons
// as openssl writes them.
func ParseFingerprints(text string) ([]Fingerprint, error) {
	var all []Fingerprint
	for field := range strings.FieldsSeq(text) {
		sum, err := hex.DecodeString(strings.ReplaceAll(field, ":", ""))
		if err != nil || len(sum) != sha256.Size {
			return nil, ErrFingerprint
		}
		all = append(all, Fingerprint(sum))
	}
	return all, nil
}

// SignedBy returns a check for Providers.Verify: the whole document must be signed
// with a certificate that it brings along and whose fingerprint the portal was given
// beforehand (SPID, the registry's aggregate of metadata).
func SignedBy(known []Fingerprint) func(metadata []byte) error {
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
		_, err := verifyEnveloped(document.Root(), signersOf(document.Root(), known))
		return err
	}
}

// signersOf returns those certificates beside the element's signature that are known. Nothing else of them counts.
func signersOf(element *etree.Element, known []Fingerprint) []*x509.Certificate {
	signature, found := only(element, nsSignature, "Signature")
	if !found {
		return nil
	}
	var signers []*x509.Certificate
	for _, info := range children(signature, nsSignature, "KeyInfo") {
		for _, data := range children(info, nsSignature, "X509Data") {
			for _, one := range children(data, nsSignature, "X509Certificate") {
				der, err := base64.StdEncoding.DecodeString(strings.Join(strings.Fields(one.Text()), ""))
				if err != nil || !slices.Contains(known, Fingerprint(sha256.Sum256(der))) {
					continue
				}
				if certificate, err := x509.ParseCertificate(der); err == nil {
					signers = append(signers, certificate)
				}
			}
		}
	}
	return signers
}
