package identity

// The reasons that only a card has, in the order in which it is examined. The
// others, such as NotACode or WrongBrowser, it has in common with SPID and CIE.
const (
	NoCard         Reason = "no_card"
	CardUnreadable Reason = "card_unreadable"
	CardNotYet     Reason = "card_not_yet_valid"
	CardExpired    Reason = "card_expired"
	CardUntrusted  Reason = "card_issuer"
	CardPurpose    Reason = "card_purpose"
	CardPolicy     Reason = "card_policy"
	CardSubject    Reason = "card_subject"
	CardRevoked    Reason = "card_revoked"
	// CardUnverified says that the list of authorities or of revoked cards cannot
	// be had: not the card's fault.
	CardUnverified Reason = "card_unverified"
)
