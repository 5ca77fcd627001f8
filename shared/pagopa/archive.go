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
	CompanyName        string
	Debtor             Subject
	Notice             NoticeNumber
	Amount             money.Cents // 0 closes the position
	// PaidOn is when a position that is closed was paid elsewhere; zero when it was cancelled.
	PaidOn      calendar.Day
	Description string
	DueDate     calendar.Day // none when zero
	// Expires says that the notice cannot be paid after DueDate.
	Expires bool
	// Transfers are the parts of the position as it is or was; PostalIBAN of each stands beside its IBAN.
	Transfers []Transfer
}

// Archive is the client of ACA, the copy of all open notices that pagoPA pays from while a station
// is down. A position of one part for its creditor goes by paCreatePosition, which is one call for
// everything; it knows no other creditors, so that a shared one goes by GPD-for-ACA.
type Archive struct {
	BaseURL string // "https://api.platform.pagopa.it", without a final slash
	Key     Key
}

// Put creates, changes or (amount 0) closes a position: the archive knows it as given afterwards,
// however often it is put. Errors are the two above.
func (a *Archive) Put(ctx context.Context, position ArchivedPosition) error {
	ctx, cancel := context.WithTimeout(ctx, archiveTimeout)
	defer cancel()
	if position.shared() {
		return a.putShared(ctx, position)
	}
	status, _, err := a.send(ctx, http.MethodPost, "/aca/v1/paCreatePosition", position.request())
	if err != nil || position.Amount == 0 && status == http.StatusNotFound {
		return err // what the archive never heard of is closed there
	}
	return archiveError(status)
}

// shared reports whether the position has parts that paCreatePosition cannot tell.
func (p ArchivedPosition) shared() bool {
	return len(p.Transfers) > 1 || len(p.Transfers) == 1 && p.Transfers[0].FiscalCode != p.CreditorFiscalCode
}

// send makes one call, with a body unless content is nil, and returns the answer's status and body.
func (a *Archive) send(ctx context.Context, method, path string, content any) (int, []byte, error) {
	var body []byte
	if content != nil {
		var err error
		if body, err = json.Marshal(content); err != nil {
			return 0, nil, fmt.Errorf("%w: %w", ErrArchiveRefused, err)
		}
	}
	request, err := http.NewRequestWithContext(ctx, method, a.BaseURL+path, bytes.NewReader(body))
	if err != nil {
		return 0, nil, fmt.Errorf("%w: %w", ErrArchiveUnavailable, err)
	}
	request.Header.Set("Content-Type", "application/json")
	a.Key.sign(request)
	response, err := unredirected(nil).Do(request)
	if err != nil {
		return 0, nil, fmt.Errorf("%w: %w", ErrArchiveUnavailable, err)
	}
	defer func() { _ = response.Body.Close() }() // what was read is all there is
	answer, err := io.ReadAll(io.LimitReader(response.Body, maxArchiveBody))
	if err != nil {
		return 0, nil, fmt.Errorf("%w: %w", ErrArchiveUnavailable, err)
	}
	return response.StatusCode, answer, nil
}

// archiveError tells final answers from passing trouble. The body is left out: it may name the debtor.
func archiveError(status int) error {
	switch status {
	case http.StatusOK, http.StatusCreated:
		return nil
	case http.StatusBadRequest, http.StatusNotFound, http.StatusConflict, http.StatusUnprocessableEntity:
		return fmt.Errorf("%w: status %d", ErrArchiveRefused, status)
	default:
		return fmt.Errorf("%w: status %d", ErrArchiveUnavailable, status)
	}
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
	PostalIBAN  string `json:"postalIban,omitempty"`
	Expires     bool   `json:"switchToExpired"`
	PayStandIn  bool   `json:"payStandIn"`
}

func (p ArchivedPosition) request() archiveRequest {
	debtor := debtorOf(p.Debtor)
	request := archiveRequest{
		Creditor: p.CreditorFiscalCode, DebtorKind: debtor.Identifier.Kind, DebtorCode: debtor.Identifier.Value,
		DebtorName: debtor.FullName, IUV: p.Notice.IUV(), Notice: p.Notice.String(), Amount: int64(p.Amount),
		Description: mandatory(p.Description, 140), Expiration: p.lastMoment(), Expires: p.Expires, PayStandIn: true,
	}
	if len(p.Transfers) > 0 {
		request.IBAN, request.PostalIBAN = p.Transfers[0].IBAN, p.Transfers[0].PostalIBAN
	}
	return request
}

// lastMoment is the end of the due day, or of the far day that stands for none.
func (p ArchivedPosition) lastMoment() string {
	last := p.DueDate
	if last.IsZero() {
		last = noDueDate()
	}
	return last.AddDays(1).Start().Add(-time.Second).Format(time.RFC3339)
}
