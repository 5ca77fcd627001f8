package saml

import (
	"crypto/rand"
	"crypto/rsa"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/base64"
	"encoding/pem"
	"errors"
	"fmt"
	"io/fs"
	"math/big"
	"os"
	"path/filepath"
	"time"
)

// Key is the provider's signing key with its self-signed certificate.
type Key struct {
	private     *rsa.PrivateKey
	certificate []byte // DER
}

// NewKey makes an RSA 2048 key and a certificate valid for ten years from now.
func NewKey(now time.Time) (*Key, error) {
	private, err := rsa.GenerateKey(rand.Reader, 2048)
	if err != nil {
		return nil, err
	}
	template := &x509.Certificate{
		SerialNumber: big.NewInt(now.UnixNano()),
		Subject:      pkix.Name{CommonName: "Gestore di prova", Organization: []string{"Gestore di prova"}},
		NotBefore:    now.AddDate(-1, 0, 0),
		NotAfter:     now.AddDate(10, 0, 0),
		KeyUsage:     x509.KeyUsageDigitalSignature,
	}
	certificate, err := x509.CreateCertificate(rand.Reader, template, template, &private.PublicKey, private)
	if err != nil {
		return nil, err
	}
	return &Key{private: private, certificate: certificate}, nil
}

// LoadKey reads the key kept in dir, or makes and keeps a new one the first
// time, so that metadata fetched before a restart stays good after it.
func LoadKey(dir string, now time.Time) (*Key, error) {
	path := filepath.Join(dir, "idp-key.pem")
	kept, err := os.ReadFile(path)
	if errors.Is(err, fs.ErrNotExist) {
		return createKey(path, now)
	}
	if err != nil {
		return nil, err
	}
	return decodeKey(kept)
}

// Certificate returns the DER certificate in base64, as metadata carries it.
func (k *Key) Certificate() string { return base64.StdEncoding.EncodeToString(k.certificate) }

func createKey(path string, now time.Time) (*Key, error) {
	key, err := NewKey(now)
	if err != nil {
		return nil, err
	}
	private, err := x509.MarshalPKCS8PrivateKey(key.private)
	if err != nil {
		return nil, err
	}
	kept := pem.EncodeToMemory(&pem.Block{Type: "PRIVATE KEY", Bytes: private})
	kept = append(kept, pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: key.certificate})...)
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		return nil, err
	}
	return key, os.WriteFile(path, kept, 0o600)
}

func decodeKey(kept []byte) (*Key, error) {
	private, rest := pem.Decode(kept)
	certificate, _ := pem.Decode(rest)
	if private == nil || certificate == nil {
		return nil, errors.New("idp-key.pem: no key with certificate in it; remove the file to make a new one")
	}
	parsed, err := x509.ParsePKCS8PrivateKey(private.Bytes)
	if err != nil {
		return nil, fmt.Errorf("idp-key.pem: %w", err)
	}
	key, ok := parsed.(*rsa.PrivateKey)
	if !ok {
		return nil, errors.New("idp-key.pem: not an RSA key")
	}
	return &Key{private: key, certificate: certificate.Bytes}, nil
}
