package openid

import (
	"errors"
	"fmt"
	"io"
	"net/http"
	"time"

	"serviziscolastici/shared/outgoing"
)

// The limits of one answer of a provider. A login asks for three, and a page has nine seconds.
const (
	answerTimeout = 2500 * time.Millisecond
	answerLimit   = 1 << 20 // bytes
)

// client asks providers: over https alone, as secrets travel there and what comes back is believed, without following
// redirects, and within the limits.
func (l Logins) client() *http.Client {
	return &http.Client{
		Timeout: answerTimeout, Transport: bounded{plainHTTP: l.PlainHTTP},
		CheckRedirect: outgoing.NoRedirect,
	}
}

// bounded is the usual transport with a limit to what it reads.
type bounded struct{ plainHTTP bool }

// RoundTrip implements http.RoundTripper.
func (b bounded) RoundTrip(request *http.Request) (*http.Response, error) {
	if request.URL.Scheme != "https" && !b.plainHTTP {
		return nil, errors.New("the provider's address is not https")
	}
	response, err := http.DefaultTransport.RoundTrip(request)
	if err != nil {
		return nil, err
	}
	response.Body = limited{io.LimitReader(response.Body, answerLimit), response.Body}
	return response, nil
}

// limited reads so much of a body and no more.
type limited struct {
	io.Reader
	io.Closer
}

// briefly is how much of another program's error, in characters, goes into the log: it may quote a whole answer.
const briefly = 200

// brief shortens an error of the provider or of a library.
func brief(err error) error {
	if text := err.Error(); len(text) > briefly {
		return fmt.Errorf("%.*q", briefly, text)
	}
	return err
}
