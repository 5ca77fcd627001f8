package identity

import (
	"strconv"
	"time"

	"github.com/beevik/etree"

	"serviziscolastici/shared/calendar"
	"serviziscolastici/shared/pattern"
)

// The steps of this file and of assertion.go follow SPID's technical rules
// ("Response" and "Verifica della Response") and Avviso n. 11 in their order.

// requestIDs are what NewID makes.
var requestIDs = pattern.Of(`^_[0-9a-f]{40}$`)

// Response is a message that arrived at the assertion consumer service: well
// formed and of one shape, but not yet believed.
type Response struct {
	root *etree.Element
	raw  []byte
}

// ReadResponse decodes the field SAMLResponse.
func ReadResponse(field string) (Response, error) {
	root, raw, err := decodeMessage(field)
	if err != nil {
		return Response{}, err
	}
	if !is(root, nsProtocol, "Response") {
		return Response{}, Refuse(NotResponse, "")
	}
	return Response{root, raw}, nil
}

// InResponseTo is the id of the request that the message claims to answer.
func (r Response) InResponseTo() string { return attribute(r.root, "InResponseTo") }

// signedBy reports whether a provider has signed the Response as a whole, also the
// id of the request that it claims to answer.
func (r Response) signedBy(provider Provider) bool {
	_, err := verifyEnveloped(r.root, provider.Certificates)
	return err == nil
}

// Check examines a Response to a pending request against the provider that the
// request was sent to. The error is an *Anomaly, for the citizen, or a *Refusal.
// The caller must still consume the request.
func (p *ServiceProvider) Check(response Response, pending PendingLogin, provider Provider,
	now time.Time) (Assertion, error) {
	root := response.root
	if attribute(root, "ID") == "" {
		return Assertion{}, Refuse(ResponseID, "")
	}
	if err := checkSignaturePlaces(root); err != nil {
		return Assertion{}, err
	}
	if len(children(root, nsSignature, "Signature")) > 0 {
		signed, err := verifyEnveloped(root, provider.Certificates)
		if err != nil {
			return Assertion{}, err
		}
		root = signed
	}
	if err := p.checkEnvelope(root, pending, provider, now); err != nil {
		return Assertion{}, err
	}
	if err := checkStatus(root); err != nil {
		return Assertion{}, err
	}
	element, err := theAssertion(root)
	if err != nil {
		return Assertion{}, err
	}
	signed, err := verifyEnveloped(element, provider.Certificates)
	if err != nil {
		return Assertion{}, err
	}
	return p.checkAssertion(signed, pending, provider, now)
}

// checkSignaturePlaces allows one signature on the Response and one on each
// Assertion in it, and none elsewhere: a signature that covers something which
// is not read is how signature wrapping starts.
func checkSignaturePlaces(root *etree.Element) error {
	inPlace := 0
	for _, holder := range append(children(root, nsAssertion, "Assertion"), root) {
		count := len(children(holder, nsSignature, "Signature"))
		if count > 1 {
			return Refuse(StraySignature, "%d signatures on %s", count, holder.Tag)
		}
		inPlace += count
	}
	if all := len(everywhere(root, nsSignature, "Signature")); all != inPlace {
		return Refuse(StraySignature, "%d signatures, %d in their places", all, inPlace)
	}
	return nil
}

func (p *ServiceProvider) checkEnvelope(root *etree.Element, pending PendingLogin, provider Provider,
	now time.Time) error {
	switch {
	case attribute(root, "InResponseTo") != pending.Request:
		return Refuse(NoRequest, "InResponseTo")
	case attribute(root, "Version") != "2.0":
		return Refuse(ResponseVersion, "")
	case !issuedInTime(root, pending, now):
		return Refuse(ResponseInstant, "")
	case attribute(root, "Destination") != p.ACS():
		return Refuse(Destination, "")
	}
	issuer, found := only(root, nsAssertion, "Issuer")
	if !found || text(issuer) != provider.EntityID {
		return Refuse(ResponseIssuer, "")
	}
	if format := issuer.SelectAttr("Format"); format != nil && format.Value != formatEntity {
		return Refuse(ResponseIssuer, "Format")
	}
	return nil
}

// issuedInTime reports whether the IssueInstant is well formed, not before the
// request's and not in the future, give or take a minute between the two clocks.
func issuedInTime(element *etree.Element, pending PendingLogin, now time.Time) bool {
	at, ok := instant(element, "IssueInstant")
	return ok && !at.Before(pending.Issued.Add(-calendar.Tolerance)) && !calendar.NotYet(at, now)
}

// errorCode is how SPID reports an anomaly in StatusMessage.
var errorCode = pattern.Of(`ErrorCode nr([0-9]{1,3})\b`)

// checkStatus returns an *Anomaly for a failure that the citizen should read
// about. Such Responses may be unsigned; they never open anything.
func checkStatus(root *etree.Element) error {
	status, found := only(root, nsProtocol, "Status")
	if !found {
		return Refuse(BadStatus, "no Status")
	}
	code, found := only(status, nsProtocol, "StatusCode")
	if !found {
		return Refuse(BadStatus, "no StatusCode")
	}
	if attribute(code, "Value") == statusSuccess {
		return nil
	}
	message, found := only(status, nsProtocol, "StatusMessage")
	if !found {
		return Refuse(BadStatus, "not a success")
	}
	match := errorCode().FindStringSubmatch(text(message))
	if match == nil {
		return Refuse(BadStatus, "not a success")
	}
	number, err := strconv.Atoi(match[1])
	if err != nil || !forCitizens(number) {
		return Refuse(BadStatus, "error code %s", match[1])
	}
	return &Anomaly{Number: number}
}

// theAssertion returns the one Assertion, which is a child of the Response and has
// an ID for its signature to refer to.
func theAssertion(root *etree.Element) (*etree.Element, error) {
	if len(everywhere(root, nsAssertion, "EncryptedAssertion")) > 0 {
		return nil, Refuse(AssertionCount, "encrypted")
	}
	all := everywhere(root, nsAssertion, "Assertion")
	element, found := only(root, nsAssertion, "Assertion")
	if !found || len(all) != 1 {
		return nil, Refuse(AssertionCount, "%d", len(all))
	}
	if attribute(element, "ID") == "" {
		return nil, Refuse(AssertionID, "")
	}
	return element, nil
}
