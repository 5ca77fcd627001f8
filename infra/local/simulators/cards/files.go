package cards

import (
	"crypto/ecdsa"
	"crypto/x509"
	"encoding/pem"
	"errors"
	"fmt"
	"os"
)

// Files are where an authority is kept: its certificate and its key, in PEM form.
type Files struct{ Certificate, Key string }

var errFile = errors.New("not a file of this package")

// WriteAuthority keeps an authority. Only the user may read the key.
func (f Files) WriteAuthority(a Authority) error {
	key, err := x509.MarshalPKCS8PrivateKey(a.Key)
	if err != nil {
		return err
	}
	if err := os.WriteFile(f.Key, encode("PRIVATE KEY", key), 0o600); err != nil {
		return err
	}
	return os.WriteFile(f.Certificate, a.PEM(), 0o600)
}

// ReadAuthority reads an authority. The error is fs.ErrNotExist when it was never kept.
func (f Files) ReadAuthority() (Authority, error) {
	certificate, err := f.ReadCertificate()
	if err != nil {
		return Authority{}, err
	}
	der, err := read(f.Key)
	if err != nil {
		return Authority{}, err
	}
	parsed, err := x509.ParsePKCS8PrivateKey(der)
	if err != nil {
		return Authority{}, fmt.Errorf("%s: %w", f.Key, err)
	}
	key, ok := parsed.(*ecdsa.PrivateKey)
	if !ok {
		return Authority{}, fmt.Errorf("%s: %w", f.Key, errFile)
	}
	return Authority{Certificate: certificate, Key: key}, nil
}

// ReadCertificate reads the certificate alone.
func (f Files) ReadCertificate() (*x509.Certificate, error) {
	der, err := read(f.Certificate)
	if err != nil {
		return nil, err
	}
	return x509.ParseCertificate(der)
}

func read(file string) ([]byte, error) {
	text, err := os.ReadFile(file)
	if err != nil {
		return nil, err
	}
	block, _ := pem.Decode(text)
	if block == nil {
		return nil, fmt.Errorf("%s: %w", file, errFile)
	}
	return block.Bytes, nil
}
