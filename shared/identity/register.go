package identity

import (
	"context"
	"errors"
	"fmt"
	"time"

	"serviziscolastici/shared/calendar"
	"serviziscolastici/shared/dynamo"
	"serviziscolastici/shared/problem"
)

// keptMonths is how long a service provider keeps the messages of each login
// (SPID, regole tecniche, "Tracciature"; CIE, manuale operativo).
const keptMonths = 24

// forgedLimit is how many bytes are kept of a message that the provider has not signed: three times a real
// one. Anybody who begins a login can send one of any size, and it is kept for as long as a good one.
const forgedLimit = 32 << 10

// errNotKept refuses a login that could not be registered.
var errNotKept = problem.New(problem.Unavailable,
	"In questo momento l'accesso non è possibile. Riprova tra qualche minuto.")

// Register keeps the AuthnRequest and Response of each login as they were, for
// whoever has to prove later who came in. The portal writes to it and never reads.
type Register struct {
	// Table is IdentityLog.
	Table dynamo.Table
	Clock calendar.Clock
}

// Record is the pair of messages of a login, accepted or not, and what finds it. A
// card sends no messages: its certificate takes the place of the Response, and the
// certificate's number and authority those of the Response's id and issuer.
type Record struct {
	Tenant string `dynamodbav:"tenant"`
	// Method is the way in, see session.Session.
	Method string `dynamodbav:"method"`
	// Outcome is "accepted", a Reason, "anomaly" with its number, or "failed" when
	// the portal itself did. Keep writes it.
	Outcome string `dynamodbav:"outcome"`
	// Guardian is the keyed hash of the citizen's fiscal code, "" if not accepted.
	Guardian string `dynamodbav:"guardian,omitempty"`

	RequestID     string    `dynamodbav:"authn_request_id"`
	RequestIssued time.Time `dynamodbav:"authn_request_issued"`
	RelayState    string    `dynamodbav:"relay_state"`
	// Request is what left with the browser: the signed query of Redirect, or the
	// signed XML of Post.
	Request []byte `dynamodbav:"authn_request"`

	ResponseID     string `dynamodbav:"response_id"`
	ResponseIssued string `dynamodbav:"response_issued"`
	ResponseIssuer string `dynamodbav:"response_issuer"`
	Assertion      string `dynamodbav:"assertion_id,omitempty"`
	NameID         string `dynamodbav:"assertion_subject,omitempty"`
	NameQualifier  string `dynamodbav:"assertion_subject_qualifier,omitempty"`
	// Response is the XML that arrived; the first forgedLimit bytes of one that the provider has not signed.
	Response []byte `dynamodbav:"response"`

	At      time.Time `dynamodbav:"at"`
	Expires time.Time `dynamodbav:"expires,unixtime"`
}

// Keep writes the record of a login that was judged; judged is nil for one that
// was accepted. The error is problem.Unavailable: a login that leaves no trace must
// not happen.
func (r Register) Keep(ctx context.Context, record Record, judged error) error {
	record.Outcome, record.At = outcome(judged), r.Clock().UTC()
	for _, field := range []*string{
		&record.ResponseID, &record.ResponseIssued, &record.ResponseIssuer,
		&record.Assertion, &record.NameID, &record.NameQualifier,
	} {
		*field = short(*field)
	}
	record.Expires = record.At.AddDate(0, keptMonths, 0)
	key := dynamo.IdentityRecord(record.Tenant, record.At, record.RequestID, NewID())
	if err := r.Table.Store(ctx, key, record); err != nil {
		return errNotKept.Because(fmt.Errorf("register a login: %w", err))
	}
	return nil
}

// record describes a login that has been judged.
func (l *Login) record(response Response, pending PendingLogin, answer Answer) Record {
	record := Record{
		Tenant: l.Tenant, Method: l.Portal.Profile.Method, Guardian: answer.Guardian,
		RequestID: pending.Request, RequestIssued: pending.Issued, RelayState: pending.RelayState,
		Request: pending.Sent, Response: response.raw,
		ResponseID:     attribute(response.root, "ID"),
		ResponseIssued: attribute(response.root, "IssueInstant"),
		Assertion:      answer.Assertion.ID, NameID: answer.Assertion.NameID,
		NameQualifier: answer.Assertion.NameQualifier,
	}
	if !answer.answered {
		record.Response = record.Response[:min(len(record.Response), forgedLimit)]
	}
	if issuer, found := only(response.root, nsAssertion, "Issuer"); found {
		record.ResponseIssuer = text(issuer)
	}
	return record
}

func outcome(judged error) string {
	var refusal *Refusal
	var anomaly *Anomaly
	switch {
	case judged == nil:
		return "accepted"
	case errors.As(judged, &refusal):
		return string(refusal.Reason)
	case errors.As(judged, &anomaly):
		return anomaly.Error()
	default:
		return "failed"
	}
}

// short bounds an index field: a forged message may have any length, an item may
// not. The message itself is kept whole.
func short(text string) string {
	const limit = 256
	return text[:min(len(text), limit)]
}
