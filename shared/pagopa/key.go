package pagopa

import (
	"context"
	"net/http"

	"serviziscolastici/shared/outgoing"
)

// Key tells the subscription key of one of pagoPA's APIs as it is now: the office may change it at any time.
type Key func(context.Context) string

// unredirected returns a client that follows no redirect, the given one else, or the usual one for nil. A redirect would take
// key and debtor to an address that nobody has set, and what is there does not speak for pagoPA.
func unredirected(given *http.Client) *http.Client {
	var client http.Client
	if given != nil {
		client = *given
	}
	client.CheckRedirect = outgoing.NoRedirect
	return &client
}

// sign puts the key into a request.
func (k Key) sign(request *http.Request) {
	if k != nil {
		request.Header.Set("Ocp-Apim-Subscription-Key", k(request.Context()))
	}
}
