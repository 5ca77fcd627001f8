package identity_test

import (
	"bytes"
	"crypto"
	"crypto/rsa"
	"crypto/sha256"
	"crypto/x509"
	"encoding/base64"
	"encoding/hex"
	"errors"
	"math/big"
	"testing"

	"serviziscolastici/shared/identity"
	"serviziscolastici/shared/identity/identitytest"
)

// Goal: a list of keys is read in its order, wherever the keys are, and nothing
// else is. Method: a key at hand and one in a vault; one fault at a time.
func TestParseSigningKeys(t *testing.T) {
	der, err := x509.MarshalPKCS8PrivateKey(identitytest.Key(t, identitytest.Portal))
	if err != nil {
		t.Fatal(err)
	}
	atHand := base64.StdEncoding.EncodeToString(der) + "@2026-01-01"
	vault := func(name string) (crypto.Signer, error) {
		if name != "alias/new" {
			return nil, errors.New("not found")
		}
		return identitytest.Key(t, identitytest.Other), nil
	}
	keys, err := identity.ParseSigningKeys(" alias/new@2031-05-01\n"+atHand, vault)
	if err != nil || len(keys) != 2 || keys[0].Since.String() != "2031-05-01" ||
		keys[0].Public().(*rsa.PublicKey).N.Cmp(identitytest.Key(t, identitytest.Other).N) != 0 {
		t.Errorf("read %v, %v", keys, err)
	}
	for _, text := range []string{"", "alias/new", "alias/new@x", "arn:aws:kms:x@2026-01-01", "AAAA@2026-01-01"} {
		if _, err := identity.ParseSigningKeys(text, vault); err == nil {
			t.Errorf("%q was taken", text)
		}
	}
}

// Goal: while the portal changes its key, the metadata has both certificates and
// what leaves is signed with the first. Method: two keys in either order.
func TestOwnKeyRollover(t *testing.T) {
	sp := portal(t)
	sp.Keys = append(sp.Keys, identitytest.SigningKey(t, identitytest.Other))
	certificates, err := sp.Certificates()
	if err != nil {
		t.Fatal(err)
	}
	metadata, err := sp.Metadata()
	if err != nil {
		t.Fatal(err)
	}
	for _, der := range certificates {
		text := []byte("<ds:X509Certificate>" + base64.StdEncoding.EncodeToString(der))
		if !bytes.Contains(metadata, text) {
			t.Error("the metadata lacks a certificate")
		}
	}
	request, err := sp.Request(known(t, usualIdP(t)), now)
	if err != nil {
		t.Fatal(err)
	}
	checkQuerySignature(t, request.Address[len("https://idp.example.it/sso?"):]) // with the first key
}

// Goal: the metadata that a federation has registered stays what it is, byte for
// byte, whatever becomes of the code and its compiler. Method: the digest of what
// a fixed key and municipality make. Whoever changes it on purpose has every
// municipality register again.
func TestMetadataIsStatic(t *testing.T) {
	for profile, want := range map[string]string{
		"spid": "c87d7333f8ec7a250cc5496c33550fc5a2f5cc113db0b8a4c2eac45b32731668",
		"cie":  "2c00fc19f641a71e43cdb24153c507931c4c6eabc30324ad9a283d11535be03f",
	} {
		sp := portal(t)
		sp.Keys = []*identity.SigningKey{{Signer: fixedKey(t), Since: sp.Keys[0].Since}}
		if profile == "cie" {
			sp.Profile = identity.CIE()
		}
		metadata, err := sp.Metadata()
		if err != nil {
			t.Fatal(err)
		}
		sum := sha256.Sum256(metadata)
		if got := hex.EncodeToString(sum[:]); got != want {
			t.Errorf("%s: the metadata's digest is %s, was %s", profile, got, want)
		}
	}
}

// fixedKey is the same RSA key in every run: its primes are the first ones after
// two digests.
func fixedKey(t *testing.T) *rsa.PrivateKey {
	t.Helper()
	key := rsa.PrivateKey{PublicKey: rsa.PublicKey{N: new(big.Int), E: 65537}}
	for _, name := range []string{"first", "second"} {
		var bits []byte
		for block := byte(0); len(bits) < 128; block++ {
			sum := sha256.Sum256(append([]byte(name), block))
			bits = append(bits, sum[:]...)
		}
		bits[0] |= 0xc0 // so that the product has 2048 bits
		prime := new(big.Int).SetBytes(bits)
		for prime.SetBit(prime, 0, 1); !prime.ProbablyPrime(20); {
			prime.Add(prime, big.NewInt(2))
		}
		key.Primes = append(key.Primes, prime)
	}
	key.N.Mul(key.Primes[0], key.Primes[1])
	one := big.NewInt(1)
	phi := new(big.Int).Mul(new(big.Int).Sub(key.Primes[0], one), new(big.Int).Sub(key.Primes[1], one))
	key.D = new(big.Int).ModInverse(big.NewInt(int64(key.E)), phi)
	key.Precompute()
	if err := key.Validate(); err != nil {
		t.Fatal(err)
	}
	return &key
}
