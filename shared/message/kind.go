// Package message is what the portal tells parents of its own accord: that a notice
// is there or late, that credit runs low, that a payment arrived. It finds out of
// what is stored what a parent should be told now, says it in words, and remembers
// what was told, so that one thing is told once a day by each channel at most.
//
// All words of all messages are in texts.go, those of the page where parents choose in names.go.
package message

import (
	"time"

	"serviziscolastici/shared/money"
)

// Kind is what a message is about. It is part of keys.
type Kind string

// The kinds.
const (
	NewNotice   Kind = "avviso"
	DueSoon     Kind = "scadenza"
	Overdue     Kind = "scaduto"
	LowCredit   Kind = "credito"
	Receipt     Kind = "ricevuta"
	Certificate Kind = "attestazione"
	Closure     Kind = "sospensione"
	News        Kind = "comunicazione" // what the office writes itself
	Absence     Kind = "assenza"       // told of a meal: confirmed, or not borne out by the register
	Answer      Kind = "risposta"      // to a report
	// Confirm asks whether a mail address is the parent's. It is answered, not chosen.
	Confirm Kind = "conferma"
)

// Kinds are those that a parent chooses channels for, in the order of the page.
func Kinds() []Kind {
	return []Kind{NewNotice, DueSoon, Overdue, LowCredit, Receipt, Certificate, Absence, Closure, Answer, News}
}

// Channel is a way to a parent. It is part of keys.
type Channel string

// The channels.
const (
	AppIO Channel = "io"
	Mail  Channel = "mail"
)

// Choice is how a parent wants to be told of a kind of thing.
type Choice string

// The choices.
const (
	Either   Choice = "auto" // App IO; mail when it is not possible there
	OnlyMail Choice = "email"
	Both     Choice = "entrambi"
	Silence  Choice = "nessuno"
)

// Choices are all of them, in the order of the page.
func Choices() []Choice { return []Choice{Either, OnlyMail, Both, Silence} }

// Preferences are what a parent chose. The zero value is the choice of who never did.
type Preferences struct {
	Choices map[Kind]Choice `dynamodbav:"choices,omitempty"`
	// Threshold is the credit below which the parent wants to know; 0 for the Comune's.
	Threshold money.Cents `dynamodbav:"threshold,omitempty"`
	// Confirmed is the mail address that the parent confirmed, and when. Another one
	// gets no mail but the question.
	Confirmed   string    `dynamodbav:"confirmed,omitempty"`
	ConfirmedAt time.Time `dynamodbav:"confirmedAt,omitempty"`
	// Asked is the address that is to be confirmed, since when, and what its owner has to know.
	Asked     string    `dynamodbav:"asked,omitempty"`
	AskedAt   time.Time `dynamodbav:"askedAt,omitempty"`
	AskedCode string    `dynamodbav:"askedCode,omitempty"`
	// Code makes the links good that end mail. It never changes.
	Code string `dynamodbav:"code,omitempty"`
}

// Of is the parent's choice for a kind.
func (p Preferences) Of(kind Kind) Choice {
	if chosen, made := p.Choices[kind]; made {
		return chosen
	}
	return Either
}

// askedLasts is how long the link of a question is good.
const askedLasts = 48 * time.Hour

// Asking reports whether a question to an address waits for its answer.
func (p Preferences) Asking(now time.Time) bool {
	return p.Asked != "" && now.Before(p.AskedAt.Add(askedLasts))
}
