// Package cards plays the authorities that issue CNS cards: it makes certificates that a browser can
// show, right or wrong, and lists of those that were revoked. The local stack and tests use it.
package cards

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/pem"
	"math/big"
	"time"
)

// How long the certificates of authorities and cards last, in years.
const (
	authorityYears = 15
	cardYears      = 6
)

// Authority issues certificates.
type Authority struct {
	Certificate *x509.Certificate
	Key         *ecdsa.PrivateKey
}

// NewRoot makes an authority that nobody stands above.
func NewRoot(name string, from time.Time) (Authority, error) {
	return SelfSigned(authorityOf(name, from))
}

// Subordinate makes an authority below another.
func (a Authority) Subordinate(name string, from time.Time) (Authority, error) {
	return a.certify(authorityOf(name, from))
}

// SelfSigned makes a certificate that vouches for itself.
func SelfSigned(template *x509.Certificate) (Authority, error) { return Authority{}.certify(template) }

func authorityOf(name string, from time.Time) *x509.Certificate {
	subject := pkix.Name{Country: []string{"IT"}, Organization: []string{"Ente di prova"}, CommonName: name}
	return &x509.Certificate{
		SerialNumber: serial(), Subject: subject, NotBefore: from, NotAfter: from.AddDate(authorityYears, 0, 0),
		BasicConstraintsValid: true, IsCA: true, KeyUsage: x509.KeyUsageCertSign | x509.KeyUsageCRLSign,
	}
}

// certify signs a certificate for a new key, with that very key when there is no authority above.
func (a Authority) certify(template *x509.Certificate) (Authority, error) {
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		return Authority{}, err
	}
	if a.Key == nil {
		a = Authority{Certificate: template, Key: key}
	}
	certificate, err := a.sign(template, key)
	return Authority{Certificate: certificate, Key: key}, err
}

// Revoked returns the list of revoked certificates with these numbers, in DER. It is valid for a
// year from a time on.
func (a Authority) Revoked(from time.Time, number int64, edit func(*x509.RevocationList), serials ...*big.Int) (
	[]byte, error,
) {
	list := &x509.RevocationList{Number: big.NewInt(number), ThisUpdate: from, NextUpdate: from.AddDate(1, 0, 0)}
	for _, revoked := range serials {
		list.RevokedCertificateEntries = append(list.RevokedCertificateEntries,
			x509.RevocationListEntry{SerialNumber: revoked, RevocationTime: from})
	}
	if edit != nil {
		edit(list)
	}
	return x509.CreateRevocationList(rand.Reader, list, a.Certificate, a.Key)
}

// PEM returns the authority's certificate.
func (a Authority) PEM() []byte { return encode("CERTIFICATE", a.Certificate.Raw) }

func (a Authority) sign(template *x509.Certificate, key *ecdsa.PrivateKey) (*x509.Certificate, error) {
	der, err := x509.CreateCertificate(rand.Reader, template, a.Certificate, &key.PublicKey, a.Key)
	if err != nil {
		return nil, err
	}
	return x509.ParseCertificate(der)
}

// serial returns a random number of 120 bits. crypto/rand never fails.
func serial() *big.Int {
	random := make([]byte, 15)
	_, _ = rand.Read(random)
	return new(big.Int).SetBytes(random)
}

func encode(kind string, der []byte) []byte {
	return pem.EncodeToMemory(&pem.Block{Type: kind, Bytes: der})
}
