package main

import (
	"context"
	"crypto"
	"crypto/rand"
	"crypto/rsa"
	"crypto/x509"
	"encoding/base64"
	"errors"
	"fmt"
	"os"
	"path/filepath"

	"github.com/aws/aws-sdk-go-v2/service/kms"

	"serviziscolastici/shared/identity"
	"serviziscolastici/shared/identity/kmskey"
	"serviziscolastici/shared/lambdahost"
)

// keyBits is the size that AgID recommends.
const keyBits = 3072

// signingKeys opens the keys in KMS that were named, else the one in the folder.
func (o order) signingKeys(ctx context.Context) ([]*identity.SigningKey, error) {
	list := o.keys
	if list == "" {
		var err error
		if list, err = o.keyAtHand(); err != nil {
			return nil, err
		}
	}
	env := lambdahost.ReadEnv()
	return identity.ParseSigningKeys(list, func(name string) (crypto.Signer, error) {
		client := kms.NewFromConfig(env.AWS("KMS"))
		if err := env.Err(); err != nil {
			return nil, err
		}
		return kmskey.Open(ctx, client, name)
	})
}

// keyAtHand reads the file signing-keys, in the form of the setting SIGNING_KEYS,
// and makes it when there is none. Only the user may read it.
func (o order) keyAtHand() (string, error) {
	file := filepath.Join(o.folder, "signing-keys")
	content, err := os.ReadFile(file)
	if !errors.Is(err, os.ErrNotExist) {
		return string(content), err
	}
	key, err := rsa.GenerateKey(rand.Reader, keyBits)
	if err != nil {
		return "", err
	}
	der, err := x509.MarshalPKCS8PrivateKey(key)
	if err != nil {
		return "", err
	}
	list := fmt.Sprintf("%s@%s\n", base64.StdEncoding.EncodeToString(der), o.today)
	return list, os.WriteFile(file, []byte(list), 0o600)
}
