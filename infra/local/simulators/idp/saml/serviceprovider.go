package saml

import (
	"crypto/x509"
	"encoding/base64"
	"errors"
	"fmt"
	"strings"

	"github.com/beevik/etree"
)

// ServiceProvider is what a provider knows of a portal, from its metadata.
type ServiceProvider struct {
	EntityID     string
	Name         string // OrganizationDisplayName, shown to the citizen
	Certificates []*x509.Certificate
	// Consumers are the AssertionConsumerService addresses by their index.
	Consumers map[string]string
	// Attributes are the requested attribute names by AttributeConsumingService index.
	Attributes map[string][]string
	// Logout is the address for logout answers, empty when there is none by Redirect.
	Logout string
}

// ParseServiceProvider reads a portal's metadata. A signature in it must verify
// with one of the certificates that it lists; metadata without one is accepted.
func ParseServiceProvider(xml []byte) (*ServiceProvider, error) {
	root, err := parse(xml)
	if err != nil {
		return nil, err
	}
	if !is(root, nsMetadata, "EntityDescriptor") {
		return nil, fmt.Errorf("metadata: root %s is no EntityDescriptor", root.Tag)
	}
	role, err := only(root, nsMetadata, "SPSSODescriptor")
	if err != nil {
		return nil, err
	}
	provider := &ServiceProvider{EntityID: attribute(root, "entityID"), Name: displayName(root)}
	if provider.Certificates, err = certificates(role); err != nil {
		return nil, err
	}
	if provider.EntityID == "" || len(provider.Certificates) == 0 {
		return nil, errors.New("metadata: entityID or signing certificate missing")
	}
	provider.Consumers = consumers(role)
	provider.Attributes = requestedAttributes(role)
	provider.Logout = logoutAddress(role)
	if len(children(root, nsSignature, "Signature")) == 0 {
		return provider, nil
	}
	if _, err := verifyEnveloped(root, provider.Certificates); err != nil {
		return nil, fmt.Errorf("metadata signature: %w", err)
	}
	return provider, nil
}

func displayName(root *etree.Element) string {
	for _, organization := range children(root, nsMetadata, "Organization") {
		for _, name := range children(organization, nsMetadata, "OrganizationDisplayName") {
			return text(name)
		}
	}
	return attribute(root, "entityID")
}

func certificates(role *etree.Element) ([]*x509.Certificate, error) {
	var found []*x509.Certificate
	for _, descriptor := range children(role, nsMetadata, "KeyDescriptor") {
		if use := attribute(descriptor, "use"); use != "" && use != "signing" {
			continue
		}
		for _, element := range descriptor.FindElements(".//X509Certificate") {
			der, err := base64.StdEncoding.DecodeString(strings.Join(strings.Fields(element.Text()), ""))
			if err != nil {
				return nil, fmt.Errorf("metadata certificate: %w", err)
			}
			certificate, err := x509.ParseCertificate(der)
			if err != nil {
				return nil, fmt.Errorf("metadata certificate: %w", err)
			}
			found = append(found, certificate)
		}
	}
	return found, nil
}

func consumers(role *etree.Element) map[string]string {
	found := map[string]string{}
	for _, service := range children(role, nsMetadata, "AssertionConsumerService") {
		if attribute(service, "Binding") == bindingPost {
			found[attribute(service, "index")] = attribute(service, "Location")
		}
	}
	return found
}

func requestedAttributes(role *etree.Element) map[string][]string {
	found := map[string][]string{}
	for _, service := range children(role, nsMetadata, "AttributeConsumingService") {
		var names []string
		for _, requested := range children(service, nsMetadata, "RequestedAttribute") {
			names = append(names, attribute(requested, "Name"))
		}
		found[attribute(service, "index")] = names
	}
	return found
}

func logoutAddress(role *etree.Element) string {
	for _, service := range children(role, nsMetadata, "SingleLogoutService") {
		if attribute(service, "Binding") != bindingRedirect {
			continue
		}
		if response := attribute(service, "ResponseLocation"); response != "" {
			return response
		}
		return attribute(service, "Location")
	}
	return ""
}
