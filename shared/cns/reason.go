package cns

import "serviziscolastici/shared/identity"

// The reasons that only a card has, in the order in which it is examined. The
// others, such as NotACode or WrongBrowser, it has in common with SPID and CIE.
const (
	NoCard       identity.Reason = "no_card"
	Unreadable   identity.Reason = "card_unreadable"
	NotYet       identity.Reason = "card_not_yet_valid"
	Expired      identity.Reason = "card_expired"
	Untrusted    identity.Reason = "card_issuer"
	WrongPurpose identity.Reason = "card_purpose"
	WrongPolicy  identity.Reason = "card_policy"
	BadSubject   identity.Reason = "card_subject"
	Revoked      identity.Reason = "card_revoked"
	// Unverified says that the list of authorities or of revoked cards cannot
	// be had: not the card's fault.
	Unverified identity.Reason = "card_unverified"
)
