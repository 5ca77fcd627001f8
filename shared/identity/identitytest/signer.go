package identitytest

import (
	"crypto"
	"io"
	"sync/atomic"
	"testing"

	"serviziscolastici/shared/identity"
)

// Counter is a key that counts its signatures, as KMS does on the bill.
type Counter struct {
	crypto.Signer
	made atomic.Int64
}

// Counted returns the portal's key, and what it has signed.
func Counted(t testing.TB) (*identity.SigningKey, *Counter) {
	key := SigningKey(t, Portal)
	counter := &Counter{Signer: key.Signer}
	key.Signer = counter
	return key, counter
}

// Sign signs and counts.
func (c *Counter) Sign(random io.Reader, digest []byte, options crypto.SignerOpts) ([]byte, error) {
	c.made.Add(1)
	return c.Signer.Sign(random, digest, options)
}

// Made is how many signatures there were since the last call.
func (c *Counter) Made() int64 { return c.made.Swap(0) }
