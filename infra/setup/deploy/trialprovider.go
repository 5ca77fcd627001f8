package main

import (
	"context"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"net/http"
	"regexp"
	"strings"
	"time"

	"serviziscolastici/shared/identity"
)

// demoProvider is SPID's provider with invented citizens, for trials of anybody's.
const demoProvider = "https://demo.spid.gov.it/metadata.xml"

// madeUp are parts of the addresses of providers that let invented citizens in.
func madeUp() []string {
	return []string{"demo.spid.gov.it", "validator.spid.gov.it", "preproduzione.idserver", "example"}
}

// trialProvider lets a trial believe the provider with invented citizens, whoever signs its metadata today. SPID stays
// off when it cannot be had; a value that somebody said stays.
func (d deployment) trialProvider(ctx context.Context, values map[string]string) {
	if values["FederationCertificate"] != "" {
		return
	}
	address := demoProvider
	if given := d.setting("IdpMetadata"); given != "" {
		address = given
	}
	print, err := signer(ctx, address)
	if err != nil {
		d.say("  ?   %s cannot be used (%v): this trial goes without SPID", address, err)
		return
	}
	values["IdpMetadata"], values["FederationCertificate"] = address, print
	d.say("  ok  logins come from %s, which signs with %s", address, print)
}

// signer is the fingerprint of the certificate that signs metadata. It is one that the portal itself will believe.
func signer(ctx context.Context, address string) (string, error) {
	ctx, cancel := context.WithTimeout(ctx, 20*time.Second)
	defer cancel()
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, address, nil)
	if err != nil {
		return "", err
	}
	answer, err := http.DefaultClient.Do(request)
	if err != nil {
		return "", err
	}
	defer func() { _ = answer.Body.Close() }()
	metadata, err := io.ReadAll(io.LimitReader(answer.Body, 8<<20))
	if err != nil || answer.StatusCode != http.StatusOK {
		return "", errors.Join(err, fmt.Errorf("it answers %s", answer.Status))
	}
	certificates := regexp.MustCompile(`<(?:\w+:)?X509Certificate>([A-Za-z0-9+/=\s]+)<`)
	for _, found := range certificates.FindAllSubmatch(metadata, -1) {
		der, err := base64.StdEncoding.DecodeString(strings.Join(strings.Fields(string(found[1])), ""))
		if err != nil {
			continue
		}
		print := identity.Fingerprint(sha256.Sum256(der))
		if identity.SignedBy([]identity.Fingerprint{print})(metadata) == nil {
			return hex.EncodeToString(print[:]), nil
		}
	}
	return "", errors.New("its metadata is not signed")
}
