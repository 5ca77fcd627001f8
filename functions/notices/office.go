package main

import (
	"context"
	"time"

	"serviziscolastici/shared/billing"
	"serviziscolastici/shared/municipality"
	"serviziscolastici/shared/pagopa"
)

// Refusals are the notices that pagoPA's archive does not take.
type Refusals interface {
	ToPublish(ctx context.Context, tenant string) ([]billing.Unpublished, error)
	// Again takes the creditor's fiscal code.
	Again(ctx context.Context, creditor string, number pagopa.NoticeNumber) error
}

// KnownMunicipalities knows which tenants there are.
type KnownMunicipalities interface {
	ByID(ctx context.Context, id string) (municipality.Municipality, error)
}

// Office answers the municipality's operator, who invokes the function by hand.
type Office struct {
	Municipalities KnownMunicipalities
	Bills          Refusals
}

// Refused is a notice that the archive does not take, as the operator reads it.
type Refused struct {
	Notice pagopa.NoticeNumber `json:"notice"`
	Since  time.Time           `json:"since"`
	Reason string              `json:"reason"`
}

// Answer lists a municipality's refused notices, after having the one that the operator names published
// again; "" names none. The list is empty when all is well. Of a municipality that is not
// there the error is problem.NotFound.
func (o Office) Answer(ctx context.Context, tenant string, again pagopa.NoticeNumber) ([]Refused, error) {
	m, err := o.Municipalities.ByID(ctx, tenant)
	if err != nil {
		return nil, err
	}
	if again != "" {
		if err := o.Bills.Again(ctx, m.FiscalCode, again); err != nil {
			return nil, err
		}
	}
	marks, err := o.Bills.ToPublish(ctx, tenant)
	refused := []Refused{}
	for _, mark := range marks {
		if mark.Refusal != "" {
			refused = append(refused, Refused{mark.Number, mark.Since, mark.Refusal})
		}
	}
	return refused, err
}
