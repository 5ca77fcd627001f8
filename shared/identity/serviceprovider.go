package identity

import (
	"encoding/base64"
	"fmt"
	"strings"
	"time"
)

// ServiceProvider is the portal as identity providers know it.
type ServiceProvider struct {
	Profile Profile
	// PortalURL is the portal's public address without a final slash. All
	// addresses in messages come from it, never from a request's Host.
	PortalURL    string
	Organization Organization
	// Keys sign: the first does, the others are published beside it.
	Keys []*SigningKey
}

// EntityID is the portal's name in the federation, and where its metadata is.
func (p *ServiceProvider) EntityID() string { return p.PortalURL + p.Profile.Path + "/metadata" }

// ACS is where Responses arrive (assertion consumer service).
func (p *ServiceProvider) ACS() string { return p.PortalURL + p.Profile.Path + "/acs" }

// SLO is where logout messages arrive (single logout).
func (p *ServiceProvider) SLO() string { return p.PortalURL + p.Profile.Path + "/slo" }

// Metadata returns the signed metadata of a public body: for SPID in the form of
// Avviso n. 29, for CIE in that of the technical manual. The same input makes the
// same bytes, always: the federation keeps a copy.
func (p *ServiceProvider) Metadata() ([]byte, error) {
	if err := p.Organization.check(p.Profile); err != nil {
		return nil, err
	}
	certificates, err := p.Certificates()
	if err != nil {
		return nil, err
	}
	published := make([]string, len(certificates))
	for i, certificate := range certificates {
		published[i] = base64.StdEncoding.EncodeToString(certificate)
	}
	root, err := compose(map[string]any{
		"EntityID": p.EntityID(), "ID": "_" + hash(p.EntityID()), "ACS": p.ACS(), "SLO": p.SLO(),
		"Certificates": published, "Attributes": p.Profile.Attributes,
		"Organization": p.Organization, "Telephone": p.Organization.telephone(),
		"Belfiore": p.Organization.belfiore(),
	}, "metadata.xml", p.Profile.contact)
	if err != nil {
		return nil, err
	}
	unsigned, err := serialize(root)
	if err != nil {
		return nil, err
	}
	return p.Keys[0].once("metadata "+string(unsigned), func() ([]byte, error) {
		if err := signEnveloped(root, 0, p.Keys[0], certificates[0]); err != nil {
			return nil, err
		}
		return serialize(root)
	})
}

// Certificates returns the certificates that the metadata publishes, in DER, in the
// order of the keys.
func (p *ServiceProvider) Certificates() ([][]byte, error) {
	certificates := make([][]byte, len(p.Keys))
	for i, key := range p.Keys {
		var err error
		if certificates[i], err = p.certificate(key); err != nil {
			return nil, err
		}
	}
	return certificates, nil
}

// certificate returns a key's certificate for the portal, in DER.
func (p *ServiceProvider) certificate(key *SigningKey) ([]byte, error) {
	return key.once(fmt.Sprintf("certificate %q", []any{p.Organization, p.EntityID()}), func() ([]byte, error) {
		return Certificate(key, p.Organization, p.EntityID())
	})
}

// formatInstant writes a time as SAML wants it. Whole seconds, because some
// providers cut fractions off, and would then seem to answer before we ask.
func formatInstant(at time.Time) string { return at.UTC().Format("2006-01-02T15:04:05Z") }

// join appends a query to an address that may already have one.
func join(address, query string) string {
	separator := "?"
	if strings.Contains(address, "?") {
		separator = "&"
	}
	return address + separator + query
}
