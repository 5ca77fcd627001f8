package pagopa

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strings"
	"time"

	"serviziscolastici/shared/money"
)

// Errors of Checkout. The cause is wrapped beside them, for the log.
var (
	// ErrCheckoutUnavailable says that Checkout does not answer or does not know us: try later,
	// or pay with the notice.
	ErrCheckoutUnavailable = errors.New("pagopa: checkout unavailable")
	// ErrCheckoutKey comes with ErrCheckoutUnavailable when Checkout refuses the API key: the
	// office's configuration is wrong and waiting does not help.
	ErrCheckoutKey = errors.New("pagopa: checkout refuses the API key")
	// ErrCheckoutTimeout comes with ErrCheckoutUnavailable when Checkout did not answer in time. Nothing
	// was paid: a cart that it made all the same is nobody's.
	ErrCheckoutTimeout = errors.New("pagopa: checkout does not answer in time")
	// ErrNotPayable says that a notice of the cart is paid or being paid: look at its state again.
	ErrNotPayable = errors.New("pagopa: a notice cannot be paid now")
	// ErrInvalidCart says that the cart breaks Checkout's rules.
	ErrInvalidCart = errors.New("pagopa: invalid cart")
)

// MaxCartNotices is how many notices one cart takes.
const MaxCartNotices = 5

const (
	// checkoutTimeout keeps the parent's page inside the function's own ten seconds.
	checkoutTimeout = 8 * time.Second
	maxCheckoutBody = 64 << 10
)

// Cart is what a parent pays in one go.
type Cart struct {
	Notices []CartNotice
	// ID is the portal's own name for the cart; the node repeats it as paymentNote.
	ID string
	// Email is where pagoPA sends its own confirmation; may be empty.
	Email string
	// Where Checkout sends the browser: paid, given up, failed, outcome not known yet. They carry
	// no proof: only a receipt does.
	ReturnOK, ReturnCancel, ReturnError, ReturnWaiting string
}

// CartNotice is one notice of a cart. Amount is shown to the payer; what is paid is what the
// station answers.
type CartNotice struct {
	Number             NoticeNumber
	CreditorFiscalCode string
	Amount             money.Cents
	CompanyName        string
	Description        string
}

// Checkout creates carts at pagoPA's payment page (Checkout API v2). The zero HTTP client is
// http.DefaultClient's transport with this package's limits.
type Checkout struct {
	BaseURL string // "https://api.platform.pagopa.it", without a final slash
	Key     Key    // never reaches a browser
	HTTP    *http.Client
}

type cartRequest struct {
	Email      string              `json:"emailNotice,omitempty"`
	Notices    []cartRequestNotice `json:"paymentNotices"`
	ReturnURLs map[string]string   `json:"returnUrls"`
	ID         string              `json:"idCart,omitempty"`
	AllCCP     bool                `json:"allCCP"`
}

type cartRequestNotice struct {
	Number      string `json:"noticeNumber"`
	FiscalCode  string `json:"fiscalCode"`
	Amount      int64  `json:"amount"`
	CompanyName string `json:"companyName"`
	Description string `json:"description"`
}

// CreateCart asks for a cart and returns the address to send the browser to. Nothing is paid by
// it, and every call makes another cart. Errors are the ones above.
func (c *Checkout) CreateCart(ctx context.Context, cart Cart) (string, error) {
	if err := cart.check(); err != nil {
		return "", err
	}
	body, err := json.Marshal(cart.request())
	if err != nil {
		return "", fmt.Errorf("%w: %w", ErrInvalidCart, err)
	}
	ctx, cancel := context.WithTimeout(ctx, checkoutTimeout)
	defer cancel()
	address := c.BaseURL + "/checkout/ec/v2/carts"
	request, err := http.NewRequestWithContext(ctx, http.MethodPost, address, bytes.NewReader(body))
	if err != nil {
		return "", fmt.Errorf("%w: %w", ErrCheckoutUnavailable, err)
	}
	request.Header.Set("Content-Type", "application/json")
	c.Key.sign(request)
	response, err := unredirected(c.HTTP).Do(request) // the redirect is the browser's
	if errors.Is(err, context.DeadlineExceeded) {
		return "", fmt.Errorf("%w: %w: %w", ErrCheckoutUnavailable, ErrCheckoutTimeout, err)
	}
	if err != nil {
		return "", fmt.Errorf("%w: %w", ErrCheckoutUnavailable, err)
	}
	defer func() { _ = response.Body.Close() }()
	return cartLocation(response)
}

