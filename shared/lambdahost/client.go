package lambdahost

import (
	"net/netip"
	"strings"
)

// clientBits is how much of an IPv6 address names a client: a home or a company has
// all the addresses that begin so.
const clientBits = 64

// Client returns whom a network address stands for: an IPv4 address itself, of an IPv6
// address the network of its owner. The text may end with a port; "" when it is no
// address.
func Client(text string) string {
	address, err := netip.ParseAddr(text)
	if err != nil { // With a port.
		host := strings.Trim(text[:max(strings.LastIndexByte(text, ':'), 0)], "[]")
		if address, err = netip.ParseAddr(host); err != nil {
			return ""
		}
	}
	address = address.Unmap().WithZone("")
	if address.Is4() {
		return address.String()
	}
	network, err := address.Prefix(clientBits)
	if err != nil {
		return ""
	}
	return network.String()
}
