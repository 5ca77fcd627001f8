package session

import (
	"crypto/rand"
	"crypto/sha256"
	"crypto/subtle"
	"encoding/base64"
	"encoding/hex"
)

// Secret is what a browser carries to prove that it is the one that was here
// before: 256 random bits in URL-safe base64. Tables hold its hash only.
type Secret string

// secretLength is the length of a secret in characters.
const secretLength = 43

// NewSecret returns a new secret. crypto/rand never fails.
func NewSecret() Secret {
	random := make([]byte, 32)
	_, _ = rand.Read(random)
	return Secret(base64.RawURLEncoding.EncodeToString(random))
}

// Plausible reports whether the text could be a secret of ours.
func (s Secret) Plausible() bool { return len(s) == secretLength }

// Hash returns the form in which the secret is stored.
func (s Secret) Hash() string { return Hash(string(s)) }

// Matches reports whether a stored hash is this secret's.
func (s Secret) Matches(hash string) bool {
	return subtle.ConstantTimeCompare([]byte(s.Hash()), []byte(hash)) == 1
}

// Hash returns the SHA-256 of a text in hex.
func Hash(text string) string {
	sum := sha256.Sum256([]byte(text))
	return hex.EncodeToString(sum[:])
}
