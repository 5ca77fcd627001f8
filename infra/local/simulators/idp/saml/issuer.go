package saml

import (
	"encoding/base64"
	"errors"
	"net/url"
	"strconv"
	"strings"
	"time"

	"github.com/beevik/etree"
)

// Issuer is this identity provider as its messages name it.
type Issuer struct {
	EntityID string
	SSO      string // address of the single sign-on service, both bindings
	SLO      string // address of the single logout service, both bindings
	Home     string
	Key      *Key
	// Card plays the provider of the identity card (CIE): no Format on its name, always
	// level 3, and all that it knows of a citizen, whatever was asked.
	Card bool
}

// Name is what citizens know the provider by.
func (i *Issuer) Name() string {
	if i.Card {
		return "Carta d'identità elettronica di prova"
	}
	return "Gestore di prova"
}

// Destinations are the addresses that a request may name: the SSO address it
// arrives at and, by an old rule that SPID keeps and CIE never had, the entityID.
func (i *Issuer) Destinations() []string {
	if i.Card {
		return []string{i.SSO}
	}
	return []string{i.SSO, i.EntityID}
}

// cardAttributes are what the identity card's provider knows.
var cardAttributes = []string{"name", "familyName", "dateOfBirth", "fiscalNumber"}

// Attribute is one thing that the provider tells about a citizen.
type Attribute struct {
	Name, Value string
	Type        string // XML Schema type: string or date
}

// Answer is what the citizen's choice on the login page leads to.
type Answer struct {
	Level      int         // level of the authentication, 1 to 3
	Attributes []Attribute // about the citizen; the portal gets those it asked for
	Anomaly    string      // "nr19" … "nr30": a failure instead of an identity
	Fault      Fault       // what is wrong with the message itself
}

// validity is how long an assertion may be used.
const validity = 5 * time.Minute

// Metadata returns the provider's signed metadata.
func (i *Issuer) Metadata() ([]byte, error) {
	root, err := compose("metadata.xml", map[string]string{
		"EntityID": i.EntityID, "ID": newID(), "Certificate": i.Key.Certificate(),
		"SSO": i.SSO, "SLO": i.SLO, "Home": i.Home, "Name": i.Name(),
	})
	if err != nil {
		return nil, err
	}
	if err := i.Key.sign(root, nil); err != nil {
		return nil, err
	}
	return serialize(root)
}

// Respond returns the signed Response to request; a success has its Assertion
// signed too, as SPID wants it.
func (i *Issuer) Respond(request *Request, answer Answer, now time.Time) ([]byte, error) {
	now = now.UTC()
	names := request.Attributes
	if i.Card {
		names, answer.Level = cardAttributes, 3
	}
	from, until := answer.Fault.lifetime(now)
	data := map[string]any{
		"ID": newID(), "AssertionID": newID(), "Issuer": i.EntityID, "Audience": request.Issuer,
		"Consumer": request.Consumer, "RequestID": request.ID, "NameID": newID(), "Anomaly": answer.Anomaly,
		"Now": now.Format(timeFormat), "From": from.Format(timeFormat), "Until": until.Format(timeFormat),
		"Card": i.Card, "Level": levelPrefix + strconv.Itoa(answer.Level), "Attributes": wanted(names, answer.Attributes),
	}
	if answer.Level == 1 {
		data["SessionIndex"] = newID()
	}
	root, err := compose("response.xml", data)
	if err != nil {
		return nil, err
	}
	key, err := answer.Fault.key(i.Key, now)
	if err != nil {
		return nil, err
	}
	for _, element := range append(children(root, nsAssertion, "Assertion"), root) {
		if err := key.signAfterIssuer(element); err != nil {
			return nil, err
		}
	}
	return serialize(root)
}

// signAfterIssuer signs an element where SAML wants the signature. No key signs
// nothing.
func (k *Key) signAfterIssuer(element *etree.Element) error {
	if k == nil {
		return nil
	}
	issuer, err := only(element, nsAssertion, "Issuer")
	if err != nil {
		return err
	}
	return k.sign(element, issuer)
}

// wanted picks the attributes of the given names, in their order.
func wanted(names []string, known []Attribute) []Attribute {
	var picked []Attribute
	for _, name := range names {
		for _, attribute := range known {
			if attribute.Name == name && attribute.Value != "" {
				picked = append(picked, attribute)
			}
		}
	}
	return picked
}

// Logout checks a LogoutRequest and returns the address, with a signed
// LogoutResponse in its query, that the browser goes to next.
func (i *Issuer) Logout(message *Message, provider *ServiceProvider, now time.Time) (string, error) {
	root, err := message.Verify(provider)
	if err != nil {
		return "", err
	}
	if !is(root, nsProtocol, "LogoutRequest") || attribute(root, "Destination") != i.SLO {
		return "", errors.New("not a LogoutRequest for this provider")
	}
	if provider.Logout == "" {
		return "", errors.New("the service provider's metadata has no logout address by Redirect")
	}
	response, err := compose("logout.xml", map[string]string{
		"ID": newID(), "Now": now.UTC().Format(timeFormat), "Destination": provider.Logout,
		"RequestID": attribute(root, "ID"), "Issuer": i.EntityID,
	})
	if err != nil {
		return "", err
	}
	return i.redirect(provider.Logout, response, message.RelayState)
}

// redirect writes a message by the HTTP-Redirect binding: the signature covers
// exactly the bytes that precede it.
func (i *Issuer) redirect(address string, root *etree.Element, relayState string) (string, error) {
	xml, err := serialize(root)
	if err != nil {
		return "", err
	}
	compressed, err := deflate(xml)
	if err != nil {
		return "", err
	}
	query := "SAMLResponse=" + url.QueryEscape(base64.StdEncoding.EncodeToString(compressed))
	if relayState != "" {
		query += "&RelayState=" + url.QueryEscape(relayState)
	}
	query += "&SigAlg=" + url.QueryEscape(algorithmSHA256)
	signature, err := i.Key.signQuery(query)
	if err != nil {
		return "", err
	}
	query += "&Signature=" + url.QueryEscape(base64.StdEncoding.EncodeToString(signature))
	separator := "?"
	if strings.Contains(address, "?") {
		separator = "&"
	}
	return address + separator + query, nil
}
