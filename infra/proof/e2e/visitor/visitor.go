// Package visitor is a browser without a window: it keeps cookies, follows redirects, reads pages,
// presses buttons and follows links by the words that a parent sees on them.
package visitor

import (
	"crypto/tls"
	"crypto/x509"
	"io"
	"net/http"
	"net/http/cookiejar"
	"net/url"
	"strings"
	"testing"
	"time"
)

// pageLimit is the largest page, in bytes, that is read.
const pageLimit = 4 << 20

// Visitor is one browser with its own cookies. Every failure ends the test.
type Visitor struct {
	// Check looks at every page that comes, if it is set.
	Check  func(Page)
	t      testing.TB
	base   *url.URL
	client http.Client
}

// New returns a browser that knows nobody yet. Addresses without a host are those of base.
func New(t testing.TB, base string) *Visitor {
	t.Helper()
	at, err := url.Parse(base)
	if err != nil {
		t.Fatal(err)
	}
	jar, err := cookiejar.New(nil)
	if err != nil {
		t.Fatal(err)
	}
	return &Visitor{t: t, base: at, client: http.Client{Jar: jar, Timeout: 30 * time.Second}}
}

// ShowCard has the browser show a card, or nothing when it is empty, to hosts that ask for a
// certificate. Such hosts have to prove themselves to one of the given authorities.
func (v *Visitor) ShowCard(card tls.Certificate, authorities *x509.CertPool) {
	settings := &tls.Config{RootCAs: authorities, MinVersion: tls.VersionTLS12}
	if len(card.Certificate) > 0 {
		settings.Certificates = []tls.Certificate{card}
	}
	transport := &http.Transport{TLSClientConfig: settings}
	v.t.Cleanup(transport.CloseIdleConnections)
	v.client.Transport = transport
}

// Open reads the page of an address, after all redirects.
func (v *Visitor) Open(address string) Page {
	v.t.Helper()
	return v.ask(http.MethodGet, v.base, address, nil)
}

// Send sends a form that no page has shown, as an attacker would.
func (v *Visitor) Send(address string, form url.Values) Page {
	v.t.Helper()
	return v.ask(http.MethodPost, v.base, address, form)
}

// Ask makes a request with any method.
func (v *Visitor) Ask(method, address string) Page {
	v.t.Helper()
	return v.ask(method, v.base, address, nil)
}

// Cookies are those that the browser would send to the base address.
func (v *Visitor) Cookies() []*http.Cookie { return v.client.Jar.Cookies(v.base) }

// CookiesAt are those that the browser would send to a path.
func (v *Visitor) CookiesAt(path string) []*http.Cookie {
	at := *v.base
	at.Path = path
	return v.client.Jar.Cookies(&at)
}

// SetCookies gives the browser cookies for the base address.
func (v *Visitor) SetCookies(cookies []*http.Cookie) { v.client.Jar.SetCookies(v.base, cookies) }

// ask makes a request for an address as seen from another, and reads the answer.
func (v *Visitor) ask(method string, from *url.URL, address string, form url.Values) Page {
	v.t.Helper()
	target, err := from.Parse(address)
	if err != nil {
		v.t.Fatal(err)
	}
	var body io.Reader
	if form != nil {
		body = strings.NewReader(form.Encode())
	}
	request, err := http.NewRequestWithContext(v.t.Context(), method, target.String(), body)
	if err != nil {
		v.t.Fatal(err)
	}
	if from != v.base && from.Host == target.Host { // as Referrer-Policy: same-origin has it
		request.Header.Set("Referer", from.String())
	}
	if form != nil {
		request.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	}
	answer, err := v.client.Do(request)
	if err != nil {
		v.t.Fatal(err)
	}
	defer func() { _ = answer.Body.Close() }() // everything has been read
	content, err := io.ReadAll(io.LimitReader(answer.Body, pageLimit))
	if err != nil {
		v.t.Fatalf("%s %s: %v", method, target, err)
	}
	page := Page{
		Status: answer.StatusCode, Header: answer.Header, URL: answer.Request.URL, Body: string(content),
		visitor: v,
	}
	if page.IsHTML() {
		if err := page.read(); err != nil {
			v.t.Fatalf("%s %s is no readable page: %v", method, target, err)
		}
	}
	if v.Check != nil {
		v.Check(page)
	}
	return page
}
