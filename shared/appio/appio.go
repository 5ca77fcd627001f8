// Package appio is the client of App IO, the citizens' app of the Italian state
// (pagoPA's "IO API for Public Administration Services", version 4.1.1). The limits of
// fields are those of that contract.
package appio

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"time"

	"serviziscolastici/shared/calendar"
	"serviziscolastici/shared/message"
	"serviziscolastici/shared/money"
	"serviziscolastici/shared/outgoing"
)

// The limits of a message, in characters.
const (
	MinSubject = 10
	MaxSubject = 120
	MinBody    = 80
	MaxBody    = 10_000
)

const (
	timeout = 8 * time.Second
	maxBody = 64 << 10
)

// Client calls App IO.
type Client struct {
	BaseURL string // "https://api.io.pagopa.it", without a final slash
	// Key is the key of the Comune's service there.
	Key string
}

// Message is what a citizen reads.
type Message struct {
	FiscalCode string
	Subject    string
	Body       string // Markdown: headings, bold, italic, lists
	Payment    *Payment
}

// Payment is a notice that can be paid from the message.
type Payment struct {
	Creditor string // fiscal code
	Notice   string // 18 digits
	Amount   money.Cents
	Due      calendar.Day // zero for none
	Strict   bool         // not to be paid after Due
}

// Allowed reports whether the citizen uses the app and takes messages of this service.
// It has to be asked before each message. Errors are those of package message.
func (c Client) Allowed(ctx context.Context, fiscalCode string) (bool, error) {
	var profile struct {
		Allowed bool `json:"sender_allowed"`
	}
	status, err := c.call(ctx, http.MethodPost, "/api/v1/profiles", map[string]string{"fiscal_code": fiscalCode}, &profile)
	switch {
	case err != nil: // Nothing was sent: to ask again is harmless.
		return false, fmt.Errorf("%w: %w", message.ErrNotNow, err)
	case status == http.StatusNotFound:
		return false, nil
	case status != http.StatusOK:
		return false, refused(status, message.ErrNotNow)
	}
	return profile.Allowed, nil
}

// newMessage is NewMessage of the contract.
type newMessage struct {
	FiscalCode string  `json:"fiscal_code"`
	Content    content `json:"content"`
	Level      string  `json:"feature_level_type"`
}

type content struct {
	Subject string       `json:"subject"`
	Body    string       `json:"markdown"`
	Due     string       `json:"due_date,omitempty"`
	Payment *paymentData `json:"payment_data,omitempty"`
	// Private keeps the text out of the mail that IO may send of its own.
	Private bool `json:"require_secure_channels"`
}

type paymentData struct {
	Amount  int64  `json:"amount"`
	Notice  string `json:"notice_number"`
	Expires bool   `json:"invalid_after_due_date"`
	Payee   payee  `json:"payee"`
}

type payee struct {
	FiscalCode string `json:"fiscal_code"`
}

// Send sends a message and returns its id. There is no way to send it twice and have it
// arrive once: after message.ErrUnknown it may have arrived.
func (c Client) Send(ctx context.Context, m Message) (string, error) {
	request := newMessage{FiscalCode: m.FiscalCode, Level: "STANDARD", Content: content{
		Subject: m.Subject, Body: m.Body, Private: true,
	}}
	if p := m.Payment; p != nil {
		request.Content.Payment = &paymentData{
			Amount: int64(p.Amount), Notice: p.Notice, Expires: p.Strict && !p.Due.IsZero(), Payee: payee{p.Creditor},
		}
		if !p.Due.IsZero() { // The last second of the day in Rome, told in UTC.
			request.Content.Due = p.Due.AddDays(1).Start().Add(-time.Second).UTC().Format("2006-01-02T15:04:05.000Z")
		}
	}
	var created struct {
		ID string `json:"id"`
	}
	status, err := c.call(ctx, http.MethodPost, "/api/v1/messages", request, &created)
	if err != nil {
		return "", fmt.Errorf("%w: %w", message.Unanswered(err), err)
	}
	if status != http.StatusCreated {
		return "", refused(status, message.ErrUnknown)
	}
	return created.ID, nil
}

// State returns what became of a message that was sent: Sent while that is open,
// Delivered once the citizen can read it, or Failed.
func (c Client) State(ctx context.Context, fiscalCode, id string) (message.State, error) {
	var answer struct {
		Status string `json:"status"`
	}
	path := "/api/v1/messages/" + url.PathEscape(fiscalCode) + "/" + url.PathEscape(id)
	status, err := c.call(ctx, http.MethodGet, path, nil, &answer)
	switch {
	case err != nil:
		return "", fmt.Errorf("%w: %w", message.ErrNotNow, err)
	case status == http.StatusNotFound, answer.Status == "FAILED", answer.Status == "REJECTED":
		return message.Failed, nil
	case status != http.StatusOK:
		return "", refused(status, message.ErrNotNow)
	case answer.Status == "PROCESSED":
		return message.Delivered, nil
	}
	return message.Sent, nil
}

// refused tells the contract's answers apart. Any other is a gateway's word, which says nothing of what is behind it: then it is
// the given error, for what was asked to be sent that nobody knows. The body is left out: it may name the citizen.
func refused(status int, gateway error) error {
	switch status {
	case http.StatusTooManyRequests, http.StatusInternalServerError, http.StatusServiceUnavailable:
		return fmt.Errorf("%w: App IO answers %d", message.ErrNotNow, status)
	case http.StatusBadRequest, http.StatusUnauthorized, http.StatusForbidden, http.StatusNotFound:
		return fmt.Errorf("%w: App IO answers %d", message.ErrRefused, status)
	default:
		return fmt.Errorf("%w: App IO answers %d", gateway, status)
	}
}

// call makes one call. An answer is an answer whatever its status; it is decoded if it
// is a success. Errors do not hold the address, in which a fiscal code may be.
func (c Client) call(ctx context.Context, method, path string, request, answer any) (int, error) {
	ctx, cancel := context.WithTimeout(ctx, timeout)
	defer cancel()
	var body []byte
	if request != nil {
		var err error
		if body, err = json.Marshal(request); err != nil {
			return 0, err
		}
	}
	asked, err := http.NewRequestWithContext(ctx, method, c.BaseURL+path, bytes.NewReader(body))
	if err != nil {
		return 0, errors.New("the address of App IO is wrong")
	}
	asked.Header.Set("Content-Type", "application/json")
	asked.Header.Set("Ocp-Apim-Subscription-Key", c.Key)
	// A redirect would take the key and the citizen to an address that nobody has set.
	client := http.Client{CheckRedirect: outgoing.NoRedirect}
	response, err := client.Do(asked)
	if err != nil {
		var wrapped *url.Error
		if errors.As(err, &wrapped) {
			err = wrapped.Err
		}
		return 0, fmt.Errorf("no answer of App IO: %w", err)
	}
	defer func() { _ = response.Body.Close() }() // what was read is all there is
	text, err := io.ReadAll(io.LimitReader(response.Body, maxBody))
	if err != nil {
		return 0, fmt.Errorf("an answer of App IO is cut short: %w", err)
	}
	if response.StatusCode/100 != 2 {
		return response.StatusCode, nil
	}
	if err := json.Unmarshal(text, answer); err != nil {
		return 0, fmt.Errorf("no answer that App IO's contract knows: %w", err)
	}
	return response.StatusCode, nil
}
