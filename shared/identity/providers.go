package identity

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"os"
	"strings"
	"sync"
	"time"

	"serviziscolastici/shared/calendar"
	"serviziscolastici/shared/problem"
)

// The limits of reading the providers' metadata.
const (
	metadataTimeout = 5 * time.Second
	metadataLimit   = 5 << 20 // bytes; the national aggregate has about 200 KB
	metadataFresh   = 6 * time.Hour
	metadataRetry   = 5 * time.Minute  // after a failed refresh
	metadataAgain   = 10 * time.Second // after one that leaves nothing to work with
)

// Providers knows the identity providers. It reads their metadata when first
// asked, again some hours later, and keeps the last good copy when that fails.
// It is safe for concurrent use.
type Providers struct {
	// Verify, when set, accepts or refuses fetched metadata before it replaces the
	// good copy. See SignedBy.
	Verify func(metadata []byte) error
	// Copies, when set, keep what was good, for a process that starts while the
	// source cannot be reached.
	Copies *Copies
	// Report, when set, hears of a source that could not be read or kept.
	Report func(error)

	clock   calendar.Clock
	client  http.Client
	mutex   sync.Mutex
	sources []*source
}

// source is an address and what was read from it.
type source struct {
	address string
	good    []Provider
	failed  error     // of the last reading
	next    time.Time // when to read again
}

var errNoProviders = problem.New(problem.Unavailable,
	"I gestori di identità non sono raggiungibili in questo momento. Riprova tra qualche minuto.")

// NewProviders reads from a list of addresses separated by blanks: http://,
// https:// or file://.
func NewProviders(addresses string, clock calendar.Clock) *Providers {
	providers := &Providers{clock: clock, client: http.Client{Timeout: metadataTimeout}}
	for _, address := range strings.Fields(addresses) {
		providers.sources = append(providers.sources, &source{address: address})
	}
	return providers
}

// All returns every provider, each entity id once, in the order of the sources.
// The error is problem.Unavailable when no source has ever been read.
func (p *Providers) All(ctx context.Context) ([]Provider, error) {
	p.mutex.Lock()
	defer p.mutex.Unlock()
	var failures []error
	var all []Provider
	known := map[string]bool{}
	for _, source := range p.sources {
		if err := p.refresh(ctx, source); err != nil {
			failures = append(failures, err)
		}
		for _, provider := range source.good {
			if !known[provider.EntityID] {
				known[provider.EntityID] = true
				all = append(all, provider)
			}
		}
	}
	if len(all) == 0 {
		return nil, errNoProviders.Because(errors.Join(failures...))
	}
	return all, nil
}

// Find returns the provider with an entity id. The error is a NoProvider refusal
// when there is none.
func (p *Providers) Find(ctx context.Context, entityID string) (Provider, error) {
	all, err := p.All(ctx)
	if err != nil {
		return Provider{}, err
	}
	for _, provider := range all {
		if provider.EntityID == entityID {
			return provider, nil
		}
	}
	return Provider{}, refuse(NoProvider, "not in the metadata")
}

// refresh reads a source that is due, and returns what the last reading came to.
func (p *Providers) refresh(ctx context.Context, source *source) error {
	now := p.clock()
	if now.Before(source.next) {
		return source.failed
	}
	metadata, providers, err := p.current(ctx, source.address)
	if err != nil {
		return p.failed(ctx, source, err)
	}
	source.good, source.failed, source.next = providers, nil, now.Add(metadataFresh)
	if err := p.Copies.save(ctx, source.address, metadata); err != nil {
		p.report(fmt.Errorf("keep metadata from %s: %w", source.address, err))
	}
	return nil
}

// failed goes on with what was good before, or with the copy of it.
func (p *Providers) failed(ctx context.Context, source *source, cause error) error {
	source.failed = fmt.Errorf("metadata from %s: %w", source.address, cause)
	p.report(source.failed)
	if source.good == nil {
		source.good = p.Copies.load(ctx, source.address)
	}
	source.next = p.clock().Add(metadataRetry)
	if source.good == nil {
		source.next = p.clock().Add(metadataAgain)
	}
	return source.failed
}

// current reads a source now.
func (p *Providers) current(ctx context.Context, address string) ([]byte, []Provider, error) {
	metadata, err := p.read(ctx, address)
	if err == nil && p.Verify != nil {
		err = p.Verify(metadata)
	}
	if err != nil {
		return nil, nil, err
	}
	providers, err := ParseProviders(metadata)
	return metadata, providers, err
}

func (p *Providers) report(err error) {
	if p.Report != nil {
		p.Report(err)
	}
}

func (p *Providers) read(ctx context.Context, text string) ([]byte, error) {
	address, err := url.Parse(text)
	if err != nil {
		return nil, err
	}
	switch address.Scheme {
	case "file":
		return readFile(address.Path)
	case "http", "https":
		return p.fetch(ctx, text)
	default:
		return nil, fmt.Errorf("cannot read from %q addresses", address.Scheme)
	}
}

func readFile(path string) ([]byte, error) {
	file, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer file.Close()
	return readLimited(file)
}

func (p *Providers) fetch(ctx context.Context, address string) ([]byte, error) {
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, address, nil)
	if err != nil {
		return nil, err
	}
	response, err := p.client.Do(request)
	if err != nil {
		return nil, err
	}
	defer response.Body.Close()
	if response.StatusCode != http.StatusOK {
		return nil, fmt.Errorf("status %d", response.StatusCode)
	}
	return readLimited(response.Body)
}

func readLimited(from io.Reader) ([]byte, error) {
	content, err := io.ReadAll(io.LimitReader(from, metadataLimit+1))
	if err == nil && len(content) > metadataLimit {
		return nil, fmt.Errorf("more than %d bytes", metadataLimit)
	}
	return content, err
}
