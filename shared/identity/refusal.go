package identity

import "fmt"

// Refusal says why a SAML message was not accepted. It holds no personal data.
type Refusal struct {
	Reason Reason
	// Detail is for whoever reads the log; it never holds a value from the message.
	Detail string
}

// Error names the reason.
func (r *Refusal) Error() string {
	if r.Detail == "" {
		return "refused: " + string(r.Reason)
	}
	return "refused: " + string(r.Reason) + ": " + r.Detail
}

// Is lets errors.Is compare refusals by their reason.
func (r *Refusal) Is(target error) bool {
	other, ok := target.(*Refusal)
	return ok && other.Reason == r.Reason
}

// Refuse returns a *Refusal. The detail must hold no value from the message.
func Refuse(reason Reason, format string, args ...any) error {
	return &Refusal{Reason: reason, Detail: fmt.Sprintf(format, args...)}
}

// Reason is a stable code for a refusal. Tests, the log and the office's help
// desk rely on it.
type Reason string

// The reasons, in the order in which a Response is examined.
const (
	// The message as such.
	TooLarge     Reason = "too_large"
	NotBase64    Reason = "not_base64"
	NotXML       Reason = "not_xml"
	Declarations Reason = "declarations" // DOCTYPE, ENTITY
	NotResponse  Reason = "not_a_response"
	DuplicateID  Reason = "duplicate_id"

	// The request that it answers.
	NoRequest    Reason = "no_request" // unknown, expired or already used
	WrongBrowser Reason = "wrong_browser"
	RelayChanged Reason = "relay_changed"
	NoProvider   Reason = "no_provider" // no longer in the metadata

	// The signatures.
	StraySignature Reason = "stray_signature"
	SignatureShape Reason = "signature_shape"
	BadSignature   Reason = "bad_signature"
	Unsigned       Reason = "unsigned"

	// The Response.
	ResponseID      Reason = "response_id"
	ResponseVersion Reason = "response_version"
	ResponseInstant Reason = "response_instant"
	Destination     Reason = "destination"
	ResponseIssuer  Reason = "response_issuer"
	BadStatus       Reason = "status"
	AssertionCount  Reason = "assertion_count"

	// The Assertion.
	AssertionID      Reason = "assertion_id"
	AssertionVersion Reason = "assertion_version"
	AssertionInstant Reason = "assertion_instant"
	AssertionIssuer  Reason = "assertion_issuer"
	BadSubject       Reason = "subject"
	BadConfirmation  Reason = "confirmation"
	BadConditions    Reason = "conditions"
	BadAudience      Reason = "audience"
	BadLevel         Reason = "level"
	BadAttributes    Reason = "attributes"
	Replayed         Reason = "replayed"

	// The person.
	NotACode Reason = "fiscal_code"
	NotAdult Reason = "minor"

	// A LogoutRequest.
	BadLogout Reason = "logout"
)

// Anomaly is an authentication that failed at the identity provider for a
// reason that the citizen should read: numbers 19 to 25 and 30 of the SPID error
// table (Avviso AgID, tabella messaggi di anomalia).
type Anomaly struct{ Number int }

// Error names the number.
func (a *Anomaly) Error() string { return fmt.Sprintf("anomaly %d", a.Number) }

// forCitizens reports whether the citizen can do something about the number.
func forCitizens(number int) bool { return number >= 19 && number <= 25 || number == 30 }
