package identity

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"sync"
	"time"

	"serviziscolastici/shared/calendar"
	"serviziscolastici/shared/problem"
)

// When the providers' metadata is read.
const (
	metadataFresh = 6 * time.Hour
	metadataRetry = 5 * time.Minute  // after a failed refresh
	metadataAgain = 10 * time.Second // after one that leaves nothing to work with
)

// Providers knows the identity providers. It reads their metadata when what it has
// is some hours old, and keeps the last good copy when that fails. It is safe for
// concurrent use.
type Providers struct {
	// Verify, when set, accepts or refuses fetched metadata before it replaces the
	// good copy. See SignedBy.
	Verify func(metadata []byte) error
	// Copies, when set, keep what was good for processes that start later: with the
	// source out of reach, or simply read by another one a while ago.
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

// local reports whether the source is a file of this machine.
func (s *source) local() bool { return strings.HasPrefix(s.address, "file:") }

var errNoProviders = problem.New(problem.Unavailable,
	"I gestori di identità non sono raggiungibili in questo momento. Riprova tra qualche minuto.")

// NewProviders reads from a list of addresses separated by blanks: http://,
// https:// or file://.
func NewProviders(addresses string, clock calendar.Clock) *Providers {
	providers := &Providers{clock: clock, client: newMetadataClient()}
	for _, address := range strings.Fields(addresses) {
		providers.sources = append(providers.sources, &source{address: address})
	}
	return providers
}

// All returns every provider, each entity id once, in the order of the sources.
// The error is problem.Unavailable when no source has ever been read. There are none when
// there are no sources.
func (p *Providers) All(ctx context.Context) ([]Provider, error) {
	if p.Off() {
		return nil, nil
	}
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
			if !known[provider.EntityID] && !provider.over(p.clock()) {
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

// Off reports whether there are no sources, because the installation does without this way in.
func (p *Providers) Off() bool { return len(p.sources) == 0 }

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
	return Provider{}, Refuse(NoProvider, "not in the metadata")
}

// refresh reads a source that is due, and returns what the last reading came to.
func (p *Providers) refresh(ctx context.Context, source *source) error {
	now := p.clock()
	if now.Before(source.next) {
		return source.failed
	}
	if source.good == nil { // This process has just started.
		p.recall(ctx, source)
		if now.Before(source.next) {
			return nil
		}
	}
	metadata, err := p.read(ctx, source.address)
	if err != nil {
		return p.failed(source, err)
	}
	providers, err := p.believe(metadata)
	if err != nil {
		return p.failed(source, err)
	}
	source.good, source.failed, source.next = providers, nil, due(providers, now)
	if source.local() {
		return nil
	}
	if err := p.Copies.save(ctx, source.address, metadata, now); err != nil {
		p.report(fmt.Errorf("keep metadata from %s: %w", source.address, err))
	}
	return nil
}

// recall takes what another process has read, if it still holds.
func (p *Providers) recall(ctx context.Context, source *source) {
	if source.local() { // A file is as near as its copy, and may have changed.
		return
	}
	metadata, read, found := p.Copies.load(ctx, source.address)
	if !found {
		return
	}
	if providers, err := p.believe(metadata); err == nil {
		source.good, source.next = providers, due(providers, read)
	}
}

// due returns when metadata is read again: as soon as any of it is over.
func due(providers []Provider, read time.Time) time.Time {
	next := read.Add(metadataFresh)
	for _, provider := range providers {
		if end := provider.Until.Add(calendar.Tolerance); !provider.Until.IsZero() && end.Before(next) {
			next = end
		}
	}
	return next
}

// failed goes on with what was good before.
func (p *Providers) failed(source *source, cause error) error {
	source.failed = fmt.Errorf("metadata from %s: %w", source.address, cause)
	p.report(source.failed)
	source.next = p.clock().Add(metadataRetry)
	if source.good == nil {
		source.next = p.clock().Add(metadataAgain)
	}
	return source.failed
}

// believe checks metadata and reads its providers. The error is ErrOver when it
// speaks for none of them any more.
func (p *Providers) believe(metadata []byte) ([]Provider, error) {
	if p.Verify != nil {
		if err := p.Verify(metadata); err != nil {
			return nil, err
		}
	}
	providers, err := ParseProviders(metadata)
	if err != nil {
		return nil, err
	}
	providers = slices.DeleteFunc(providers, func(one Provider) bool { return one.over(p.clock()) })
	if len(providers) == 0 {
		return nil, ErrOver
	}
	return providers, nil
}

func (p *Providers) report(err error) {
	if p.Report != nil {
		p.Report(err)
	}
}
