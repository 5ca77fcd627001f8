package main

import (
	"crypto/sha256"
	"encoding/hex"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/beevik/etree"

	"serviziscolastici/shared/identity/identitytest"
)

// Goal: a trial believes the provider that it is pointed to by the certificate that really signs its metadata, and goes
// without SPID when nobody signs it or it cannot be had; what somebody said stays. Method: signed metadata with a second,
// foreign certificate in it, unsigned metadata, an address that answers nothing of the kind.
func TestATrialBelievesWhoSignsItsProvidersMetadata(t *testing.T) {
	provider := identitytest.New(t, "https://idp.example.it", identitytest.Provider)
	document := etree.NewDocument()
	if err := document.ReadFromString(`<md:EntitiesDescriptor ID="_all" xmlns:md="urn:oasis:names:tc:SAML:2.0:metadata">` +
		provider.Metadata() + `</md:EntitiesDescriptor>`); err != nil {
		t.Fatal(err)
	}
	registry := identitytest.New(t, "https://registry.example.it", identitytest.Other)
	unsigned, err := document.WriteToString()
	if err != nil {
		t.Fatal(err)
	}
	identitytest.Message{IdP: registry}.Sign(t, document.Root())
	signed, err := document.WriteToString()
	if err != nil {
		t.Fatal(err)
	}
	digest := sha256.Sum256(registry.Certificate)
	want := hex.EncodeToString(digest[:])
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		_, _ = w.Write([]byte(map[string]string{"/signed": signed, "/unsigned": unsigned}[r.URL.Path]))
	}))
	defer server.Close()
	for path, print := range map[string]string{"/signed": want, "/unsigned": "", "/none": ""} {
		f := newFixture(t)
		f.settings["IdpMetadata"] = server.URL + path
		values := map[string]string{}
		f.deployment("").trialProvider(t.Context(), values)
		if values["FederationCertificate"] != print {
			t.Errorf("%s: %v", path, values)
		}
		if off := strings.Contains(f.said.String(), "goes without SPID"); off != (print == "") {
			t.Errorf("%s: it said %s", path, f.said.String())
		}
	}
	f := newFixture(t)
	values := map[string]string{"FederationCertificate": fingerprint}
	f.deployment("").trialProvider(t.Context(), values)
	if values["FederationCertificate"] != fingerprint || values["IdpMetadata"] != "" {
		t.Errorf("%v", values)
	}
}
