package billing

import (
	"slices"

	"serviziscolastici/shared/money"
	"serviziscolastici/shared/municipality"
	"serviziscolastici/shared/pagopa"
	"serviziscolastici/shared/problem"
)

// MaxShares is how many other creditors one notice can pay: pagoPA takes five
// parts, and the first is the municipality's own.
const MaxShares = 4

// Share is the part of a document's amount that goes to another creditor.
type Share struct {
	FiscalCode string      `dynamodbav:"fiscalCode"` // of the creditor, 11 digits
	Name       string      `dynamodbav:"name"`
	IBAN       string      `dynamodbav:"iban"` // registered with pagoPA for that creditor
	Category   string      `dynamodbav:"category"`
	Amount     money.Cents `dynamodbav:"amount"`
}

var errShares = problem.New(problem.Invalid,
	"Le quote di altri enti sono al massimo quattro, maggiori di zero, e insieme minori dell'importo.")

// transfers returns the parts of an amount: the municipality's own, into its
// account for the service, then the shares of others. They add up to the amount.
func transfers(
	m municipality.Municipality, service string, amount money.Cents, why string, shares ...Share,
) ([]pagopa.Transfer, error) {
	parts := []pagopa.Transfer{{
		ID: 1, FiscalCode: m.FiscalCode, CompanyName: m.Name, IBAN: m.Account(service),
		Remittance: why, Category: m.Taxonomy(service),
	}}
	own := amount
	for i, share := range shares {
		if share.Amount <= 0 || !share.Amount.InRange() {
			return nil, errShares
		}
		own -= share.Amount
		parts = append(parts, pagopa.Transfer{
			ID: i + 2, Amount: share.Amount, FiscalCode: share.FiscalCode, CompanyName: share.Name,
			IBAN: share.IBAN, Remittance: why, Category: share.Category,
		})
	}
	if own <= 0 || len(shares) > MaxShares {
		return nil, errShares
	}
	parts[0].Amount = own
	return slices.Clip(parts), nil
}
