package saml

import (
	"crypto"
	"crypto/rsa"
	"crypto/sha256"
	"crypto/x509"
	"errors"
	"fmt"
	"time"

	"github.com/beevik/etree"
	"github.com/jonboulle/clockwork"
	dsig "github.com/russellhaering/goxmldsig"
)

const algorithmSHA256 = "http://www.w3.org/2001/04/xmldsig-more#rsa-sha256"

// sign puts an enveloped signature into element, right after the given child or,
// without one, first. It signs a copy, because canonicalising would drop
// namespace declarations that only attribute values use (xsi:type="xs:string").
func (k *Key) sign(element *etree.Element, after *etree.Element) error {
	context, err := dsig.NewSigningContext(k.private, [][]byte{k.certificate})
	if err != nil {
		return err
	}
	context.Canonicalizer = dsig.MakeC14N10ExclusiveCanonicalizerWithPrefixList("")
	signature, err := context.ConstructSignature(element.Copy(), true)
	if err != nil {
		return err
	}
	position := 0
	if after != nil {
		position = after.Index() + 1
	}
	element.InsertChildAt(position, signature)
	return nil
}

// signQuery returns the raw signature of a Redirect query.
func (k *Key) signQuery(query string) ([]byte, error) {
	digest := sha256.Sum256([]byte(query))
	return k.private.Sign(nil, digest[:], crypto.SHA256)
}

// verifyEnveloped checks the signature that element carries against each
// certificate in turn and returns the element as it was signed.
func verifyEnveloped(element *etree.Element, certificates []*x509.Certificate) (*etree.Element, error) {
	signature, err := only(element, nsSignature, "Signature")
	if err != nil {
		return nil, err
	}
	if err := checkReference(signature, attribute(element, "ID")); err != nil {
		return nil, err
	}
	for _, keyInfo := range children(signature, nsSignature, "KeyInfo") {
		signature.RemoveChild(keyInfo)
	}
	failure := errors.New("no signing certificate in the service provider's metadata")
	for _, certificate := range certificates {
		context := dsig.NewDefaultValidationContext(&dsig.MemoryX509CertificateStore{
			Roots: []*x509.Certificate{certificate},
		})
		// Metadata pins the key, so the certificate's own dates do not matter here.
		context.Clock = dsig.NewFakeClock(clockwork.NewFakeClockAt(certificate.NotBefore.Add(time.Hour)))
		signed, err := context.Validate(element)
		if err == nil {
			return signed, nil
		}
		failure = err
	}
	return nil, failure
}

func checkReference(signature *etree.Element, id string) error {
	info, err := only(signature, nsSignature, "SignedInfo")
	if err != nil {
		return err
	}
	reference, err := only(info, nsSignature, "Reference")
	if err != nil {
		return err
	}
	if uri := attribute(reference, "URI"); id == "" || uri != "#"+id {
		return fmt.Errorf("signature refers to %q, not to the message", uri)
	}
	return nil
}

// verifyQuery checks the signature of a Redirect query, over the pieces exactly
// as they arrived.
func verifyQuery(signed, algorithm string, signature []byte, certificates []*x509.Certificate) error {
	if algorithm != algorithmSHA256 {
		return fmt.Errorf("SigAlg %q, want %s", algorithm, algorithmSHA256)
	}
	digest := sha256.Sum256([]byte(signed))
	for _, certificate := range certificates {
		key, ok := certificate.PublicKey.(*rsa.PublicKey)
		if ok && rsa.VerifyPKCS1v15(key, crypto.SHA256, digest[:], signature) == nil {
			return nil
		}
	}
	return errors.New("the query's signature fits no certificate of the service provider")
}
