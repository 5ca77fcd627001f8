package kmskey_test

import (
	"context"
	"crypto"
	"crypto/rand"
	"crypto/rsa"
	"crypto/sha256"
	"crypto/x509"
	"encoding/json"
	"errors"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/kms"

	"serviziscolastici/shared/identity/kmskey"
)

const alias = "alias/servizi-scolastici-identity"

// vault is KMS with one key, on the wire.
func vault(t *testing.T, key *rsa.PrivateKey, usage string) *kms.Client {
	t.Helper()
	public, err := x509.MarshalPKIXPublicKey(&key.PublicKey)
	if err != nil {
		t.Fatal(err)
	}
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		var asked struct {
			KeyID            string `json:"KeyId"`
			Message          []byte
			MessageType      string
			SigningAlgorithm string
		}
		err := json.NewDecoder(r.Body).Decode(&asked)
		signed := strings.HasPrefix(r.Header.Get("Authorization"), "AWS4-HMAC-SHA256 ")
		if err != nil || asked.KeyID != alias || !signed {
			w.WriteHeader(http.StatusBadRequest)
			_ = json.NewEncoder(w).Encode(map[string]string{"__type": "NotFoundException"})
			return
		}
		if strings.HasSuffix(r.Header.Get("X-Amz-Target"), ".GetPublicKey") {
			_ = json.NewEncoder(w).Encode(map[string]any{"PublicKey": public, "KeyUsage": usage})
			return
		}
		if asked.MessageType != "DIGEST" || asked.SigningAlgorithm != "RSASSA_PKCS1_V1_5_SHA_256" {
			t.Errorf("asked for %+v", asked)
		}
		signature, err := rsa.SignPKCS1v15(nil, key, crypto.SHA256, asked.Message)
		if err != nil {
			t.Error(err)
		}
		_ = json.NewEncoder(w).Encode(map[string]any{"Signature": signature})
	}))
	t.Cleanup(server.Close)
	return kms.NewFromConfig(aws.Config{
		Region: "eu-south-1", BaseEndpoint: &server.URL,
		Credentials: aws.CredentialsProviderFunc(func(context.Context) (aws.Credentials, error) {
			return aws.Credentials{AccessKeyID: "test", SecretAccessKey: "test"}, nil
		}),
	})
}

// Goal: a key in KMS signs like one at hand. Method: verify with its public half.
func TestSign(t *testing.T) {
	local, err := rsa.GenerateKey(rand.Reader, 2048)
	if err != nil {
		t.Fatal(err)
	}
	key, err := kmskey.Open(t.Context(), vault(t, local, "SIGN_VERIFY"), alias)
	if err != nil {
		t.Fatal(err)
	}
	digest := sha256.Sum256([]byte("text"))
	signature, err := key.Sign(nil, digest[:], crypto.SHA256)
	if err != nil {
		t.Fatal(err)
	}
	if err := rsa.VerifyPKCS1v15(key.Public().(*rsa.PublicKey), crypto.SHA256, digest[:], signature); err != nil {
		t.Error(err)
	}
	for _, options := range []crypto.SignerOpts{crypto.SHA1, &rsa.PSSOptions{Hash: crypto.SHA256}} {
		if _, err := key.Sign(nil, digest[:], options); err == nil {
			t.Errorf("signs with %v", options)
		}
	}
}

// Goal: a key that is not there, or is for something else, is refused at start.
// Method: ask for both.
func TestOpenRefuses(t *testing.T) {
	local, err := rsa.GenerateKey(rand.Reader, 2048)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := kmskey.Open(t.Context(), vault(t, local, "SIGN_VERIFY"), "alias/other"); err == nil {
		t.Error("an unknown key is opened")
	}
	_, err = kmskey.Open(t.Context(), vault(t, local, "ENCRYPT_DECRYPT"), alias)
	if !errors.Is(err, kmskey.ErrKey) {
		t.Errorf("a key for encryption: %v", err)
	}
}
