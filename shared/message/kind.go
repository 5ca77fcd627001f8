// Package message is what the portal tells parents of its own accord: that a notice
// is there or late, that credit runs low, that a payment arrived. It finds out of
// what is stored what a parent should be told now, says it in words, and remembers
// what was told, so that one thing is told once a day by each channel at most.
//
// All words of all messages are in texts.go, those of the page where parents choose in names.go.
package message

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
