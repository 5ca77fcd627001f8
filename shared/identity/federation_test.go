package identity_test

import (
	"crypto/sha256"
	"encoding/base64"
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/beevik/etree"

	"serviziscolastici/shared/dynamo/dynamotest"
	"serviziscolastici/shared/identity"
	"serviziscolastici/shared/identity/identitytest"
	"serviziscolastici/shared/problem"
)

// aggregate is a federation's metadata, signed with the key of an owner.
func aggregate(t *testing.T, owner int) string {
	t.Helper()
	var entities strings.Builder
	for i := range 40 {
		idp := identitytest.New(t, fmt.Sprintf("https://idp%d.example.it", i), identitytest.Provider)
		entities.WriteString(idp.Metadata())
	}
	document := etree.NewDocument()
	if err := document.ReadFromString(`<md:EntitiesDescriptor ID="_all" ` +
		`xmlns:md="urn:oasis:names:tc:SAML:2.0:metadata">` + entities.String() + `</md:EntitiesDescriptor>`); err != nil {
		t.Fatal(err)
	}
	identitytest.Message{IdP: identitytest.New(t, "https://registry.example.it", owner)}.Sign(t, document.Root())
	text, err := document.WriteToString()
	if err != nil {
		t.Fatal(err)
	}
	return text
}

// certificate is what an owner signs with, in base64.
func certificate(t *testing.T, owner int) string {
	t.Helper()
	return base64.StdEncoding.EncodeToString(identitytest.New(t, "", owner).Certificate)
}

// pinned is the certificate of the registry, as the portal is told of it: by openssl, and by sha256sum.
func pinned(t *testing.T) []identity.Fingerprint {
	t.Helper()
	sum := fmt.Sprintf("%x", sha256.Sum256(identitytest.New(t, "", identitytest.Other).Certificate))
	var pairs []string
	for i := 0; i < len(sum); i += 2 {
		pairs = append(pairs, strings.ToUpper(sum[i:i+2]))
	}
	known, err := identity.ParseFingerprints("\n " + sum + "\n" + strings.Join(pairs, ":"))
	if err != nil || len(known) != 2 || known[0] != known[1] {
		t.Fatalf("%x, %v", known, err)
	}
	return known
}

// Goal: only the whole aggregate, as the registry signed it, is believed.
// Method: the signed one; then unsigned, changed, added to, or signed by others.
func TestSignedBy(t *testing.T) {
	good, check := aggregate(t, identitytest.Other), identity.SignedBy(pinned(t))
	if err := check([]byte(good)); err != nil {
		t.Fatal(err)
	}
	inner := aggregate(t, identitytest.Other)
	for name, test := range map[string]struct {
		text string
		want identity.Reason
	}{
		"unsigned":     {usualIdP(t).Metadata(), identity.Unsigned},
		"other signer": {aggregate(t, identitytest.Attacker), identity.BadSignature},
		"other signer with the registry's certificate": {strings.Replace(aggregate(t, identitytest.Attacker),
			certificate(t, identitytest.Attacker), certificate(t, identitytest.Other), 1), identity.BadSignature},
		"no certificate": {strings.Replace(good, certificate(t, identitytest.Other), "", 1), identity.BadSignature},
		"changed":        {strings.Replace(good, "idp7.example", "idp7.evil", 1), identity.BadSignature},
		"wrapped": {`<md:EntitiesDescriptor ID="_x" xmlns:md="urn:oasis:names:tc:SAML:2.0:metadata">` + inner +
			`</md:EntitiesDescriptor>`, identity.Unsigned},
		"doctype": {"<!DOCTYPE x>" + good, identity.Declarations},
		"no xml":  {"x", identity.NotXML},
	} {
		if err := check([]byte(test.text)); !errors.Is(err, &identity.Refusal{Reason: test.want}) {
			t.Errorf("%s: %v, want %s", name, err, test.want)
		}
	}
	for _, text := range []string{"?", "AAAA", strings.Repeat("g", 64), strings.Repeat("a", 66)} {
		if _, err := identity.ParseFingerprints(text); !errors.Is(err, identity.ErrFingerprint) {
			t.Errorf("%q gave %v", text, err)
		}
	}
}

// Goal: a process that starts while the registry is down, or sends something
// forged, works with the last good copy, and says so; a fresh copy saves asking.
// Method: several processes, some hours apart.
func TestProvidersCopies(t *testing.T) {
	server := newSource(t, aggregate(t, identitytest.Other))
	copies := &identity.Copies{Table: dynamotest.Table(t)}
	at := now
	start := func() (*identity.Providers, *[]error) {
		var reported []error
		providers := identity.NewProviders(server.URL, func() time.Time { return at })
		providers.Copies, providers.Verify = copies, identity.SignedBy(pinned(t))
		providers.Report = func(err error) { reported = append(reported, err) }
		return providers, &reported
	}
	server.broken.Store(true)
	first, reported := start()
	for range 2 { // The second time it does not ask again so soon.
		if _, err := first.All(t.Context()); !problem.Is(err, problem.Unavailable) {
			t.Fatalf("without a copy: %v", err)
		}
	}
	if len(*reported) != 1 || server.fetched.Load() != 1 {
		t.Errorf("reported %v after %d readings", *reported, server.fetched.Load())
	}
	server.broken.Store(false)
	second, reported := start()
	if all, err := second.All(t.Context()); err != nil || len(all) != 40 || len(*reported) != 0 {
		t.Fatalf("%d providers, %v, reported %v", len(all), err, *reported)
	}
	server.broken.Store(true)
	for _, step := range []struct {
		after    time.Duration
		fetched  int32
		reported int
	}{{time.Hour, 2, 0}, {6 * time.Hour, 3, 1}} {
		at = at.Add(step.after)
		third, reported := start()
		all, err := third.All(t.Context())
		if err != nil || len(all) != 40 || len(*reported) != step.reported || server.fetched.Load() != step.fetched {
			t.Errorf("from the copy: %d providers, %v, reported %v after %d readings",
				len(all), err, *reported, server.fetched.Load())
		}
	}
}
