package identity

import (
	"crypto"
	"crypto/rsa"
	"crypto/x509"
	"encoding/base64"
	"errors"
	"fmt"
)

// ErrKey says that a text is not a signing key that SPID accepts.
var ErrKey = errors.New("identity: not an RSA key of at least 2048 bits in PKCS #8, DER, base64")

// ParseKey reads a signing key from base64 of PKCS #8 DER. The error is ErrKey
// and never shows the text.
func ParseKey(text string) (crypto.Signer, error) {
	der, err := base64.StdEncoding.DecodeString(text)
	if err != nil {
		return nil, ErrKey
	}
	parsed, err := x509.ParsePKCS8PrivateKey(der)
	if err != nil {
		return nil, ErrKey
	}
	key, ok := parsed.(*rsa.PrivateKey)
	if !ok {
		return nil, ErrKey
	}
	if bits := key.N.BitLen(); bits < 2048 {
		return nil, fmt.Errorf("%w: %d bits", ErrKey, bits)
	}
	return key, nil
}
