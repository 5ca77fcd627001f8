package identity

import (
	"encoding/base64"
	"strings"

	"github.com/beevik/etree"
)

// Message is a signed message that is about to leave with the browser.
type Message struct {
	// Field is SAMLRequest or SAMLResponse, in the query or in a form.
	Field   string
	Binding Binding
	// Address is where the browser goes. By Redirect it holds the whole message;
	// by Post the browser sends there a form with Field and RelayState.
	Address    string
	RelayState string
	// XML is the message before its encoding for the binding.
	XML []byte
}

// Form is the value of Field, for the Post binding.
func (m Message) Form() string { return base64.StdEncoding.EncodeToString(m.XML) }

// sent is what leaves: the query with its signature, or the XML with its own.
func (m Message) sent() []byte {
	if m.Binding == Redirect {
		_, query, _ := strings.Cut(m.Address, "?")
		return []byte(query)
	}
	return m.XML
}

// towards is a message without content to one of a provider's addresses: by
// Redirect when the provider takes that, else by Post, false for neither.
func towards(addresses map[Binding]string) (Message, bool) {
	for _, binding := range []Binding{Redirect, Post} {
		if address := addresses[binding]; address != "" {
			return Message{Binding: binding, Address: address}, true
		}
	}
	return Message{}, false
}

// send signs a message as its binding wants: in the query or in the XML.
func (p *ServiceProvider) send(message Message, root *etree.Element) (Message, error) {
	var err error
	if message.Binding == Post {
		certificate, err := p.certificate(p.Keys[0])
		if err != nil {
			return Message{}, err
		}
		if err := signEnveloped(root, 1, p.Keys[0], certificate); err != nil { // right after Issuer
			return Message{}, err
		}
	}
	if message.XML, err = serialize(root); err != nil {
		return Message{}, err
	}
	if message.Binding == Redirect {
		query, err := signedQuery(p.Keys[0], message.Field, message.XML, message.RelayState)
		if err != nil {
			return Message{}, err
		}
		message.Address = join(message.Address, query)
	}
	return message, nil
}
