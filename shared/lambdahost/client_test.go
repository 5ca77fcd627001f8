package lambdahost_test

import (
	"testing"

	"serviziscolastici/shared/lambdahost"
)

// Goal: whoever has many addresses is one client, and no text but an address is one. Method: table.
func TestClient(t *testing.T) {
	for text, want := range map[string]string{
		"192.0.2.7": "192.0.2.7", "192.0.2.7:49152": "192.0.2.7", "::ffff:192.0.2.7": "192.0.2.7",
		"2001:db8:1:2:3:4:5:6": "2001:db8:1:2::/64", "[2001:db8:1:2:ffff::1]:443": "2001:db8:1:2::/64",
		"fe80::1%eth0": "fe80::/64", "2001:db8:1:2:3:4:5:6:443": "2001:db8:1:2::/64",
		"": "", "localhost": "", "192.0.2.7, 192.0.2.8": "", "192.0.2.7:": "192.0.2.7",
	} {
		if got := lambdahost.Client(text); got != want {
			t.Errorf("%q: %q, want %q", text, got, want)
		}
	}
}
