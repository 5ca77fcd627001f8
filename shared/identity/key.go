package identity

import (
	"crypto"
	"crypto/rsa"
	"crypto/x509"
	"encoding/base64"
	"errors"
	"fmt"
	"strings"
	"sync"

	"serviziscolastici/shared/calendar"
)

// ErrKey says that a text is not a signing key that SPID accepts.
var ErrKey = errors.New("identity: not an RSA key of at least 2048 bits in PKCS #8, DER, base64")

// ErrKeys says that a text is not a list of signing keys.
var ErrKeys = errors.New("identity: not a list of keys, each as KEY@YYYY-MM-DD")

// SigningKey is a key of the portal, and the day from which its certificates
// count. Everything that is published follows from the two and the municipality.
type SigningKey struct {
	crypto.Signer
	Since calendar.Day

	mutex sync.Mutex
	made  map[string][]byte
}

// ParseSigningKeys reads a list, separated by blanks, of keys each with its day:
// KEY@YYYY-MM-DD. The first signs; the others are published beside it, while one
// takes the place of another. A key is base64 of PKCS #8 DER, or the name of one in
// AWS KMS (an ARN or alias/…), which vault opens. The error never shows a key.
func ParseSigningKeys(text string, vault func(name string) (crypto.Signer, error)) ([]*SigningKey, error) {
	var keys []*SigningKey
	for field := range strings.FieldsSeq(text) {
		name, day, _ := strings.Cut(field, "@")
		since, err := calendar.ParseDay(day)
		if err != nil {
			return nil, ErrKeys
		}
		open := ParseKey
		if strings.HasPrefix(name, "arn:") || strings.HasPrefix(name, "alias/") {
			open = vault
		}
		signer, err := open(name)
		if err != nil {
			return nil, err
		}
		keys = append(keys, &SigningKey{Signer: signer, Since: since})
	}
	if len(keys) == 0 {
		return nil, ErrKeys
	}
	return keys, nil
}

// once returns what the key has signed, and has it made when there is none: each
// signature in KMS is a call that costs, and the same text gets the same one. subject
// tells texts apart. There are a few for each municipality.
func (k *SigningKey) once(subject string, signed func() ([]byte, error)) ([]byte, error) {
	k.mutex.Lock()
	defer k.mutex.Unlock()
	if known, found := k.made[subject]; found {
		return known, nil
	}
	fresh, err := signed()
	if err != nil {
		return nil, err
	}
	if k.made == nil {
		k.made = map[string][]byte{}
	}
	k.made[subject] = fresh
	return fresh, nil
}

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
