package identity

import (
	"fmt"
	"strconv"
	"time"

	"github.com/beevik/etree"

	"serviziscolastici/shared/session"
)

// Request is an AuthnRequest that is about to leave with the browser. Its
// RelayState is opaque and says nothing; it comes back with the Response.
type Request struct {
	Message
	ID       string
	Provider string // entity id
	Issued   time.Time
	Level    int
}

// Request returns a signed AuthnRequest to a provider, by Redirect when the
// provider takes that, else by Post.
func (p *ServiceProvider) Request(provider Provider, now time.Time) (Request, error) {
	request := Request{
		ID: NewID(), Provider: provider.EntityID, Issued: now.UTC().Truncate(time.Second),
		Level: p.Profile.Level,
	}
	message, found := towards(provider.SSO)
	if !found {
		return Request{}, fmt.Errorf("identity: provider %s takes requests by no known binding", provider.EntityID)
	}
	message.Field, message.RelayState = "SAMLRequest", string(session.NewSecret())
	root, err := p.composeRequest(request, message.Address)
	if err != nil {
		return Request{}, err
	}
	request.Message, err = p.send(message, root)
	return request, err
}

// composeRequest writes the AuthnRequest of the SPID technical rules.
func (p *ServiceProvider) composeRequest(request Request, destination string) (*etree.Element, error) {
	return compose(map[string]string{
		"ID": request.ID, "Issued": formatInstant(request.Issued), "Destination": destination,
		"Issuer": p.EntityID(), "Level": levelPrefix + strconv.Itoa(request.Level),
	}, "authnrequest.xml")
}
