package secrets_test

import (
	"crypto/rsa"
	"crypto/x509"
	"encoding/base64"
	"strings"
	"testing"

	"serviziscolastici/infra/local/secrets"
)

// Goal: secrets have the formats that the functions read, and stay the same.
// Method: expand each reference twice and decode the value.
func TestExpand(t *testing.T) {
	store := secrets.Store{Folder: t.TempDir()}
	expand := func(name string) string {
		text, err := store.Expand("<ssm:/local/" + name + ">")
		if err != nil {
			t.Fatal(err)
		}
		return strings.Trim(text, "<>")
	}
	people, err := base64.StdEncoding.DecodeString(expand("people-key"))
	if err != nil || len(people) != 32 {
		t.Errorf("people-key: %d bytes, %v", len(people), err)
	}
	der, err := base64.StdEncoding.DecodeString(expand("spid-key"))
	if err != nil {
		t.Fatal(err)
	}
	key, err := x509.ParsePKCS8PrivateKey(der)
	if private, isRSA := key.(*rsa.PrivateKey); err != nil || !isRSA || private.N.BitLen() != 3072 {
		t.Errorf("spid-key: %T, %v", key, err)
	}
	if checkout := expand("checkout-key"); checkout == "" || checkout != expand("checkout-key") {
		t.Errorf("checkout-key changes: %q", checkout)
	}
	if text, err := store.Expand("plain"); err != nil || text != "plain" {
		t.Errorf("plain text became %q, %v", text, err)
	}
}
