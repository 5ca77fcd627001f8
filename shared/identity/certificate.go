package identity

import (
	"crypto"
	"crypto/rand"
	"crypto/sha256"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/asn1"
	"fmt"
	"math/big"
)

// The certificate of a public SPID service provider is self-signed, with a
// profile of its own (Avviso SPID n. 29, "profilo dei certificati"). Everything
// in it follows from the key, its day and the municipality, so that every start, and
// every copy of the function, makes the same bytes: the metadata that the
// federation registered stays valid.

// Object identifiers of the certificate's profile.
var (
	oidCommonName   = asn1.ObjectIdentifier{2, 5, 4, 3}
	oidCountry      = asn1.ObjectIdentifier{2, 5, 4, 6}
	oidLocality     = asn1.ObjectIdentifier{2, 5, 4, 7}
	oidOrganization = asn1.ObjectIdentifier{2, 5, 4, 10}
	oidURI          = asn1.ObjectIdentifier{2, 5, 4, 83}
	oidOrganizer    = asn1.ObjectIdentifier{2, 5, 4, 97} // organizationIdentifier

	oidBasicConstraints = asn1.ObjectIdentifier{2, 5, 29, 19}
	oidPolicies         = asn1.ObjectIdentifier{2, 5, 29, 32}
	oidUserNotice       = asn1.ObjectIdentifier{1, 3, 6, 1, 5, 5, 7, 2, 2}
	oidAgIDCertificate  = asn1.ObjectIdentifier{1, 3, 76, 16, 6}
	oidPublicProvider   = asn1.ObjectIdentifier{1, 3, 76, 16, 4, 2, 1}
)

// policyInformation is an entry of the certificatePolicies extension (RFC 5280).
type policyInformation struct {
	ID         asn1.ObjectIdentifier
	Qualifiers []policyQualifier
}

type policyQualifier struct {
	ID     asn1.ObjectIdentifier
	Notice userNotice
}

type userNotice struct {
	Text string `asn1:"utf8"`
}

// certificateYears is how long a certificate counts.
const certificateYears = 10

// Certificate returns the service provider's certificate in DER.
func Certificate(key *SigningKey, organization Organization, entityID string) ([]byte, error) {
	policies, err := asn1.Marshal([]policyInformation{
		policy(oidAgIDCertificate, "agIDcert"), policy(oidPublicProvider, "cert_SP_Pub"),
	})
	if err != nil {
		return nil, fmt.Errorf("identity: certificate: %w", err)
	}
	serial, err := serialNumber(key, entityID)
	if err != nil {
		return nil, err
	}
	from := key.Since.Start().UTC()
	template := &x509.Certificate{
		SerialNumber:       serial,
		Subject:            distinguishedName(organization, entityID),
		NotBefore:          from,
		NotAfter:           from.AddDate(certificateYears, 0, 0),
		SignatureAlgorithm: x509.SHA256WithRSA, // deterministic, unlike RSA-PSS
		KeyUsage:           x509.KeyUsageDigitalSignature | x509.KeyUsageContentCommitment,
		ExtraExtensions: []pkix.Extension{
			{Id: oidBasicConstraints, Value: []byte{0x30, 0x00}}, // CA:FALSE, and not critical
			{Id: oidPolicies, Value: policies},
		},
	}
	certificate, err := x509.CreateCertificate(rand.Reader, template, template, key.Public(), key)
	if err != nil {
		return nil, fmt.Errorf("identity: certificate: %w", err)
	}
	return certificate, nil
}

func policy(id asn1.ObjectIdentifier, notice string) policyInformation {
	return policyInformation{id, []policyQualifier{{oidUserNotice, userNotice{notice}}}}
}

func distinguishedName(organization Organization, entityID string) pkix.Name {
	return pkix.Name{ExtraNames: []pkix.AttributeTypeAndValue{
		{Type: oidCommonName, Value: organization.Name},
		{Type: oidCountry, Value: "IT"},
		{Type: oidLocality, Value: organization.Locality},
		{Type: oidOrganizer, Value: "PA:IT-" + organization.IPACode},
		{Type: oidOrganization, Value: organization.Name},
		{Type: oidURI, Value: entityID},
	}}
}

// serialNumber is positive and follows from the key and the entity id.
func serialNumber(key crypto.Signer, entityID string) (*big.Int, error) {
	public, err := x509.MarshalPKIXPublicKey(key.Public())
	if err != nil {
		return nil, fmt.Errorf("identity: certificate: %w", err)
	}
	sum := sha256.Sum256(append(public, entityID...))
	sum[0] = sum[0]&0x7f | 0x40
	return new(big.Int).SetBytes(sum[:16]), nil
}
