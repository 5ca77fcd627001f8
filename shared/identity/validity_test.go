package identity_test

import (
	"errors"
	"strings"
	"testing"
	"time"

	"serviziscolastici/shared/calendar"
	"serviziscolastici/shared/identity"
	"serviziscolastici/shared/problem"
)

// dated is a provider's metadata that says until when it is valid, at the entity or its role.
func dated(t *testing.T, element, until string) string {
	t.Helper()
	metadata := usualIdP(t).Metadata()
	changed := strings.Replace(metadata, "<md:"+element+" ", "<md:"+element+` validUntil="`+until+`" `, 1)
	if changed == metadata {
		t.Fatalf("no %s in the metadata", element)
	}
	return changed
}

// Goal: metadata past its validUntil speaks for nobody, wherever that stands, and the operator hears
// of it. Method: the attribute at each place, earlier than now, later, and unreadable.
func TestValidUntil(t *testing.T) {
	past, future := now.Add(-time.Minute).Format(time.RFC3339), now.Add(time.Hour).Format(time.RFC3339Nano)
	group := func(until, inner string) string {
		return `<md:EntitiesDescriptor xmlns:md="urn:oasis:names:tc:SAML:2.0:metadata" validUntil="` + until + `">` +
			inner + `</md:EntitiesDescriptor>`
	}
	for name, test := range map[string]struct {
		metadata string
		good     bool
	}{
		"entity in time":          {dated(t, "EntityDescriptor", future), true},
		"entity over":             {dated(t, "EntityDescriptor", past), false},
		"role over":               {dated(t, "IDPSSODescriptor", past), false},
		"group in time":           {group(future, usualIdP(t).Metadata()), true},
		"group over":              {group(past, dated(t, "EntityDescriptor", future)), false},
		"outer group over":        {group(past, group(future, usualIdP(t).Metadata())), false},
		"entity over in a group":  {group(future, dated(t, "EntityDescriptor", past)), false},
		"unreadable, so not good": {group("domani", usualIdP(t).Metadata()), false},
	} {
		reported := error(nil)
		providers := identity.NewProviders(newSource(t, test.metadata).URL, func() time.Time { return now })
		providers.Report = func(err error) { reported = err }
		_, err := providers.All(t.Context())
		if test.good && (err != nil || reported != nil) {
			t.Errorf("%s: %v, reported %v", name, err, reported)
		}
		if !test.good && (problem.Of(err).Code != problem.Unavailable || !errors.Is(reported, identity.ErrOver)) {
			t.Errorf("%s: %v, reported %v", name, err, reported)
		}
	}
}

// Goal: the last good copy serves while its source is down, but not past its validUntil; before that
// the source is asked again. Method: a source that breaks, a clock that moves.
func TestValidUntilOfTheLastGoodCopy(t *testing.T) {
	server := newSource(t, dated(t, "EntityDescriptor", now.Add(time.Hour).Format(time.RFC3339)))
	at := now
	providers := identity.NewProviders(server.URL, func() time.Time { return at })
	if _, err := providers.Find(t.Context(), "https://idp.example.it"); err != nil {
		t.Fatal(err)
	}
	server.broken.Store(true)
	end := now.Add(time.Hour + calendar.Tolerance)
	at = end.Add(-time.Second)
	if _, err := providers.Find(t.Context(), "https://idp.example.it"); err != nil {
		t.Errorf("a second before: %v", err)
	}
	at = end
	if _, err := providers.Find(t.Context(), "https://idp.example.it"); problem.Of(err).Code != problem.Unavailable {
		t.Errorf("when it is over: %v", err)
	}
	if got := server.fetched.Load(); got != 2 {
		t.Errorf("read %d times, want 2", got)
	}
}
