package identity

import (
	"crypto/x509"
	"encoding/base64"
	"encoding/xml"
	"errors"
	"fmt"
	"net/url"
	"slices"
	"strings"
	"time"

	"serviziscolastici/shared/calendar"
)

// Provider is an identity provider as its metadata describes it.
type Provider struct {
	EntityID string
	// Name is what citizens know it by.
	Name string
	// SSO and SLO are the addresses for requests, by binding.
	SSO, SLO map[Binding]string
	// SLOResponse are the addresses for logout answers, by binding.
	SLOResponse map[Binding]string
	// Certificates verify its signatures. There are two while it changes its key.
	Certificates []*x509.Certificate
	// Until is when the metadata stops speaking for it (SAML metadata, validUntil), the
	// zero time for never: whoever withholds newer metadata cannot keep an old key alive.
	Until time.Time
}

// over reports whether the metadata no longer speaks for the provider.
func (p Provider) over(now time.Time) bool { return !p.Until.IsZero() && calendar.Past(p.Until, now) }

// preferring returns the provider with one binding only, if it has that one.
func (p Provider) preferring(binding Binding) Provider {
	if address, takes := p.SSO[binding]; takes {
		p.SSO = map[Binding]string{binding: address}
	}
	return p
}

// ErrMetadata says that a document holds no usable identity provider.
var ErrMetadata = errors.New("identity: no identity provider in the metadata")

// ErrOver says that metadata is past the time until which it was valid.
var ErrOver = errors.New("identity: metadata past its validUntil")

// entities is an EntitiesDescriptor, or a lone EntityDescriptor.
type entities struct {
	XMLName  xml.Name
	EntityID string     `xml:"entityID,attr"`
	Until    until      `xml:"validUntil,attr"`
	Groups   []entities `xml:"urn:oasis:names:tc:SAML:2.0:metadata EntitiesDescriptor"`
	Entities []entities `xml:"urn:oasis:names:tc:SAML:2.0:metadata EntityDescriptor"`
	Roles    []role     `xml:"urn:oasis:names:tc:SAML:2.0:metadata IDPSSODescriptor"`
	Names    []named    `xml:"urn:oasis:names:tc:SAML:2.0:metadata Organization>OrganizationDisplayName"`

	end time.Time // of the groups around it and its own
}

// named is a name in some language.
type named struct {
	Language string `xml:"http://www.w3.org/XML/1998/namespace lang,attr"`
	Text     string `xml:",chardata"`
}

type role struct {
	Until until `xml:"validUntil,attr"`
	Keys  []struct {
		Use          string   `xml:"use,attr"`
		Certificates []string `xml:"http://www.w3.org/2000/09/xmldsig# KeyInfo>X509Data>X509Certificate"`
	} `xml:"urn:oasis:names:tc:SAML:2.0:metadata KeyDescriptor"`
	SSO []service `xml:"urn:oasis:names:tc:SAML:2.0:metadata SingleSignOnService"`
	SLO []service `xml:"urn:oasis:names:tc:SAML:2.0:metadata SingleLogoutService"`
}

type service struct {
	Binding          Binding `xml:"Binding,attr"`
	Location         string  `xml:"Location,attr"`
	ResponseLocation string  `xml:"ResponseLocation,attr"`
}

// until is a validUntil: "" for none.
type until string

// or returns the earlier of two ends. One that cannot be read has passed already.
func (u until) or(other time.Time) time.Time {
	if u == "" {
		return other
	}
	at, err := calendar.ParseXMLTime(string(u), time.UTC)
	if err != nil {
		return time.Unix(0, 0)
	}
	if other.IsZero() || at.Before(other) {
		return at
	}
	return other
}

// ParseProviders reads the identity providers of an EntitiesDescriptor or
// EntityDescriptor. Entities that cannot be used (no key, no address) are left
// out; the error is ErrMetadata when none remains.
func ParseProviders(metadata []byte) ([]Provider, error) {
	var root entities
	if err := xml.Unmarshal(metadata, &root); err != nil {
		return nil, fmt.Errorf("%w: %w", ErrMetadata, err)
	}
	if root.XMLName.Space != nsMetadata {
		return nil, fmt.Errorf("%w: another kind of document", ErrMetadata)
	}
	var providers []Provider
	for _, entity := range root.flat(time.Time{}) {
		if provider, usable := entity.provider(); usable {
			providers = append(providers, provider)
		}
	}
	if len(providers) == 0 {
		return nil, ErrMetadata
	}
	return providers, nil
}

// flat returns the entities themselves, whatever groups they are in, each with the
// earliest end of the groups around it. The XML decoder bounds the depth.
func (e entities) flat(end time.Time) []entities {
	e.end = e.Until.or(end)
	if e.EntityID != "" {
		return []entities{e}
	}
	var all []entities
	for _, inner := range slices.Concat(e.Entities, e.Groups) {
		all = append(all, inner.flat(e.end)...)
	}
	return all
}

func (e entities) provider() (Provider, bool) {
	if e.EntityID == "" || len(e.Roles) != 1 {
		return Provider{}, false
	}
	role := e.Roles[0]
	provider := Provider{
		EntityID: strings.TrimSpace(e.EntityID), Name: e.EntityID,
		SSO: locations(role.SSO), SLO: locations(role.SLO), SLOResponse: map[Binding]string{},
		Certificates: role.certificates(), Until: role.Until.or(e.end),
	}
	for _, name := range e.Names {
		text := strings.TrimSpace(name.Text)
		if text != "" && (provider.Name == e.EntityID || name.Language == "it") {
			provider.Name = text // the Italian one, else the first
		}
	}
	for _, logout := range role.SLO {
		provider.SLOResponse[logout.Binding] = provider.SLO[logout.Binding]
		if isWebAddress(logout.ResponseLocation) {
			provider.SLOResponse[logout.Binding] = logout.ResponseLocation
		}
	}
	return provider, len(provider.SSO) > 0 && len(provider.Certificates) > 0
}

// locations keeps the first address of each binding that the portal speaks.
func locations(services []service) map[Binding]string {
	found := map[Binding]string{}
	for _, s := range services {
		spoken := s.Binding == Redirect || s.Binding == Post
		if _, known := found[s.Binding]; spoken && !known && isWebAddress(s.Location) {
			found[s.Binding] = s.Location
		}
	}
	return found
}

func isWebAddress(text string) bool {
	address, err := url.Parse(text)
	return err == nil && (address.Scheme == "https" || address.Scheme == "http") && address.Host != ""
}

// certificates returns the signing certificates that can be read.
func (r role) certificates() []*x509.Certificate {
	var certificates []*x509.Certificate
	for _, key := range r.Keys {
		if key.Use != "" && key.Use != "signing" {
			continue
		}
		for _, text := range key.Certificates {
			der, err := base64.StdEncoding.DecodeString(strings.Join(strings.Fields(text), ""))
			if err != nil {
				continue
			}
			if certificate, err := x509.ParseCertificate(der); err == nil {
				certificates = append(certificates, certificate)
			}
		}
	}
	return certificates
}
