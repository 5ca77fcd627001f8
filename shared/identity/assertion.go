package identity

import (
	"strings"
	"time"

	"github.com/beevik/etree"

	"serviziscolastici/shared/calendar"
)

// Assertion is what a provider says about a citizen, after every check.
type Assertion struct {
	ID string
	// Until is when it stops being usable, the tolerance for clocks included.
	Until time.Time
	// Level is 1 to 3, at least the requested one.
	Level int
	// NameID and its qualifier name the citizen for this login only.
	NameID, NameQualifier string
	// Attributes are the values by name, trimmed.
	Attributes map[string]string
}

// checkAssertion examines an Assertion whose signature has been verified.
func (p *ServiceProvider) checkAssertion(element *etree.Element, pending PendingLogin, provider Provider,
	now time.Time) (Assertion, error) {
	assertion := Assertion{ID: attribute(element, "ID")}
	switch {
	case attribute(element, "Version") != "2.0":
		return Assertion{}, Refuse(AssertionVersion, "")
	case !issuedInTime(element, pending, now):
		return Assertion{}, Refuse(AssertionInstant, "")
	}
	if err := p.checkIssuer(element, provider); err != nil {
		return Assertion{}, err
	}
	steps := []func(*Assertion, *etree.Element, PendingLogin, time.Time) error{
		p.readSubject, p.readConditions, p.readLevel, p.readAttributes,
	}
	for _, step := range steps {
		if err := step(&assertion, element, pending, now); err != nil {
			return Assertion{}, err
		}
	}
	return assertion, nil
}

func (p *ServiceProvider) checkIssuer(element *etree.Element, provider Provider) error {
	issuer, found := only(element, nsAssertion, "Issuer")
	if !found || text(issuer) != provider.EntityID {
		return Refuse(AssertionIssuer, "")
	}
	format := issuer.SelectAttr("Format")
	if format == nil && p.Profile.AnyIssuerFormat {
		return nil
	}
	if format == nil || format.Value != formatEntity {
		return Refuse(AssertionIssuer, "Format")
	}
	return nil
}

// readSubject wants a transient name and one bearer confirmation for this
// portal and this request.
func (p *ServiceProvider) readSubject(assertion *Assertion, element *etree.Element, pending PendingLogin,
	now time.Time) error {
	subject, found := only(element, nsAssertion, "Subject")
	if !found {
		return Refuse(BadSubject, "no Subject")
	}
	name, found := only(subject, nsAssertion, "NameID")
	if !found {
		return Refuse(BadSubject, "no NameID")
	}
	assertion.NameID, assertion.NameQualifier = text(name), attribute(name, "NameQualifier")
	if assertion.NameID == "" || strings.TrimSpace(assertion.NameQualifier) == "" ||
		attribute(name, "Format") != formatTransient {
		return Refuse(BadSubject, "NameID")
	}
	confirmation, found := only(subject, nsAssertion, "SubjectConfirmation")
	if !found || attribute(confirmation, "Method") != methodBearer {
		return Refuse(BadConfirmation, "Method")
	}
	data, found := only(confirmation, nsAssertion, "SubjectConfirmationData")
	if !found {
		return Refuse(BadConfirmation, "no data")
	}
	until, ok := instant(data, "NotOnOrAfter")
	switch {
	case attribute(data, "Recipient") != p.ACS():
		return Refuse(BadConfirmation, "Recipient")
	case attribute(data, "InResponseTo") != pending.Request:
		return Refuse(BadConfirmation, "InResponseTo")
	case !ok || calendar.Past(until, now):
		return Refuse(BadConfirmation, "NotOnOrAfter")
	case !begun(data, now):
		return Refuse(BadConfirmation, "NotBefore")
	}
	assertion.Until = until.Add(calendar.Tolerance)
	return nil
}

// readConditions wants a time frame around now and this portal as audience.
func (p *ServiceProvider) readConditions(assertion *Assertion, element *etree.Element, _ PendingLogin,
	now time.Time) error {
	conditions, found := only(element, nsAssertion, "Conditions")
	if !found {
		return Refuse(BadConditions, "none")
	}
	from, ok := instant(conditions, "NotBefore")
	if !ok || calendar.NotYet(from, now) {
		return Refuse(BadConditions, "NotBefore")
	}
	until, ok := instant(conditions, "NotOnOrAfter")
	if !ok || calendar.Past(until, now) {
		return Refuse(BadConditions, "NotOnOrAfter")
	}
	if end := until.Add(calendar.Tolerance); end.After(assertion.Until) {
		assertion.Until = end
	}
	restriction, found := only(conditions, nsAssertion, "AudienceRestriction")
	if !found {
		return Refuse(BadAudience, "no AudienceRestriction")
	}
	audience, found := only(restriction, nsAssertion, "Audience")
	if !found || text(audience) != p.EntityID() {
		return Refuse(BadAudience, "")
	}
	return nil
}

// readLevel wants the requested level or a higher one, reached by now and not over.
func (p *ServiceProvider) readLevel(assertion *Assertion, element *etree.Element, pending PendingLogin,
	now time.Time) error {
	statement, found := only(element, nsAssertion, "AuthnStatement")
	if !found {
		return Refuse(BadLevel, "no AuthnStatement")
	}
	if at, ok := instant(statement, "AuthnInstant"); !ok || calendar.NotYet(at, now) {
		return Refuse(BadLevel, "AuthnInstant")
	}
	if !lasts(statement, "SessionNotOnOrAfter", now) {
		return Refuse(BadLevel, "SessionNotOnOrAfter")
	}
	context, found := only(statement, nsAssertion, "AuthnContext")
	if !found {
		return Refuse(BadLevel, "no AuthnContext")
	}
	class, found := only(context, nsAssertion, "AuthnContextClassRef")
	if !found {
		return Refuse(BadLevel, "no AuthnContextClassRef")
	}
	switch text(class) {
	case levelPrefix + "1":
		assertion.Level = 1
	case levelPrefix + "2":
		assertion.Level = 2
	case levelPrefix + "3":
		assertion.Level = 3
	default:
		return Refuse(BadLevel, "unknown")
	}
	if assertion.Level < pending.Level {
		return Refuse(BadLevel, "%d, want %d", assertion.Level, pending.Level)
	}
	return nil
}

// readAttributes wants the profile's required attributes, each once and with one
// value.
func (p *ServiceProvider) readAttributes(assertion *Assertion, element *etree.Element, _ PendingLogin,
	_ time.Time) error {
	statement, found := only(element, nsAssertion, "AttributeStatement")
	if !found {
		return Refuse(BadAttributes, "no AttributeStatement")
	}
	assertion.Attributes = map[string]string{}
	for _, given := range children(statement, nsAssertion, "Attribute") {
		name := attribute(given, "Name")
		value, found := only(given, nsAssertion, "AttributeValue")
		if _, twice := assertion.Attributes[name]; !found || twice {
			return Refuse(BadAttributes, "one value each")
		}
		assertion.Attributes[name] = text(value)
	}
	for _, name := range p.Profile.Required {
		if assertion.Attributes[name] == "" {
			return Refuse(BadAttributes, "no %s", name)
		}
	}
	return nil
}
