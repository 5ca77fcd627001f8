package main

import (
	"serviziscolastici/shared/billing"
	"serviziscolastici/shared/web"
)

// state is how a document stands, in the parent's words.
type state struct {
	Value string // in addresses
	Name  string // on the page
	Badge string // the kind of badge, see web
}

// The states of a document.
var (
	toPay     = state{"da-pagare", "Da pagare", "due"}
	verifying = state{"in-verifica", "In verifica", "wait"}
	paid      = state{"pagato", "Pagato", "ok"}
	overdue   = state{"scaduto", "Scaduto", "bad"}
	cancelled = state{"annullato", "Annullato", "off"}
	reversed  = state{"stornato", "Stornato", "off"}
	// creditNote is no state to look for: a note is found from the document.
	creditNote = state{"nota", "Nota di credito", "off"}

	// These are listed among those whose name in addresses they share.
	atOffice = state{"pagato", "Pagato al Comune", "ok"}
	expired  = state{"scaduto", "Scaduto, non pagabile", "off"}
	held     = state{"in-verifica", "In controllo al Comune", "wait"}
)

func states() []state { return []state{toPay, verifying, paid, overdue, cancelled, reversed} }

// stateOf tells how a document stands from its notice, as the parent's list has it.
func stateOf(position billing.Position, visit web.Visit) state {
	switch {
	case position.Credited != "":
		return reversed
	case position.AtOffice():
		return atOffice
	case position.State == billing.Paid:
		return paid
	case position.State == billing.Cancelled:
		return cancelled
	case position.Held():
		return held
	case position.InVerification(visit.Now):
		return verifying
	case position.Expired(visit.Today()):
		return expired
	case position.Overdue(visit.Today()):
		return overdue
	default:
		return toPay
	}
}

// Payable reports whether the parent should pay now: not while a payment is
// under way. An overdue document can be paid all the same, an expired one not.
func (s state) Payable() bool { return s == toPay || s == overdue }

// Paid reports whether pagoPA's receipt is there.
func (s state) Paid() bool { return s == paid }

// Verifying reports whether a payment is under way.
func (s state) Verifying() bool { return s == verifying }
