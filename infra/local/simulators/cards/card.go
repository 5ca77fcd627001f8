package cards

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/asn1"
	"time"
)

// PersonalData stands for the hash in a card's name. The slash is on purpose: base64 has them.
const PersonalData = "i1ZpZfaCX/eKyikBfnF8to+M2T8="

// Holder is whose card it is.
type Holder struct{ FiscalCode, Name, FamilyName string }

// Card is a card's certificate and the key that a real one never gives away.
type Card struct {
	Certificate *x509.Certificate
	Key         *ecdsa.PrivateKey
}

// Issue makes a card that is right in everything, unless edit (which may be nil) changes that. The
// list of revoked cards is at the given address.
func (a Authority) Issue(h Holder, from time.Time, list string, edit func(*x509.Certificate)) (Card, error) {
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		return Card{}, err
	}
	policy, err := x509.OIDFromInts([]uint64{1, 3, 76, 16, 2, 1})
	if err != nil {
		return Card{}, err
	}
	template := &x509.Certificate{
		SerialNumber: serial(), NotBefore: from, NotAfter: from.AddDate(cardYears, 0, 0),
		Subject: h.subject(), KeyUsage: x509.KeyUsageDigitalSignature,
		ExtKeyUsage: []x509.ExtKeyUsage{x509.ExtKeyUsageClientAuth}, Policies: []x509.OID{policy},
		CRLDistributionPoints: []string{list},
	}
	if edit != nil {
		edit(template)
	}
	certificate, err := a.sign(template, key)
	return Card{Certificate: certificate, Key: key}, err
}

// subject is the name in a card's certificate.
func (h Holder) subject() pkix.Name {
	name := pkix.Name{
		Country: []string{"IT"}, OrganizationalUnit: []string{"Carta di prova"}, SerialNumber: "TINIT-" + h.FiscalCode,
		CommonName: h.FiscalCode + "/6120016461039008." + PersonalData,
	}
	if h.Name != "" {
		name.ExtraNames = []pkix.AttributeTypeAndValue{
			{Type: asn1.ObjectIdentifier{2, 5, 4, 42}, Value: h.Name},
			{Type: asn1.ObjectIdentifier{2, 5, 4, 4}, Value: h.FamilyName},
		}
	}
	return name
}

// PEM returns the card's certificate.
func (c Card) PEM() []byte { return encode("CERTIFICATE", c.Certificate.Raw) }

// KeyPEM returns the card's key, as PKCS #8.
func (c Card) KeyPEM() ([]byte, error) {
	der, err := x509.MarshalPKCS8PrivateKey(c.Key)
	return encode("PRIVATE KEY", der), err
}