func cartLocation(response *http.Response) (string, error) {
	// The body is read only so that the connection can serve the next cart.
	_, _ = io.Copy(io.Discard, io.LimitReader(response.Body, maxCheckoutBody))
	status := fmt.Errorf("checkout answers %d", response.StatusCode)
	switch response.StatusCode {
	case http.StatusFound, http.StatusSeeOther:
		location, err := response.Location()
		if err != nil || !isWeb(location) || response.Request.URL.Scheme == "https" && location.Scheme != "https" {
			return "", fmt.Errorf("%w: no address to go to", ErrCheckoutUnavailable)
		}
		return location.String(), nil
	case http.StatusUnauthorized, http.StatusForbidden:
		return "", fmt.Errorf("%w: %w: %w", ErrCheckoutUnavailable, ErrCheckoutKey, status)
	case http.StatusUnprocessableEntity:
		return "", fmt.Errorf("%w: %w", ErrNotPayable, status)
	case http.StatusBadRequest:
		return "", fmt.Errorf("%w: %w", ErrInvalidCart, status)
	default:
		return "", fmt.Errorf("%w: %w", ErrCheckoutUnavailable, status)
	}
}

// check holds the cart to Checkout's rules before anything is sent.
func (cart Cart) check() error {
	if n := len(cart.Notices); n < 1 || n > MaxCartNotices {
		return fmt.Errorf("%w: %d notices", ErrInvalidCart, n)
	}
	seen := map[NoticeNumber]bool{}
	for _, n := range cart.Notices {
		if !digits(string(n.Number), noticeDigits) || !digits(n.CreditorFiscalCode, 11) {
			return fmt.Errorf("%w: number or creditor of a notice", ErrInvalidCart)
		}
		if n.Amount < 1 || n.Amount > money.Max {
			return fmt.Errorf("%w: amount of a notice", ErrInvalidCart)
		}
		if seen[n.Number] {
			return fmt.Errorf("%w: a notice twice", ErrInvalidCart)
		}
		seen[n.Number] = true
	}
	returns := []string{cart.ReturnOK, cart.ReturnCancel, cart.ReturnError, cart.ReturnWaiting}
	for _, address := range returns {
		if u, err := url.Parse(address); err != nil || !isWeb(u) {
			return fmt.Errorf("%w: return address", ErrInvalidCart)
		}
	}
	return nil
}

func (cart Cart) request() cartRequest {
	request := cartRequest{
		Email: strings.TrimSpace(cart.Email),
		ID:    cart.ID,
		ReturnURLs: map[string]string{
			"returnOkUrl":      cart.ReturnOK,
			"returnCancelUrl":  cart.ReturnCancel,
			"returnErrorUrl":   cart.ReturnError,
			"returnWaitingUrl": cart.ReturnWaiting,
		},
	}
	for _, n := range cart.Notices {
		request.Notices = append(request.Notices, cartRequestNotice{
			Number:      string(n.Number),
			FiscalCode:  n.CreditorFiscalCode,
			Amount:      int64(n.Amount),
			CompanyName: mandatory(n.CompanyName, 140),
			Description: mandatory(n.Description, 140),
		})
	}
	return request
}

// isWeb reports whether an address is absolute http or https.
func isWeb(u *url.URL) bool { return (u.Scheme == "https" || u.Scheme == "http") && u.Host != "" }
