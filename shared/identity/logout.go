package identity

import (
	"time"

	"github.com/beevik/etree"

	"serviziscolastici/shared/calendar"
)

// LogoutMessage is what arrived at the logout endpoint: the raw query of the
// Redirect binding, or the fields of the Post binding.
type LogoutMessage struct {
	Query            string
	Form, RelayState string
}

// logoutLimit is how old a LogoutRequest may be: whoever keeps one cannot log
// somebody out with it another day.
const logoutLimit = 5 * time.Minute

// LogoutAnswer is the signed answer to a provider's LogoutRequest.
type LogoutAnswer struct {
	Message
	// Subject is whose session the provider means, see session.Session.
	Subject string
}

// Logout checks a provider's LogoutRequest and returns the LogoutResponse that the
// browser takes back. The answer is Success also when there is no session any
// more: at level 2 the portal takes no part in the provider's global session, so
// there is nothing that could fail. spend is asked before a signature is made, see
// SignatureLimit: a message that was good once can be sent again.
func (p *ServiceProvider) Logout(message LogoutMessage, find func(entityID string) (Provider, error),
	spend func() error, now time.Time) (LogoutAnswer, error) {
	root, relayState, provider, err := p.readLogout(message, find)
	if err != nil {
		return LogoutAnswer{}, err
	}
	if err := p.checkLogout(root, now); err != nil {
		return LogoutAnswer{}, err
	}
	answer, found := towards(provider.SLOResponse)
	if !found {
		return LogoutAnswer{}, Refuse(BadLogout, "the provider takes no answer")
	}
	if err := spend(); err != nil {
		return LogoutAnswer{}, err
	}
	answer.Field, answer.RelayState = "SAMLResponse", relayState
	response, err := compose(map[string]string{
		"ID": NewID(), "Issued": formatInstant(now), "Destination": answer.Address,
		"Request": attribute(root, "ID"), "Issuer": p.EntityID(),
	}, "logoutresponse.xml")
	if err != nil {
		return LogoutAnswer{}, err
	}
	if answer, err = p.send(answer, response); err != nil {
		return LogoutAnswer{}, err
	}
	name, _ := only(root, nsAssertion, "NameID")
	return LogoutAnswer{answer, subject(provider.EntityID, text(name))}, nil
}

// checkLogout wants a LogoutRequest to this portal, of now, that names somebody.
func (p *ServiceProvider) checkLogout(root *etree.Element, now time.Time) error {
	if !is(root, nsProtocol, "LogoutRequest") || attribute(root, "ID") == "" {
		return Refuse(BadLogout, "not a LogoutRequest")
	}
	if attribute(root, "Version") != "2.0" {
		return Refuse(BadLogout, "Version")
	}
	if attribute(root, "Destination") != p.SLO() {
		return Refuse(Destination, "of a LogoutRequest")
	}
	at, ok := instant(root, "IssueInstant")
	if !ok || calendar.NotYet(at, now) || calendar.Past(at.Add(logoutLimit), now) {
		return Refuse(BadLogout, "IssueInstant")
	}
	if !lasts(root, "NotOnOrAfter", now) {
		return Refuse(BadLogout, "NotOnOrAfter")
	}
	if _, found := only(root, nsAssertion, "NameID"); !found {
		return Refuse(BadLogout, "NameID")
	}
	return nil
}

// readLogout decodes a message of either binding and returns its root as the
// provider signed it.
func (p *ServiceProvider) readLogout(message LogoutMessage, find func(string) (Provider, error)) (
	*etree.Element, string, Provider, error) {
	if message.Form != "" {
		root, _, err := decodeMessage(message.Form)
		if err != nil {
			return nil, "", Provider{}, err
		}
		provider, err := issuerOf(root, find)
		if err != nil {
			return nil, "", Provider{}, err
		}
		signed, err := verifyEnveloped(root, provider.Certificates)
		return signed, message.RelayState, provider, err
	}
	received, err := decodeQuery(message.Query, "SAMLRequest")
	if err != nil {
		return nil, "", Provider{}, err
	}
	provider, err := issuerOf(received.root, find)
	if err != nil {
		return nil, "", Provider{}, err
	}
	return received.root, received.relayState, provider, received.verify(provider.Certificates)
}

func issuerOf(root *etree.Element, find func(string) (Provider, error)) (Provider, error) {
	issuer, found := only(root, nsAssertion, "Issuer")
	if !found {
		return Provider{}, Refuse(BadLogout, "Issuer")
	}
	return find(text(issuer))
}
