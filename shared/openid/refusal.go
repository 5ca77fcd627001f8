package openid

// Reason says why a login did not succeed.
type Reason string

// The reasons.
const (
	// Denied: the operator cancelled, or the provider did not let them in.
	Denied Reason = "denied"
	// Stale: the login was answered before, began in another browser, or took too long.
	Stale Reason = "stale"
	// Invalid: the provider's answer cannot be believed.
	Invalid Reason = "invalid"
)

// Refusal is a login that did not succeed. Its text is for the log and names nobody.
type Refusal struct {
	Reason Reason
	Detail string
}

// Error implements error.
func (r *Refusal) Error() string { return "login refused, " + string(r.Reason) + ": " + r.Detail }

func refuse(reason Reason, detail string) error { return &Refusal{reason, detail} }
