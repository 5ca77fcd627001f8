// Package secrets stands in for the Parameter Store: it makes each secret at its first use and
// keeps it in a file that only the user can read.
package secrets

import (
	"crypto/rand"
	"crypto/rsa"
	"crypto/x509"
	"encoding/base64"
	"encoding/hex"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
)

// reference is how the template names a secret.
var reference = regexp.MustCompile(`ssm:/local/([a-z-]+)`)

// Store is a folder of secrets, one file each.
type Store struct{ Folder string }

// Expand replaces the references to secrets in a value of the template.
func (s Store) Expand(text string) (string, error) {
	var failure error
	expanded := reference.ReplaceAllStringFunc(text, func(match string) string {
		value, err := s.Get(reference.FindStringSubmatch(match)[1])
		if err != nil {
			failure = err
		}
		return value
	})
	return expanded, failure
}

// Get reads a secret, and makes it when it is not there.
func (s Store) Get(name string) (string, error) {
	data, err := os.ReadFile(s.Path(name))
	if err == nil {
		return string(data), nil
	}
	if !errors.Is(err, os.ErrNotExist) {
		return "", fmt.Errorf("read secret %s: %w", name, err)
	}
	value, err := generate(name)
	if err != nil {
		return "", fmt.Errorf("make secret %s: %w", name, err)
	}
	if err := os.MkdirAll(s.Folder, 0o700); err != nil {
		return "", err
	}
	return value, os.WriteFile(s.Path(name), []byte(value), 0o600)
}

// Path is the file of a secret.
func (s Store) Path(name string) string { return filepath.Join(s.Folder, name) }

// generate makes a secret in the format that the functions read: people-key is base64 of 32
// bytes, spid-key base64 of a PKCS#8 RSA key, io-keys and oidc-keys the demo Comune's, any other hex.
func generate(name string) (string, error) {
	if name == "spid-key" {
		key, err := rsa.GenerateKey(rand.Reader, 3072)
		if err != nil {
			return "", err
		}
		der, err := x509.MarshalPKCS8PrivateKey(key)
		return base64.StdEncoding.EncodeToString(der), err
	}
	var random [32]byte
	if _, err := rand.Read(random[:]); err != nil {
		return "", err
	}
	if name == "people-key" {
		return base64.StdEncoding.EncodeToString(random[:]), nil
	}
	if name == "io-keys" || name == "oidc-keys" {
		return "c_x000=" + hex.EncodeToString(random[:]), nil // the demo's
	}
	return hex.EncodeToString(random[:]), nil
}
