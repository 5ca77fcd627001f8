package identity_test

import (
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"serviziscolastici/shared/identity"
	"serviziscolastici/shared/identity/identitytest"
	"serviziscolastici/shared/problem"
)

// Goal: an aggregate gives every usable provider, with its name, addresses and
// all its signing certificates. Method: two good ones, three unusable ones.
func TestParseProviders(t *testing.T) {
	one := identitytest.New(t, "https://one.example.it", identitytest.Provider)
	two := identitytest.New(t, "https://two.example.it", identitytest.Other)
	aggregate := `<?xml version="1.0"?><md:EntitiesDescriptor xmlns:md="urn:oasis:names:tc:SAML:2.0:metadata">` +
		one.Metadata(two.Certificate) + `<md:EntitiesDescriptor>` + two.Metadata() + `</md:EntitiesDescriptor>` +
		strings.ReplaceAll(one.Metadata(), `Location="https:`, `Location="javascript:`) +
		strings.ReplaceAll(one.Metadata(), "X509Certificate", "Other") +
		`<md:EntityDescriptor entityID="https://sp.example.it"/></md:EntitiesDescriptor>`
	providers, err := identity.ParseProviders([]byte(aggregate))
	if err != nil || len(providers) != 2 {
		t.Fatalf("%d providers, %v", len(providers), err)
	}
	if providers[0].EntityID != one.EntityID || providers[1].EntityID != two.EntityID {
		t.Fatalf("read %s and %s", providers[0].EntityID, providers[1].EntityID)
	}
	for _, provider := range providers {
		if provider.Name != "Gestore di prova" || provider.SSO[identity.Redirect] != provider.EntityID+"/sso" ||
			provider.SLOResponse[identity.Redirect] != provider.EntityID+"/slo" {
			t.Errorf("read %+v", provider)
		}
		if provider.EntityID == one.EntityID && len(provider.Certificates) != 2 {
			t.Errorf("%d certificates", len(provider.Certificates))
		}
	}
	for _, text := range []string{"", "<a/>", "<md:EntityDescriptor", `<EntityDescriptor entityID="x"/>`} {
		if _, err := identity.ParseProviders([]byte(text)); !errors.Is(err, identity.ErrMetadata) {
			t.Errorf("%q gave %v", text, err)
		}
	}
}

// Goal: a provider is shown by its Italian name. Method: names in two languages.
func TestProviderName(t *testing.T) {
	name := `<md:OrganizationDisplayName xml:lang="en">Test provider</md:OrganizationDisplayName>`
	metadata := strings.Replace(usualIdP(t).Metadata(), "<md:OrganizationDisplayName", name+"<md:OrganizationDisplayName", 1)
	providers, err := identity.ParseProviders([]byte(metadata))
	if err != nil || providers[0].Name != "Gestore di prova" {
		t.Errorf("%v, %v", providers, err)
	}
}

// source is a metadata server that can break.
type source struct {
	*httptest.Server
	broken  atomic.Bool
	fetched atomic.Int32
}

func newSource(t *testing.T, metadata string) *source {
	s := &source{}
	s.Server = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		s.fetched.Add(1)
		if s.broken.Load() {
			http.Error(w, "broken", http.StatusBadGateway)
			return
		}
		_, _ = io.WriteString(w, metadata)
	}))
	t.Cleanup(s.Close)
	return s
}

// Goal: metadata is read once in some hours, and the last good copy serves while
// the source is down. Method: a source that breaks, a clock that moves.
func TestProvidersRefresh(t *testing.T) {
	server := newSource(t, usualIdP(t).Metadata())
	at := now
	providers := identity.NewProviders(server.URL+" file:///does/not/exist", func() time.Time { return at })
	for _, step := range []struct {
		after   time.Duration
		broken  bool
		fetched int32
	}{
		{0, false, 1}, {time.Hour, true, 1}, {7 * time.Hour, true, 2}, {time.Minute, true, 2},
		{time.Hour, false, 3},
	} {
		at = at.Add(step.after)
		server.broken.Store(step.broken)
		if _, err := providers.Find(t.Context(), "https://idp.example.it"); err != nil {
			t.Errorf("at %s: %v", at, err)
		}
		if got := server.fetched.Load(); got != step.fetched {
			t.Errorf("at %s: read %d times, want %d", at, got, step.fetched)
		}
	}
}

// Goal: without any metadata the parent reads that the providers are unreachable;
// metadata that the check refuses counts as none. Method: bad sources.
func TestProvidersUnavailable(t *testing.T) {
	server := newSource(t, usualIdP(t).Metadata())
	huge := newSource(t, strings.Repeat(" ", 6<<20))
	clock := func() time.Time { return now }
	off := identity.NewProviders("", clock) // nobody is unreachable
	if all, err := off.All(t.Context()); !off.Off() || len(all) != 0 || err != nil {
		t.Errorf("no sources gave %v, %v", all, err)
	}
	if _, err := off.Find(t.Context(), "x"); !errors.Is(err, &identity.Refusal{Reason: identity.NoProvider}) {
		t.Errorf("no sources found %v", err)
	}
	for _, addresses := range []string{"file:///does/not/exist", "gopher://x", huge.URL} {
		_, err := identity.NewProviders(addresses, clock).All(t.Context())
		if !problem.Is(err, problem.Unavailable) {
			t.Errorf("%q gave %v", addresses, err)
		}
	}
	forged := identity.NewProviders(server.URL, clock)
	forged.Verify = func([]byte) error { return errors.New("not signed by the federation") }
	if _, err := forged.All(t.Context()); !problem.Is(err, problem.Unavailable) {
		t.Errorf("forged metadata: %v", err)
	}
}
