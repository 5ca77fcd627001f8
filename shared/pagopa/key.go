package pagopa

import (
	"context"
	"net/http"
)

// Key tells the subscription key of one of pagoPA's APIs as it is now: the office may change it at any time.
type Key func(context.Context) string

// sign puts the key into a request.
func (k Key) sign(request *http.Request) {
	if k != nil {
		request.Header.Set("Ocp-Apim-Subscription-Key", k(request.Context()))
	}
}
