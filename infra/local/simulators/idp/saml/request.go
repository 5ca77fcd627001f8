package saml

import (
	"errors"
	"fmt"
	"regexp"
	"slices"
	"strings"
	"time"

	"github.com/beevik/etree"
)

// Request is an AuthnRequest that passed every check.
type Request struct {
	ID         string
	Issuer     string
	Consumer   string   // where the answer goes
	Attributes []string // names the portal asked for
	Level      int      // 1, 2 or 3
	RelayState string
}

var (
	identifier = regexp.MustCompile(`^[A-Za-z_][A-Za-z0-9_.\-]*$`)
	instant    = regexp.MustCompile(`^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,9})?Z$`)
)

// maxSkew is how far a request's IssueInstant may be from the provider's clock.
const maxSkew = 5 * time.Minute

// CheckRequest verifies message and every SPID rule of an AuthnRequest.
// destinations are the addresses it may name.
func CheckRequest(message *Message, provider *ServiceProvider, destinations []string,
	now time.Time) (*Request, error) {
	root, err := message.Verify(provider)
	if err != nil {
		return nil, fmt.Errorf("firma: %w", err)
	}
	request := &Request{
		ID: attribute(root, "ID"), Issuer: provider.EntityID, RelayState: message.RelayState,
		Consumer:   provider.Consumers[attribute(root, "AssertionConsumerServiceIndex")],
		Attributes: provider.Attributes[attribute(root, "AttributeConsumingServiceIndex")],
	}
	if request.Level, err = requestedLevel(root); err != nil {
		return nil, err
	}
	checks := []error{
		checkEnvelope(root, destinations, now),
		checkIssuer(root, provider.EntityID),
		checkServices(root, request),
		checkPolicy(root),
		checkForce(root, request.Level),
		checkRelay(message.RelayState),
	}
	if err := errors.Join(checks...); err != nil {
		return nil, err
	}
	return request, nil
}

func checkEnvelope(root *etree.Element, destinations []string, now time.Time) error {
	switch issued := attribute(root, "IssueInstant"); {
	case !is(root, nsProtocol, "AuthnRequest"):
		return fmt.Errorf("radice %s: serve AuthnRequest", root.Tag)
	case !identifier.MatchString(attribute(root, "ID")):
		return errors.New("ID assente o non valido")
	case attribute(root, "Version") != "2.0":
		return errors.New("attributo Version diverso da 2.0")
	case !slices.Contains(destinations, attribute(root, "Destination")):
		return fmt.Errorf("attributo Destination: %q non è questo gestore", attribute(root, "Destination"))
	case root.SelectAttr("IsPassive") != nil:
		return errors.New("IsPassive non è ammesso")
	default:
		return checkInstant(issued, now)
	}
}

func checkInstant(issued string, now time.Time) error {
	if !instant.MatchString(issued) {
		return fmt.Errorf("IssueInstant %q non è nel formato UTC", issued)
	}
	at, err := time.Parse(time.RFC3339, issued)
	if err != nil || at.Sub(now).Abs() > maxSkew {
		return fmt.Errorf("IssueInstant %q è lontano dall'ora del gestore", issued)
	}
	return nil
}

func checkIssuer(root *etree.Element, entityID string) error {
	issuer, err := only(root, nsAssertion, "Issuer")
	switch {
	case err != nil:
		return err
	case issuer.Text() != entityID:
		return errors.New("Issuer con spazi o diverso dall'entityID")
	case attribute(issuer, "Format") != formatEntity:
		return errors.New("Issuer/@Format diverso da entity")
	case attribute(issuer, "NameQualifier") != entityID:
		return errors.New("Issuer/@NameQualifier diverso dall'entityID")
	}
	return nil
}

// checkServices accepts the two services by index only, as SPID recommends.
func checkServices(root *etree.Element, request *Request) error {
	switch {
	case root.SelectAttr("AssertionConsumerServiceURL") != nil || root.SelectAttr("ProtocolBinding") != nil:
		return errors.New("AssertionConsumerServiceURL e ProtocolBinding non sono ammessi insieme all'indice")
	case request.Consumer == "":
		return errors.New("AssertionConsumerServiceIndex assente o non presente nei metadata")
	case len(request.Attributes) == 0:
		return errors.New("AttributeConsumingServiceIndex assente o non presente nei metadata")
	}
	return nil
}

func checkPolicy(root *etree.Element) error {
	policy, err := only(root, nsProtocol, "NameIDPolicy")
	switch {
	case err != nil:
		return err
	case attribute(policy, "Format") != formatTransient:
		return errors.New("NameIDPolicy/@Format diverso da transient")
	case policy.SelectAttr("AllowCreate") != nil:
		return errors.New("NameIDPolicy/@AllowCreate non è ammesso")
	}
	return nil
}

func requestedLevel(root *etree.Element) (int, error) {
	context, err := only(root, nsProtocol, "RequestedAuthnContext")
	if err != nil {
		return 0, err
	}
	comparison := attribute(context, "Comparison")
	if !slices.Contains([]string{"exact", "minimum", "better", "maximum"}, comparison) {
		return 0, fmt.Errorf("RequestedAuthnContext/@Comparison %q non valido", comparison)
	}
	class, err := only(context, nsAssertion, "AuthnContextClassRef")
	if err != nil {
		return 0, err
	}
	switch class.Text() {
	case levelPrefix + "1":
		return 1, nil
	case levelPrefix + "2":
		return 2, nil
	case levelPrefix + "3":
		return 3, nil
	}
	return 0, fmt.Errorf("AuthnContextClassRef %q sconosciuto", class.Text())
}

func checkForce(root *etree.Element, level int) error {
	if level > 1 && attribute(root, "ForceAuthn") != "true" {
		return errors.New("ForceAuthn=\"true\" è obbligatorio per i livelli 2 e 3")
	}
	return nil
}

func checkRelay(state string) error {
	switch {
	case state == "":
		return errors.New("RelayState assente")
	case len(state) > 80:
		return errors.New("RelayState più lungo di 80 caratteri")
	case strings.Contains(state, "http"):
		return errors.New("RelayState contiene un indirizzo")
	}
	return nil
}
