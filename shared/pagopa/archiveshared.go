package pagopa

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"net/url"
	"strconv"
	"time"
)

// sharedPosition is PaymentPositionModel of GPD-for-ACA: a position with the parts of several
// creditors. Its iupd, our own name for it, is the notice number.
type sharedPosition struct {
	IUPD        string         `json:"iupd"`
	DebtorKind  string         `json:"type"`
	DebtorCode  string         `json:"fiscalCode"`
	DebtorName  string         `json:"fullName"`
	CompanyName string         `json:"companyName"`
	Expires     bool           `json:"switchToExpired"`
	PayStandIn  bool           `json:"payStandIn"`
	Options     []sharedOption `json:"paymentOption"`
}

type sharedOption struct {
	Notice      string       `json:"nav"`
	IUV         string       `json:"iuv"`
	Amount      int64        `json:"amount"`
	Description string       `json:"description"`
	Partial     bool         `json:"isPartialPayment"`
	DueDate     string       `json:"dueDate"`
	Parts       []sharedPart `json:"transfer"`
}

type sharedPart struct {
	ID          string `json:"idTransfer"`
	Amount      int64  `json:"amount"`
	Creditor    string `json:"organizationFiscalCode"`
	CompanyName string `json:"companyName,omitempty"`
	Remittance  string `json:"remittanceInformation"`
	Category    string `json:"category"`
	IBAN        string `json:"iban"`
	PostalIBAN  string `json:"postalIban,omitempty"`
}

// putShared brings a shared position to the state that is asked for. Each call of this contract fits one
// state only, and pagoPA may be in any: what a call finds done already is done.
func (a *Archive) putShared(ctx context.Context, p ArchivedPosition) error {
	base := "/aca/debt-positions-service/v1/organizations/" + url.PathEscape(p.CreditorFiscalCode)
	one := base + "/debtpositions/" + url.PathEscape(p.Notice.String())
	switch {
	case p.Amount > 0:
		return a.openShared(ctx, base+"/debtpositions", one, p)
	case !p.PaidOn.IsZero():
		paid := map[string]string{"paymentDate": p.PaidOn.Start().Format(time.RFC3339)}
		path := base + "/paymentoptions/paids/" + url.PathEscape(p.Notice.String())
		return a.closeShared(ctx, path, one, paid)
	default:
		return a.closeShared(ctx, one+"/invalidate", one, struct{}{})
	}
}

// openShared changes a position, and creates it when it is not there.
func (a *Archive) openShared(ctx context.Context, all, one string, p ArchivedPosition) error {
	content := p.sharedRequest()
	status, _, err := a.send(ctx, http.MethodPut, one+"?toPublish=true", content)
	if err != nil || status != http.StatusNotFound {
		return firstOf(err, archiveError(status))
	}
	status, _, err = a.send(ctx, http.MethodPost, all+"?toPublish=true", content)
	if err == nil && status == http.StatusConflict {
		// Another message has created it meanwhile: the next try changes that one.
		return fmt.Errorf("%w: status %d", ErrArchiveUnavailable, status)
	}
	return firstOf(err, archiveError(status))
}

// closeShared closes a position by the given call, unless it is closed or was never there.
func (a *Archive) closeShared(ctx context.Context, call, one string, content any) error {
	status, _, err := a.send(ctx, http.MethodPost, call, content)
	if err != nil || status == http.StatusNotFound {
		return err
	}
	if status != http.StatusConflict {
		return archiveError(status)
	}
	found, body, err := a.send(ctx, http.MethodGet, one, nil)
	if err != nil || found != http.StatusOK {
		return firstOf(err, archiveError(found))
	}
	var position struct {
		Status string `json:"status"`
	}
	if err := json.Unmarshal(body, &position); err != nil {
		return fmt.Errorf("%w: %w", ErrArchiveUnavailable, err)
	}
	switch position.Status {
	case "INVALID", "EXPIRED", "PAID", "REPORTED":
		return nil
	}
	return archiveError(status)
}

func firstOf(err, otherwise error) error {
	if err != nil {
		return err
	}
	return otherwise
}

func (p ArchivedPosition) sharedRequest() sharedPosition {
	debtor := debtorOf(p.Debtor)
	option := sharedOption{
		Notice: p.Notice.String(), IUV: p.Notice.IUV(), Amount: int64(p.Amount),
		Description: mandatory(p.Description, 140), DueDate: p.lastMoment(),
	}
	for i, t := range p.Transfers {
		option.Parts = append(option.Parts, sharedPart{
			ID: strconv.Itoa(i + 1), Amount: int64(t.Amount), Creditor: t.FiscalCode,
			CompanyName: clean(t.CompanyName, 140), Remittance: mandatory(t.Remittance, 140), Category: t.Category,
			IBAN: t.IBAN, PostalIBAN: t.PostalIBAN,
		})
	}
	return sharedPosition{
		IUPD: p.Notice.String(), DebtorKind: debtor.Identifier.Kind, DebtorCode: debtor.Identifier.Value,
		DebtorName: debtor.FullName, CompanyName: mandatory(p.CompanyName, 140), Expires: p.Expires,
		PayStandIn: true, Options: []sharedOption{option},
	}
}
