// Package ledger is the virtual account of a pupil's badge: what was topped up,
// what was eaten, what is left.
//
// An account's balance is the sum of its entries. Entries are only ever added:
// a correction is a new entry that names the one it corrects. An entry and the
// balance change together, in one transaction, or not at all.
package ledger

import (
	"strings"
	"time"

	"serviziscolastici/shared/calendar"
	"serviziscolastici/shared/money"
)

// Kind says why an entry exists.
type Kind string

// The kinds of entry.
const (
	Meal       Kind = "meal"       // addebito di un pasto
	TopUp      Kind = "topup"      // ricarica, by a pagoPA receipt
	Opening    Kind = "opening"    // saldo iniziale, from the office
	Refund     Kind = "refund"     // rimborso, credit that the Comune paid back
	Credit     Kind = "credit"     // accredito, a parked receipt's money that the office put here
	Correction Kind = "correction" // storno or late debit after a presence was corrected
	Adjusted   Kind = "adjusted"   // rettifica dell'ufficio, by an operator and for a reason
	Deposit    Kind = "deposit"    // versamento, a top-up that the office took
	Transfer   Kind = "transfer"   // spostamento, credit that went to or came from another pupil's account
)

// Entry is one movement of an account. It never changes.
type Entry struct {
	Key    string       `dynamodbav:"sk"` // sort key, unique within the account
	Kind   Kind         `dynamodbav:"kind"`
	Day    calendar.Day `dynamodbav:"day"`    // the day it belongs to, in Rome
	Amount money.Cents  `dynamodbav:"amount"` // negative for a debit
	Posted time.Time    `dynamodbav:"posted"`
	Meal   *MealDetail  `dynamodbav:"meal,omitempty"`
	TopUp  *TopUpDetail `dynamodbav:"topup,omitempty"`
	// Transfer is there for credit that was moved, and for an entry that takes that back.
	Transfer *TransferDetail `dynamodbav:"transfer,omitempty"`
	Note     string          `dynamodbav:"note,omitempty"` // the office's words, for the parent
	// Corrects is the Key of the entry that a correction belongs to, or of the transfer that is taken back.
	Corrects string `dynamodbav:"corrects,omitempty"`
}

// MealDetail tells which price was applied and why.
type MealDetail struct {
	Class   string      `dynamodbav:"class"`
	Mark    string      `dynamodbav:"mark"`    // as in the class's presence sheet
	Band    string      `dynamodbav:"band"`    // tariff band
	Price   money.Cents `dynamodbav:"price"`   // price of one meal
	Version string      `dynamodbav:"version"` // tariff version
	// Presence is the version of the presence sheet that was read.
	Presence int `dynamodbav:"presence"`
}

// TopUpDetail tells which payment a credit comes from.
type TopUpDetail struct {
	Receipt string `dynamodbav:"receipt"` // pagoPA receiptId; of a credit, the parked receipt's id
	Notice  string `dynamodbav:"notice"`  // notice number, 18 digits
}

// TransferDetail tells where credit went or came from.
type TransferDetail struct {
	ID    string `dynamodbav:"id"`    // the same in both accounts
	Other string `dynamodbav:"other"` // the pupil of the other account
	By    string `dynamodbav:"by"`    // who moved it: the id of a guardian, or of an operator of the office
}

// Account is the balance of a pupil's badge.
type Account struct {
	Balance money.Cents `dynamodbav:"balance"`
	// Expected is the balance once every open top-up of the pupil is paid.
	Expected money.Cents `dynamodbav:"expected"`
	// Version counts the entries.
	Version int       `dynamodbav:"version"`
	Updated time.Time `dynamodbav:"updated"`
}

// accountItem is the account as stored: the pupil's id lets a batch read tell
// the accounts apart.
type accountItem struct {
	PK string `dynamodbav:"pk"`
	Account
}

func (a accountItem) pupil() string { return a.PK[strings.LastIndexByte(a.PK, '#')+1:] }
