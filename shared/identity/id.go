package identity

import (
	"crypto/rand"
	"encoding/hex"

	"serviziscolastici/shared/session"
)

// NewID returns an XML identifier of 160 random bits.
func NewID() string {
	random := make([]byte, 20)
	_, _ = rand.Read(random)
	return "_" + hex.EncodeToString(random)
}

// hash returns the SHA-256 of a text in hex.
func hash(text string) string { return session.Hash(text) }

// subject is how a session remembers a provider's name for its citizen.
func subject(provider, nameID string) string { return hash(provider + " " + nameID) }
