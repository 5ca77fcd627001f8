package identity

import (
	"time"

	"github.com/beevik/etree"
)

// LogoutMessage is what arrived at the logout endpoint: the raw query of the
// Redirect binding, or the fields of the Post binding.
type LogoutMessage struct {
	Query            string
	Form, RelayState string
}

// Logout checks a provider's LogoutRequest and returns the address, with a signed
// LogoutResponse in it, that the browser goes to next. The answer is Success also
// when there is no session any more: at level 2 the portal takes no part in the
// provider's global session, so there is nothing that could fail.
func (p *ServiceProvider) Logout(message LogoutMessage, find func(entityID string) (Provider, error),
	now time.Time) (string, error) {
	root, relayState, provider, err := p.readLogout(message, find)
	if err != nil {
		return "", err
	}
	if !is(root, nsProtocol, "LogoutRequest") || attribute(root, "ID") == "" {
		return "", refuse(BadLogout, "not a LogoutRequest")
	}
	if attribute(root, "Destination") != p.SLO() {
		return "", refuse(Destination, "of a LogoutRequest")
	}
	address, takes := provider.SLOResponse[Redirect]
	if !takes {
		return "", refuse(BadLogout, "the provider takes no answer by Redirect")
	}
	response, err := compose(map[string]string{
		"ID": newID(), "Issued": formatInstant(now), "Destination": address,
		"Request": attribute(root, "ID"), "Issuer": p.EntityID(),
	}, "logoutresponse.xml")
	if err != nil {
		return "", err
	}
	xml, err := serialize(response)
	if err != nil {
		return "", err
	}
	query, err := signedQuery(p.Key, "SAMLResponse", xml, relayState)
	if err != nil {
		return "", err
	}
	return join(address, query), nil
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
		return Provider{}, refuse(BadLogout, "Issuer")
	}
	return find(text(issuer))
}
