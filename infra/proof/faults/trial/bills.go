package trial

import (
	"context"
	"encoding/json"
	"fmt"
	"math/rand/v2"

	"serviziscolastici/infra/proof/fixture"
	"serviziscolastici/shared/billing"
	"serviziscolastici/shared/calendar"
	"serviziscolastici/shared/money"
	"serviziscolastici/shared/pagopa"
)

// Bills are the notices of a trial, the receipts that will come for them, and what must come of it.
type Bills struct {
	Messages []pagopa.ReceiptMessage
	Credits  map[string]Credit // what each paid top-up must credit, by notice number
	Paid     map[string]bool   // the notices that must be paid
	Open     map[string]bool   // the notices that must stay as they are
	Parked   int               // how many receipts must be kept for the office
}

// Credit is the effect of a paid top-up.
type Credit struct {
	Pupil  string
	Amount money.Cents
}

// NewBills opens notices and writes so many receipts: most of them pay a notice in full, the others
// pay one a second time, or an unknown or cancelled one, or another amount.
func NewBills(ctx context.Context, f *Fixture, draw *rand.Rand, pupils, receipts int) (*Bills, error) {
	b := &Bills{Credits: map[string]Credit{}, Paid: map[string]bool{}, Open: map[string]bool{}}
	kinds := make([]int, receipts)
	for i := range kinds {
		kinds[i] = draw.IntN(100)
	}
	positions := make([]billing.Position, receipts)
	amounts := make([]money.Cents, receipts)
	for i := range amounts {
		amounts[i] = money.Cents(500 + draw.IntN(9500))
	}
	for i := range receipts { // one after the other: the notice numbers follow from the seed
		var err error
		pupil := fixture.PupilName(draw.IntN(pupils))
		if kinds[i] >= 80 && kinds[i] < 85 {
			positions[i], err = f.OpenDocument(ctx, fmt.Sprintf("2026/%d", i+1), pupil, amounts[i])
		} else {
			positions[i], err = f.OpenTopUp(ctx, fmt.Sprintf("f%d", i), pupil, amounts[i])
		}
		if err != nil {
			return nil, err
		}
		if err := b.pay(ctx, f, positions[i], kinds[i], fmt.Sprintf("rt-%06d", i)); err != nil {
			return nil, err
		}
	}
	return b, nil
}

// pay writes the receipt that comes for a notice.
func (b *Bills) pay(ctx context.Context, f *Fixture, p billing.Position, kind int, id string) error {
	message := fixture.ReceiptFor(p, id)
	number := p.Number.String()
	switch {
	case kind < 90:
		b.Paid[number] = true
		if p.Kind == billing.TopUp {
			b.Credits[number] = Credit{p.Pupil, p.Amount}
		}
		if kind >= 85 { // and once more, from another bank
			b.Messages = append(b.Messages, fixture.ReceiptFor(p, id+"-again"))
			b.Parked++
		}
	case kind < 94:
		message.Receipt.NoticeNumber = "302999999999999900"
		b.Open[number] = true
		b.Parked++
	case kind < 97:
		message.Receipt.Amount++
		b.Open[number] = true
		b.Parked++
	default:
		b.Parked++
		if err := f.Cancel(ctx, p); err != nil {
			return err
		}
	}
	b.Messages = append(b.Messages, message)
	return nil
}

// Send queues every receipt up to three times.
func (b *Bills) Send(f *Fixture, draw *rand.Rand) error {
	for _, message := range b.Messages {
		if err := f.SendReceipt(message, 1+draw.IntN(3)); err != nil {
			return err
		}
	}
	return nil
}

// SendReceipt queues copies of a receipt.
func (f *Fixture) SendReceipt(message pagopa.ReceiptMessage, copies int) error {
	body, err := json.Marshal(message)
	if err == nil {
		f.Notifications.Send(string(body), copies)
	}
	return err
}

// OpenDocument issues a document with its notice.
func (f *Fixture) OpenDocument(
	ctx context.Context, number, pupil string, amount money.Cents,
) (billing.Position, error) {
	document := billing.Document{
		Number: number, Issued: calendar.DayOf(f.Now()), Service: "trasporto", Pupil: pupil, Guardian: fixture.GuardianOf(pupil),
		Amount: amount,
	}
	if _, err := f.Billing.IssueDocument(ctx, fixture.Municipality(), document); err != nil {
		return billing.Position{}, err
	}
	issued, err := f.Billing.DocumentOf(ctx, fixture.Tenant, document.Guardian, document.ID())
	if err != nil {
		return billing.Position{}, err
	}
	return f.Billing.Find(ctx, fixture.Creditor, issued.Notice)
}

// IssueCreditNote takes back a document of a notice, as the office does.
func (f *Fixture) IssueCreditNote(
	ctx context.Context, number, corrects string, p billing.Position, amount money.Cents,
) error {
	_, err := f.Billing.IssueCreditNote(ctx, fixture.Municipality(), billing.Document{
		Number: number, Issued: calendar.DayOf(f.Now()), Service: "trasporto", Pupil: p.Pupil, Guardian: p.Guardian,
		Amount: amount, Corrects: corrects,
	})
	return err
}

// Cancel cancels the notice of a top-up, as the parent does.
func (f *Fixture) Cancel(ctx context.Context, p billing.Position) error {
	return f.Billing.CancelTopUp(ctx, p)
}
