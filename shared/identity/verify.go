package identity

import (
	"crypto/x509"
	"slices"
	"time"

	"github.com/beevik/etree"
	dsig "github.com/russellhaering/goxmldsig"
	"github.com/russellhaering/goxmldsig/etreeutils"
)

// signatureMethods and digestMethods are what SPID allows. SHA-1 is not.
var (
	signatureMethods = []string{
		algorithmSHA256,
		algorithmSHA384,
		algorithmSHA512,
	}
	digestMethods = []string{
		"http://www.w3.org/2001/04/xmlenc#sha256",
		"http://www.w3.org/2001/04/xmldsig-more#sha384",
		"http://www.w3.org/2001/04/xmlenc#sha512",
	}
)

// verifyEnveloped checks the signature that element carries as its child, with
// each certificate in turn, and returns the element that was signed. The caller
// reads that one from then on, never the element it passed.
func verifyEnveloped(element *etree.Element, certificates []*x509.Certificate) (*etree.Element, error) {
	signature, found := only(element, nsSignature, "Signature")
	if !found {
		return nil, Refuse(Unsigned, "%s", element.Tag)
	}
	if err := checkSignatureShape(signature, attribute(element, "ID")); err != nil {
		return nil, err
	}
	for _, certificate := range certificates {
		signed, err := verifyWith(element, certificate)
		if err == nil && signed != nil && is(signed, element.NamespaceURI(), element.Tag) {
			return signed, nil
		}
	}
	return nil, Refuse(BadSignature, "%s, %d certificates tried", element.Tag, len(certificates))
}

// verifyWith checks the signature with one certificate. KeyInfo is dropped: the
// key comes from the metadata, whatever the message says. The certificate's own
// dates do not matter either: what is in the current metadata is valid.
func verifyWith(element *etree.Element, certificate *x509.Certificate) (*etree.Element, error) {
	// An element inside another inherits namespace declarations, which its
	// signature covers.
	context, err := etreeutils.NSBuildParentContext(element)
	if err != nil {
		return nil, err
	}
	detached, err := etreeutils.NSDetatch(context, element)
	if err != nil {
		return nil, err
	}
	for _, signature := range children(detached, nsSignature, "Signature") {
		for _, info := range children(signature, nsSignature, "KeyInfo") {
			signature.RemoveChild(info)
		}
	}
	store := dsig.MemoryX509CertificateStore{Roots: []*x509.Certificate{certificate}}
	validation := dsig.NewDefaultValidationContext(&store)
	validation.Clock = dsig.NewFakeClockAt(certificate.NotBefore.Add(time.Second))
	return validation.Validate(detached)
}

// checkSignatureShape accepts the one form of XML Signature that SPID allows: one
// reference, to the parent itself, exclusive canonicalisation, no other transform.
func checkSignatureShape(signature *etree.Element, id string) error {
	info, found := only(signature, nsSignature, "SignedInfo")
	if !found || !onlyChildren(signature, "SignedInfo", "SignatureValue", "KeyInfo") {
		return Refuse(SignatureShape, "parts of Signature")
	}
	if _, found := only(signature, nsSignature, "SignatureValue"); !found {
		return Refuse(SignatureShape, "SignatureValue")
	}
	if !onlyChildren(info, "CanonicalizationMethod", "SignatureMethod", "Reference") {
		return Refuse(SignatureShape, "parts of SignedInfo")
	}
	if algorithm(info, "CanonicalizationMethod") != exclusive {
		return Refuse(SignatureShape, "CanonicalizationMethod")
	}
	if !slices.Contains(signatureMethods, algorithm(info, "SignatureMethod")) {
		return Refuse(SignatureShape, "SignatureMethod")
	}
	reference, found := only(info, nsSignature, "Reference")
	if !found || id == "" || attribute(reference, "URI") != "#"+id {
		return Refuse(SignatureShape, "Reference")
	}
	return checkReference(reference)
}

func checkReference(reference *etree.Element) error {
	if !onlyChildren(reference, "Transforms", "DigestMethod", "DigestValue") {
		return Refuse(SignatureShape, "parts of Reference")
	}
	if !slices.Contains(digestMethods, algorithm(reference, "DigestMethod")) {
		return Refuse(SignatureShape, "DigestMethod")
	}
	if _, found := only(reference, nsSignature, "DigestValue"); !found {
		return Refuse(SignatureShape, "DigestValue")
	}
	transforms, found := only(reference, nsSignature, "Transforms")
	if !found || !onlyChildren(transforms, "Transform") {
		return Refuse(SignatureShape, "Transforms")
	}
	steps := transforms.ChildElements()
	if len(steps) != 2 || attribute(steps[0], "Algorithm") != enveloped ||
		attribute(steps[1], "Algorithm") != exclusive || len(steps[0].ChildElements()) != 0 {
		return Refuse(SignatureShape, "Transform")
	}
	for _, parameter := range steps[1].ChildElements() {
		if !is(parameter, exclusive, "InclusiveNamespaces") {
			return Refuse(SignatureShape, "Transform parameter")
		}
	}
	return nil
}

// onlyChildren reports whether all child elements are of XML Signature and have
// one of the given names.
func onlyChildren(parent *etree.Element, tags ...string) bool {
	for _, child := range parent.ChildElements() {
		if child.NamespaceURI() != nsSignature || !slices.Contains(tags, child.Tag) {
			return false
		}
	}
	return true
}

// algorithm returns the Algorithm of the one child of that name, else "".
func algorithm(parent *etree.Element, tag string) string {
	child, found := only(parent, nsSignature, tag)
	if !found || len(child.ChildElements()) != 0 {
		return ""
	}
	return attribute(child, "Algorithm")
}
