package provider

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"sync"

	"serviziscolastici/infra/local/simulators/idp/saml"
)

// portals fetches and keeps the metadata of the service providers.
type portals struct {
	addresses []string
	client    *http.Client
	mu        sync.Mutex
	known     map[string]*saml.ServiceProvider // by entityID
}

// check finds the portal that message comes from and runs verify with its
// metadata. The first failure of a portal whose metadata came from the cache is
// tried again with fresh metadata, so a portal that was rebuilt with new keys
// needs no restart here.
func (p *portals) check(ctx context.Context, message *saml.Message,
	verify func(*saml.ServiceProvider) error) error {
	issuer, err := message.Issuer()
	if err != nil {
		return err
	}
	if cached := p.cached(issuer); cached != nil {
		if err := verify(cached); err == nil {
			return nil
		}
	}
	fresh, err := p.fetch(ctx, issuer)
	if err != nil {
		return err
	}
	return verify(fresh)
}

func (p *portals) cached(issuer string) *saml.ServiceProvider {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.known[issuer]
}

func (p *portals) fetch(ctx context.Context, issuer string) (*saml.ServiceProvider, error) {
	var failures []error
	for _, address := range p.addresses {
		provider, err := p.download(ctx, address)
		if err != nil {
			failures = append(failures, fmt.Errorf("metadata del portale da %s: %w", address, err))
			continue
		}
		p.mu.Lock()
		p.known[provider.EntityID] = provider
		p.mu.Unlock()
	}
	if found := p.cached(issuer); found != nil && len(failures) < len(p.addresses) {
		return found, nil
	}
	return nil, errors.Join(append(failures, fmt.Errorf("il portale %q non è conosciuto", issuer))...)
}

func (p *portals) download(ctx context.Context, address string) (*saml.ServiceProvider, error) {
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, address, nil)
	if err != nil {
		return nil, err
	}
	response, err := p.client.Do(request)
	if err != nil {
		return nil, err
	}
	defer func() { _ = response.Body.Close() }()
	if response.StatusCode != http.StatusOK {
		return nil, fmt.Errorf("HTTP %d", response.StatusCode)
	}
	xml, err := io.ReadAll(io.LimitReader(response.Body, 256<<10))
	if err != nil {
		return nil, err
	}
	return saml.ParseServiceProvider(xml)
}
