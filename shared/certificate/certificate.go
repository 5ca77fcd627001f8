// Package certificate is the yearly statement of what a parent paid for a pupil
// (attestazione dei pagamenti), for the tax return.
//
// A certificate is issued once: it gets a number of the municipality's yearly
// register and a code by which anybody who holds the paper can verify it. Asking
// again gives the same one while nothing was paid or refunded in between; else a
// new one, with its own number, replaces it. Issued ones are never changed.
package certificate

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"slices"

	"serviziscolastici/shared/calendar"
	"serviziscolastici/shared/money"
	"serviziscolastici/shared/school"
)

// Content is what a certificate says. Circ. AdE 18/E 2016, par. 2.1, asks for the
// amount spent in the year and the pupil's data.
type Content struct {
	Year int `dynamodbav:"year"` // calendar year of payment
	// Provisional says that the year was not over: more payments may follow.
	Provisional bool   `dynamodbav:"provisional"`
	Payer       Person `dynamodbav:"payer"`
	Pupil       Person `dynamodbav:"pupil"`
	School      string `dynamodbav:"school"`
	Level       string `dynamodbav:"level"` // of the school: "primaria"
	Expense     `dynamodbav:"expense"`
	// Children are those of a certificate of several: then Pupil, School and the lists of Expense are empty.
	Children []Child `dynamodbav:"children,omitempty" json:",omitempty"`
}

// Person is somebody whom a certificate names.
type Person struct {
	FullName   string `dynamodbav:"fullName"`
	FiscalCode string `dynamodbav:"fiscalCode"`
}

// Certificate is an issued one.
type Certificate struct {
	Content  `dynamodbav:"content"`
	Tenant   string       `dynamodbav:"tenant"`
	Guardian string       `dynamodbav:"guardian"` // the payer's id
	PupilID  string       `dynamodbav:"pupil"`
	Serial   int          `dynamodbav:"serial"` // from 1, within the year of issue
	Issued   calendar.Day `dynamodbav:"issued"`
	Code     string       `dynamodbav:"code"` // verification code, 16 characters
	Hash     string       `dynamodbav:"hash"` // of Content
}

// Number is the certificate's number as paper shows it: "12/2026".
func (c Certificate) Number() string { return fmt.Sprintf("%d/%d", c.Serial, c.Issued.Year()) }

// PrintedCode is the verification code as paper shows it.
func (c Certificate) PrintedCode() string { return Grouped(c.Code) }

// Replaces reports whether a certificate that says this is still to be issued.
func (c Content) Replaces(before Certificate) (bool, error) {
	hash, err := c.hash()
	return hash != before.Hash, err
}

// hash is a fingerprint of all that a certificate says.
func (c Content) hash() (string, error) {
	text, err := json.Marshal(c)
	if err != nil {
		return "", fmt.Errorf("certificate: %w", err)
	}
	sum := sha256.Sum256(text)
	return hex.EncodeToString(sum[:]), nil
}

// Expense is what a parent paid for a pupil in a calendar year, and got back.
type Expense struct {
	Services []Spending `dynamodbav:"services"`
	// Cash are payments whose receipt says that they were not traceable (TUIR,
	// art. 15 c. 1 lett. e-bis and L. 160/2019 art. 1 c. 679): in no total.
	Cash    []Payment `dynamodbav:"cash,omitempty"`
	Refunds []Refund  `dynamodbav:"refunds,omitempty"`
	// Paid adds up the services, Refunded the refunds; Total is the difference.
	Paid     money.Cents `dynamodbav:"paid"`
	Refunded money.Cents `dynamodbav:"refunded"`
	Total    money.Cents `dynamodbav:"total"`
}

// Count is how many traceable payments make up the expense.
func (e Expense) Count() int {
	count := 0
	for _, service := range e.Services {
		count += len(service.Payments)
	}
	return count
}

// Elsewhere reports whether the office took some of the payments, without pagoPA.
func (e Expense) Elsewhere() bool {
	return slices.ContainsFunc(e.Services, func(s Spending) bool {
		return slices.ContainsFunc(s.Payments, func(p Payment) bool { return p.Elsewhere })
	})
}

// Spending is the part of an expense that went into one service.
type Spending struct {
	Service  string      `dynamodbav:"service"`
	Payments []Payment   `dynamodbav:"payments"` // oldest first
	Total    money.Cents `dynamodbav:"total"`
}

// Name is the service's name as parents read it.
func (s Spending) Name() string { return school.ServiceName(s.Service) }

// Payment is one payment.
type Payment struct {
	Day         calendar.Day `dynamodbav:"day"`
	Description string       `dynamodbav:"description"`
	IUV         string       `dynamodbav:"iuv"`
	Receipt     string       `dynamodbav:"receipt"` // pagoPA receiptId, or who recorded it
	Amount      money.Cents  `dynamodbav:"amount"`
	// Elsewhere says that the office took it: pagoPA had no part in it.
	Elsewhere bool `dynamodbav:"elsewhere,omitempty"`
}
