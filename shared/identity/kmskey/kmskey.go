// Package kmskey signs with a key that never leaves AWS KMS. It stands apart from
// identity, which takes any crypto.Signer, so that only the functions that sign
// carry the client.
package kmskey

import (
	"context"
	"crypto"
	"crypto/rsa"
	"crypto/x509"
	"errors"
	"fmt"
	"io"
	"time"

	"github.com/aws/aws-sdk-go-v2/service/kms"
	"github.com/aws/aws-sdk-go-v2/service/kms/types"
)

// signLimit bounds a signature: a parent waits for it.
const signLimit = 4 * time.Second

// ErrKey says that a key in KMS is not one that SPID accepts.
var ErrKey = errors.New("kmskey: not an RSA key that signs")

// Key is an asymmetric RSA key in KMS.
type Key struct {
	client *kms.Client
	id     string
	public *rsa.PublicKey
}

// Open asks for the public half of the key with an id, an ARN or an alias. The
// error is ErrKey for a key of another kind, else whatever KMS says.
func Open(ctx context.Context, client *kms.Client, id string) (*Key, error) {
	answer, err := client.GetPublicKey(ctx, &kms.GetPublicKeyInput{KeyId: &id})
	if err != nil {
		return nil, fmt.Errorf("kmskey: %w", err)
	}
	public, err := x509.ParsePKIXPublicKey(answer.PublicKey)
	if err != nil {
		return nil, fmt.Errorf("%w: %w", ErrKey, err)
	}
	key, ok := public.(*rsa.PublicKey)
	if !ok || answer.KeyUsage != types.KeyUsageTypeSignVerify {
		return nil, ErrKey
	}
	return &Key{client, id, key}, nil
}

// Public returns an *rsa.PublicKey.
func (k *Key) Public() crypto.PublicKey { return k.public }

// Sign signs a SHA-256 digest as PKCS #1 v1.5, the one signature that the portal
// makes and, unlike PSS, the same each time. The source of randomness is not used.
func (k *Key) Sign(_ io.Reader, digest []byte, options crypto.SignerOpts) ([]byte, error) {
	if _, pss := options.(*rsa.PSSOptions); pss || options.HashFunc() != crypto.SHA256 {
		return nil, errors.New("kmskey: signs RSASSA-PKCS1-v1_5 with SHA-256 only")
	}
	ctx, cancel := context.WithTimeout(context.Background(), signLimit)
	defer cancel()
	answer, err := k.client.Sign(ctx, &kms.SignInput{
		KeyId: &k.id, Message: digest, MessageType: types.MessageTypeDigest,
		SigningAlgorithm: types.SigningAlgorithmSpecRsassaPkcs1V15Sha256,
	})
	if err != nil {
		return nil, fmt.Errorf("kmskey: %w", err)
	}
	return answer.Signature, nil
}
