// Package billing is what families owe and how it gets settled: accounting
// documents, debt positions (a payment notice is one), the carts in which
// parents pay them, and pagoPA's receipts.
//
// A debt position only moves forward: open, then paid or cancelled. Only a
// receipt makes it paid; a browser that comes back from Checkout proves nothing.
package billing

import (
	"slices"
	"time"

	"serviziscolastici/shared/calendar"
	"serviziscolastici/shared/money"
	"serviziscolastici/shared/pagopa"
)

// State is where a debt position stands.
type State string

// The states of a debt position.
const (
	Open      State = "open"      // da pagare
	Paid      State = "paid"      // pagato
	Cancelled State = "cancelled" // annullato
)

// Kind says what a debt position is for.
type Kind string

// The kinds of debt position.
const (
	TopUp       Kind = "topup"    // credit for the account of a pupil's badge
	ForDocument Kind = "document" // an accounting document of the Comune
)

// Position is a debt position: one payment notice. It is stored once, in the list
// of the parent who owes it; its number leads there (infra/decisions/0003). It
// names people by id only: their names live in Core.
type Position struct {
	Creditor string              `dynamodbav:"creditor"` // fiscal code of the municipality
	Number   pagopa.NoticeNumber `dynamodbav:"nav"`
	Tenant   string              `dynamodbav:"tenant"`
	Guardian string              `dynamodbav:"guardian"` // the debtor
	Pupil    string              `dynamodbav:"pupil"`
	Kind     Kind                `dynamodbav:"kind"`
	// Document is the id of the document to pay, for the kind ForDocument.
	Document string      `dynamodbav:"document,omitempty"`
	Service  string      `dynamodbav:"service"`
	Amount   money.Cents `dynamodbav:"amount"`
	// Description is the causale that pagoPA shows: never a name of a person.
	Description string            `dynamodbav:"description"`
	Due         calendar.Day      `dynamodbav:"due"` // zero when there is none
	Transfers   []pagopa.Transfer `dynamodbav:"transfers"`
	State       State             `dynamodbav:"state"`
	// Origin is the id of the invocation that opened the position: what comes of it is logged with it.
	Origin  string    `dynamodbav:"origin,omitempty"`
	Created time.Time `dynamodbav:"created"`
	// Credited is the number of the credit note that takes the document back.
	Credited string   `dynamodbav:"credited,omitempty"`
	Payment  *Payment `dynamodbav:"payment,omitempty"`
	// Strict says that the notice cannot be paid after its due day.
	Strict bool `dynamodbav:"strict,omitempty"`
	// Issued is the amount that the notice was opened with, once the office has changed it.
	Issued money.Cents `dynamodbav:"issued,omitempty"`
	// Revision counts the changes of the notice, from 0: what is published of it names the one it knows.
	Revision int `dynamodbav:"revision"`
	// Extras are the payments that did not fit the notice. Each is parked for the office too.
	Extras []Extra `dynamodbav:"extras,omitempty"`
	// Attempted is when the parent last left for Checkout with this notice.
	Attempted time.Time `dynamodbav:"attempted,omitempty"`
	// AttemptedBy is the cart with which that was.
	AttemptedBy string `dynamodbav:"attemptedBy,omitempty"`
}

// Payment is what a paid position remembers of its receipt, or of the payment that the office took.
type Payment struct {
	Receipt string    `dynamodbav:"receipt"` // pagoPA receiptId; empty when paid elsewhere
	At      time.Time `dynamodbav:"at"`
	PSP     string    `dynamodbav:"psp"`
	// Method is pagoPA's payment method, "creditCard" or "cash"; "" when not told.
	Method string `dynamodbav:"method,omitempty"`
	// Elsewhere says that the office took it: pagoPA had no part in it.
	Elsewhere bool `dynamodbav:"elsewhere,omitempty"`
	// Attached says that the office attached a parked receipt, which may be of another notice and another person:
	// pagoPA knows of no payment of this one, and the receipt is not for this parent to read.
	Attached bool `dynamodbav:"attached,omitempty"`
}

// ByPagoPA reports whether the payment came through pagoPA.
func (p Position) ByPagoPA() bool { return p.State == Paid && p.Payment != nil && !p.Payment.Elsewhere }

// Receipted reports whether pagoPA's receipt is of this very position, for its debtor to read (see Store.ReceiptOf).
func (p Position) Receipted() bool { return p.ByPagoPA() && !p.Payment.Attached }

// AtOffice reports whether the office took the payment.
func (p Position) AtOffice() bool { return p.State == Paid && p.Payment != nil && p.Payment.Elsewhere }

// Proof is what the payment can be found by: pagoPA's receipt, or the office.
func (p Payment) Proof() string {
	if p.Elsewhere {
		return "registrato dal Comune"
	}
	return p.Receipt
}

// The ways to pay outside pagoPA, in pagoPA's words for them.
const (
	Cash         = "cash"
	BankTransfer = "bankTransfer"
	Card         = "debitCard"
)

// Extra is a payment that came for a notice and did not fit it.
type Extra struct {
	Receipt string      `dynamodbav:"receipt"` // see ParkedReceipt.ID
	At      time.Time   `dynamodbav:"at"`
	PSP     string      `dynamodbav:"psp"`
	Amount  money.Cents `dynamodbav:"amount"`
	Reason  Reason      `dynamodbav:"reason"`
	// Handled says what the office did with the money; nil while it checks.
	Handled *Handled `dynamodbav:"handled,omitempty"`
}

// attemptLasts is how long a payment begun on Checkout may stay without news
// before the notice counts as simply open again.
const attemptLasts = 30 * time.Minute

// InVerification reports whether a payment was begun a short while ago and its
// outcome is not known yet: the parent should wait rather than pay again.
func (p Position) InVerification(now time.Time) bool {
	return p.State == Open && !p.Attempted.IsZero() && now.Before(p.Attempted.Add(attemptLasts))
}

// VerifiedBy is when a payment that was begun counts as not made, unless its receipt comes before.
func (p Position) VerifiedBy() time.Time { return p.Attempted.Add(attemptLasts) }

// Overdue reports whether an open position is past its due day. It can be paid
// all the same, unless it is Strict.
func (p Position) Overdue(today calendar.Day) bool {
	return p.State == Open && !p.Due.IsZero() && p.Due.Before(today)
}

// Held reports whether a payment that does not fit has come for an open position and waits for the
// office: one of another amount, or one whose receipt is known with another content. The position
// cannot be paid meanwhile: what is owed by now is for the office to say.
func (p Position) Held() bool {
	return p.State == Open && slices.ContainsFunc(p.Extras, func(e Extra) bool { return e.Handled == nil })
}

// Payable reports whether the position can be paid today.
func (p Position) Payable(today calendar.Day) bool {
	return p.State == Open && !p.Held() && !p.Expired(today)
}

// Expired reports whether an open position cannot be paid any more.
func (p Position) Expired(today calendar.Day) bool { return p.Strict && p.Overdue(today) }

// CreatedDay is the civil day of creation, part of the key of the parent's list.
func (p Position) CreatedDay() calendar.Day { return calendar.DayOf(p.Created) }
