package trial

import (
	"context"
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"time"

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
func NewBills(ctx context.Context, w *World, draw *rand.Rand, pupils, receipts int) (*Bills, error) {
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
		pupil := pupilName(draw.IntN(pupils))
		if kinds[i] >= 80 && kinds[i] < 85 {
			positions[i], err = w.OpenDocument(ctx, fmt.Sprintf("2026/%d", i+1), pupil, amounts[i])
		} else {
			positions[i], err = w.OpenTopUp(ctx, fmt.Sprintf("f%d", i), pupil, amounts[i])
		}
		if err != nil {
			return nil, err
		}
		if err := b.pay(ctx, w, positions[i], kinds[i], fmt.Sprintf("rt-%06d", i)); err != nil {
			return nil, err
		}
	}
	return b, nil
}

// pay writes the receipt that comes for a notice.
func (b *Bills) pay(ctx context.Context, w *World, p billing.Position, kind int, id string) error {
	message := ReceiptFor(p, id)
	number := p.Number.String()
	switch {
	case kind < 90:
		b.Paid[number] = true
		if p.Kind == billing.TopUp {
			b.Credits[number] = Credit{p.Pupil, p.Amount}
		}
		if kind >= 85 { // and once more, from another bank
			b.Messages = append(b.Messages, ReceiptFor(p, id+"-again"))
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
		if err := w.Cancel(ctx, p); err != nil {
			return err
		}
	}
	b.Messages = append(b.Messages, message)
	return nil
}

// Send queues every receipt up to three times.
func (b *Bills) Send(w *World, draw *rand.Rand) error {
	for _, message := range b.Messages {
		if err := w.SendReceipt(message, 1+draw.IntN(3)); err != nil {
			return err
		}
	}
	return nil
}

// SendReceipt queues copies of a receipt.
func (w *World) SendReceipt(message pagopa.ReceiptMessage, copies int) error {
	body, err := json.Marshal(message)
	if err == nil {
		w.Notifications.Send(string(body), copies)
	}
	return err
}

// guardianOf is the parent who pays for a pupil.
func guardianOf(pupil string) string { return "G" + pupil }

// OpenTopUp opens the notice of a top-up.
func (w *World) OpenTopUp(
	ctx context.Context, form, pupil string, amount money.Cents,
) (billing.Position, error) {
	guardian := guardianOf(pupil)
	cart, err := w.Billing.OpenTopUps(ctx, billing.Order{
		Municipality: comune(), Guardian: guardian, Session: "trial", Form: form,
		TopUps: []billing.PupilAmount{{Pupil: pupil, Amount: amount}},
	})
	if err != nil {
		return billing.Position{}, err
	}
	_, positions, err := w.Billing.CartOf(ctx, tenant, guardian, cart)
	if err == nil && len(positions) != 1 {
		err = fmt.Errorf("the cart of one top-up holds %d notices", len(positions))
	}
	if err != nil {
		return billing.Position{}, err
	}
	return positions[0], nil
}

// OpenDocument issues a document with its notice.
func (w *World) OpenDocument(
	ctx context.Context, number, pupil string, amount money.Cents,
) (billing.Position, error) {
	document := billing.Document{
		Number: number, Issued: calendar.DayOf(w.Now()), Service: "trasporto", Pupil: pupil, Guardian: guardianOf(pupil),
		Amount: amount,
	}
	if _, err := w.Billing.IssueDocument(ctx, comune(), document); err != nil {
		return billing.Position{}, err
	}
	issued, err := w.Billing.DocumentOf(ctx, tenant, document.Guardian, document.ID())
	if err != nil {
		return billing.Position{}, err
	}
	return w.Billing.Find(ctx, creditor, issued.Notice)
}

// IssueCreditNote takes back a document of a notice, as the office does.
func (w *World) IssueCreditNote(
	ctx context.Context, number, corrects string, p billing.Position, amount money.Cents,
) error {
	_, err := w.Billing.IssueCreditNote(ctx, comune(), billing.Document{
		Number: number, Issued: calendar.DayOf(w.Now()), Service: "trasporto", Pupil: p.Pupil, Guardian: p.Guardian,
		Amount: amount, Corrects: corrects,
	})
	return err
}

// Cancel cancels the notice of a top-up, as the parent does.
func (w *World) Cancel(ctx context.Context, p billing.Position) error {
	return w.Billing.CancelTopUp(ctx, p)
}

// ReceiptFor is the receipt of a full payment of a notice, as the station queues it.
func ReceiptFor(p billing.Position, id string) pagopa.ReceiptMessage {
	paid := evening.Add(-time.Hour)
	receipt := pagopa.Receipt{
		ReceiptID: id, NoticeNumber: p.Number, CreditorFiscalCode: p.Creditor,
		CreditorReferenceID: p.Number.IUV(), Outcome: "OK", Amount: p.Amount, PSPName: "Banca di Prova",
		PaidAt: paid,
	}
	return pagopa.ReceiptMessage{Version: pagopa.ReceiptMessageVersion, ReceivedAt: paid, Receipt: receipt}
}
