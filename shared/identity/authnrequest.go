package identity

import (
	"encoding/base64"
	"fmt"
	"strconv"
	"strings"
	"time"

	"github.com/beevik/etree"
)

// Request is an AuthnRequest that is about to leave with the browser.
type Request struct {
	ID       string
	Provider string // entity id
	Issued   time.Time
	Level    int
	// RelayState comes back with the Response. It is opaque and says nothing.
	RelayState string
	// XML is the message as sent, before its encoding for the binding.
	XML []byte
	// Address is where the browser goes. By Redirect it holds the whole message;
	// by Post the browser sends there a form with SAMLRequest and RelayState.
	Address string
	Binding Binding
}

// sent is what leaves: the query with its signature, or the XML with its own.
func (r Request) sent() []byte {
	if r.Binding == Redirect {
		_, query, _ := strings.Cut(r.Address, "?")
		return []byte(query)
	}
	return r.XML
}

// Form is the value of the field SAMLRequest, for the Post binding.
func (r Request) Form() string { return base64.StdEncoding.EncodeToString(r.XML) }

// Request returns a signed AuthnRequest to a provider, by Redirect when the
// provider takes that, else by Post.
func (p *ServiceProvider) Request(provider Provider, now time.Time) (Request, error) {
	request := Request{
		ID: newID(), Provider: provider.EntityID, Issued: now.UTC().Truncate(time.Second),
		Level: p.Profile.Level, RelayState: newToken(),
	}
	for _, request.Binding = range []Binding{Redirect, Post} {
		address, takes := provider.SSO[request.Binding]
		if !takes {
			continue
		}
		root, err := p.composeRequest(request, address)
		if err != nil {
			return Request{}, err
		}
		return p.send(request, root, address)
	}
	return Request{}, fmt.Errorf("identity: provider %s takes requests by no known binding", provider.EntityID)
}

// composeRequest writes the AuthnRequest of the SPID technical rules.
func (p *ServiceProvider) composeRequest(request Request, destination string) (*etree.Element, error) {
	return compose(map[string]string{
		"ID": request.ID, "Issued": formatInstant(request.Issued), "Destination": destination,
		"Issuer": p.EntityID(), "Level": levelPrefix + strconv.Itoa(request.Level),
	}, "authnrequest.xml")
}

// send signs the message as its binding wants: in the query or in the XML.
func (p *ServiceProvider) send(request Request, root *etree.Element, address string) (Request, error) {
	var err error
	request.Address = address
	if request.Binding == Post {
		certificate, err := p.certificate()
		if err != nil {
			return Request{}, err
		}
		if err := signEnveloped(root, 1, p.Key, certificate); err != nil { // right after Issuer
			return Request{}, err
		}
	}
	if request.XML, err = serialize(root); err != nil {
		return Request{}, err
	}
	if request.Binding == Redirect {
		query, err := signedQuery(p.Key, "SAMLRequest", request.XML, request.RelayState)
		if err != nil {
			return Request{}, err
		}
		request.Address = join(address, query)
	}
	return request, nil
}
