package e2e_test

import (
	"strings"
	"testing"

	"serviziscolastici/infra/proof/e2e/stack"
	"serviziscolastici/infra/proof/e2e/visitor"
)

// expectProper demands of every page of the portal, errors too, what all of them promise: one
// heading, one language, nothing from elsewhere, nothing kept by caches, no way into a frame.
func expectProper(t *testing.T, page visitor.Page) {
	t.Helper()
	if !strings.HasPrefix(page.URL.String(), portal.PortalURL) || !page.IsHTML() {
		return
	}
	if len(page.Headings) != 1 || page.Headings[0] == "" || page.Lang == "" || page.Lang != page.Header.Get("Content-Language") {
		t.Errorf("%s: headings %q, language %q", page.URL, page.Headings, page.Lang)
	}
	policy := page.Header.Get("Content-Security-Policy")
	for _, rule := range []string{
		"default-src 'none'", "script-src 'self'", "style-src 'self'", "base-uri 'none'", "frame-ancestors 'none'",
		"form-action 'self'",
	} {
		if !strings.Contains(policy, rule) {
			t.Errorf("%s: the content security policy lacks %s: %q", page.URL, rule, policy)
		}
	}
	for name, want := range map[string]string{
		"Cache-Control": "no-store", "X-Content-Type-Options": "nosniff", "Referrer-Policy": "same-origin",
	} {
		if got := page.Header.Get(name); got != want {
			t.Errorf("%s: %s is %q, want %q", page.URL, name, got, want)
		}
	}
	if strings.Contains(policy, "unsafe") || strings.Contains(page.Body, " style=") {
		t.Errorf("%s: inline styles or unsafe sources", page.URL)
	}
	expectNoPeople(t, page)
}

// expectNoPeople demands that no address of a page tells who somebody is.
func expectNoPeople(t *testing.T, page visitor.Page) {
	t.Helper()
	addresses := []string{page.URL.String()}
	for _, link := range page.Links {
		addresses = append(addresses, link.Address)
	}
	for _, address := range addresses {
		if stack.FiscalCode.MatchString(address) {
			t.Errorf("%s: the address %s holds a fiscal code", page.URL, address)
		}
	}
}
