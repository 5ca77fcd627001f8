package e2e_test

import (
	"net"
	"net/http"
	"strings"
	"testing"
	"time"

	"serviziscolastici/shared/session"
)

// Goal: a client that begins logins and completes none costs a bounded number of signatures, and nobody else
// notices. Kind: what anybody may ask for before they have proved who they are, and the Comune pays for. Method:
// 300 logins from an address of its own, each with the cookie that a browser has.
func TestOneClientsLogins(t *testing.T) {
	const logins, atOnce = 300, 120
	start := ""
	for _, link := range guest(t).Open("/accesso").Links {
		if strings.HasPrefix(link.Address, "/accesso/spid?") {
			start = portal.PortalURL + link.Address
		}
	}
	dialer := net.Dialer{LocalAddr: &net.TCPAddr{IP: net.IPv4(127, 0, 0, 2)}}
	client := http.Client{
		Transport:     &http.Transport{DialContext: dialer.DialContext},
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	}
	t.Cleanup(client.CloseIdleConnections)
	ask := func(cookie string) (int, string) {
		request, err := http.NewRequestWithContext(t.Context(), http.MethodGet, start, nil)
		if err != nil {
			t.Fatal(err)
		}
		if cookie != "" {
			request.AddCookie(&http.Cookie{Name: "accesso", Value: cookie})
		}
		answer, err := client.Do(request)
		if err != nil {
			t.Fatal(err)
		}
		_ = answer.Body.Close()
		return answer.StatusCode, answer.Header.Get("Location")
	}
	if status, to := ask(""); status != http.StatusFound || !strings.HasPrefix(to, "/accesso/spid?") {
		t.Errorf("without a cookie: %d to %q", status, to)
	}
	began, signed := time.Now(), 0
	for range logins {
		switch status, to := ask(string(session.NewSecret())); {
		case status == http.StatusFound && strings.Contains(to, "SAMLRequest="):
			signed++
		case status != http.StatusTooManyRequests:
			t.Fatalf("%d to %q", status, to)
		}
	}
	if most := atOnce + int(time.Since(began).Seconds()) + 1; signed < atOnce || signed > most {
		t.Errorf("%d logins cost %d signatures, want %d to %d", logins, signed, atOnce, most)
	}
	logIn(t, maria)
}
