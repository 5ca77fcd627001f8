package main

import (
	"context"
	"crypto"
	"time"

	"github.com/aws/aws-sdk-go-v2/service/kms"

	"serviziscolastici/shared/identity"
	"serviziscolastici/shared/identity/kmskey"
	"serviziscolastici/shared/web/webhost"
)

// startLimit bounds what start-up asks of KMS.
const startLimit = 5 * time.Second

// signingKeys are the portal's keys: in KMS on AWS, in a secret on this machine.
func signingKeys(p webhost.Parts) []*identity.SigningKey {
	const setting = "SIGNING_KEYS"
	ctx, cancel := context.WithTimeout(context.Background(), startLimit)
	defer cancel()
	keys, err := identity.ParseSigningKeys(p.Env.Text(setting), func(name string) (crypto.Signer, error) {
		return kmskey.Open(ctx, kms.NewFromConfig(p.Env.AWS("KMS")), name)
	})
	p.Env.Reject(setting, err)
	return keys
}
