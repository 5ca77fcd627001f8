package pagopa

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"time"

	"serviziscolastici/shared/calendar"
	"serviziscolastici/shared/money"
)

// Errors of the archive. The cause is wrapped beside them, for the log.
var (
	// ErrArchiveUnavailable says that the archive does not answer or does not know us: try again.
	ErrArchiveUnavailable = errors.New("pagopa: archive unavailable")
	// ErrArchiveRefused says that the archive does not take a position as it is.
	ErrArchiveRefused = errors.New("pagopa: archive refuses the position")
)

const (
	archiveTimeout = 8 * time.Second
	maxArchiveBody = 64 << 10
)

// ArchivedPosition is a debt position as pagoPA's archive keeps it.
type ArchivedPosition struct {
	CreditorFiscalCode string
	Debtor             Subject
	Notice             NoticeNumber
	Amount             money.Cents // 0 closes the position
	Description        string
	DueDate            calendar.Day // none when zero; the notice stays payable after it
	IBAN               string
}

// Archive is the client of ACA, the copy of all open notices that pagoPA pays from while a station
// is down (paCreatePosition). The zero HTTP client is http.DefaultClient's transport.
type Archive struct {
	BaseURL string // "https://api.platform.pagopa.it", without a final slash
	Key     string // Ocp-Apim-Subscription-Key
	HTTP    *http.Client
}

// archiveRequest is NewDebtPositionRequest of the contract.
type archiveRequest struct {
	Creditor    string `json:"paFiscalCode"`
	DebtorKind  string `json:"entityType"`
	DebtorCode  string `json:"entityFiscalCode"`
	DebtorName  string `json:"entityFullName"`
	IUV         string `json:"iuv"`
	Notice      string `json:"nav"`
	Amount      int64  `json:"amount"`
	Description string `json:"description"`
	Expiration  string `json:"expirationDate"`
	IBAN        string `json:"iban,omitempty"`
	Expires     bool   `json:"switchToExpired"`
	PayStandIn  bool   `json:"payStandIn"`
}

// Put creates, changes or (amount 0) closes a position: the archive knows it as given afterwards,
// however often it is put. Errors are the two above.
func (a *Archive) Put(ctx context.Context, position ArchivedPosition) error {
	body, err := json.Marshal(position.request())
	if err != nil {
		return fmt.Errorf("%w: %w", ErrArchiveRefused, err)
	}
	ctx, cancel := context.WithTimeout(ctx, archiveTimeout)
	defer cancel()
	address := a.BaseURL + "/aca/v1/paCreatePosition"
	request, err := http.NewRequestWithContext(ctx, http.MethodPost, address, bytes.NewReader(body))
	if err != nil {
		return fmt.Errorf("%w: %w", ErrArchiveUnavailable, err)
	}
	request.Header.Set("Content-Type", "application/json")
	request.Header.Set("Ocp-Apim-Subscription-Key", a.Key)
	client := http.DefaultClient
	if a.HTTP != nil {
		client = a.HTTP
	}
	response, err := client.Do(request)
	if err != nil {
		return fmt.Errorf("%w: %w", ErrArchiveUnavailable, err)
	}
	defer func() { _ = response.Body.Close() }() // the status says everything
	// The body is read only so that the connection can serve the next call: it may name the debtor.
	_, _ = io.Copy(io.Discard, io.LimitReader(response.Body, maxArchiveBody))
	return archiveError(response.StatusCode)
}

func archiveError(status int) error {
	switch status {
	case http.StatusOK:
		return nil
	case http.StatusBadRequest, http.StatusNotFound, http.StatusConflict, http.StatusUnprocessableEntity:
		return fmt.Errorf("%w: status %d", ErrArchiveRefused, status)
	default:
		return fmt.Errorf("%w: status %d", ErrArchiveUnavailable, status)
	}
}

func (p ArchivedPosition) request() archiveRequest {
	debtor, last := debtorOf(p.Debtor), p.DueDate
	if last.IsZero() {
		last = noDueDate()
	}
	return archiveRequest{
		Creditor: p.CreditorFiscalCode, DebtorKind: debtor.Identifier.Kind, DebtorCode: debtor.Identifier.Value,
		DebtorName: debtor.FullName, IUV: p.Notice.IUV(), Notice: p.Notice.String(), Amount: int64(p.Amount),
		Description: mandatory(p.Description, 140), IBAN: p.IBAN,
		Expiration: last.AddDays(1).Start().Add(-time.Second).Format(time.RFC3339), PayStandIn: true,
	}
}
