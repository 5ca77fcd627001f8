package main

import (
	"crypto/x509"
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"serviziscolastici/shared/identity/identitytest"
	"serviziscolastici/shared/lambdahost"
	"serviziscolastici/shared/web/webhost"
)

// Goal: on AWS the function signs with the keys in KMS that it is told, and does
// not start without them. Method: a server that stands for KMS, and three settings.
func TestSigningKeysInKMS(t *testing.T) {
	public, err := x509.MarshalPKIXPublicKey(identitytest.Key(t, identitytest.Portal).Public())
	if err != nil {
		t.Fatal(err)
	}
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		var asked struct {
			KeyID string `json:"KeyId"`
		}
		if json.NewDecoder(r.Body).Decode(&asked) != nil || !strings.HasPrefix(asked.KeyID, "alias/known") {
			w.WriteHeader(http.StatusBadRequest)
			_ = json.NewEncoder(w).Encode(map[string]string{"__type": "NotFoundException"})
			return
		}
		_ = json.NewEncoder(w).Encode(map[string]any{"PublicKey": public, "KeyUsage": "SIGN_VERIFY"})
	}))
	t.Cleanup(server.Close)
	for setting, want := range map[string]int{
		"alias/known@2026-01-01 alias/known-2031@2031-05-01": 2, "alias/other@2026-01-01": 0, "": 0,
	} {
		settings := map[string]string{
			"SIGNING_KEYS": setting, "AWS_ENDPOINT_URL_KMS": server.URL, "AWS_REGION": "eu-south-1",
			"AWS_ACCESS_KEY_ID": "test", "AWS_SECRET_ACCESS_KEY": "test",
		}
		env := lambdahost.NewEnv(func(name string) (string, bool) {
			value, found := settings[name]
			return value, found
		})
		keys := signingKeys(webhost.Parts{Env: env})
		if len(keys) != want || (env.Err() == nil) != (want > 0) {
			t.Errorf("%q gives %d keys, %v", setting, len(keys), env.Err())
		}
	}
}
