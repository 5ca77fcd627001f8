package cns

import (
	"context"
	"crypto/x509"
	"encoding/pem"
	"errors"
	"fmt"
	"sync"
	"time"

	"serviziscolastici/shared/calendar"
)

// How long the list of authorities counts as fresh, and when a list that could
// not be read is tried again.
const (
	authoritiesFresh = 6 * time.Hour
	authoritiesRetry = 5 * time.Minute
)

// Authorities are the authorities that issue CNS cards, as AgID's trusted
// list names them. They are read when first needed, again some hours later, and
// the last good list stays when that fails. It is safe for concurrent use.
type Authorities struct {
	// Read returns the list: certificates in PEM form.
	Read  func(ctx context.Context) ([]byte, error)
	Clock calendar.Clock
	// Report, when set, hears of a list that could not be read.
	Report func(error)

	mutex sync.Mutex
	good  *x509.CertPool
	next  time.Time
}

// pool returns the authorities. The error says that there has never been a list.
func (a *Authorities) pool(ctx context.Context) (*x509.CertPool, error) {
	a.mutex.Lock()
	defer a.mutex.Unlock()
	now := a.Clock()
	if a.good != nil && now.Before(a.next) {
		return a.good, nil
	}
	list, err := a.Read(ctx)
	if err == nil {
		var pool *x509.CertPool
		if pool, err = parseAuthorities(list); err == nil {
			a.good, a.next = pool, now.Add(authoritiesFresh)
			return pool, nil
		}
	}
	if a.Report != nil {
		a.Report(fmt.Errorf("list of card authorities: %w", err))
	}
	if a.good == nil {
		return nil, err
	}
	a.next = now.Add(authoritiesRetry)
	return a.good, nil
}

// errNoAuthority refuses a list that would lock everybody out.
var errNoAuthority = errors.New("no certificate of an authority")

// parseAuthorities reads a list. Anything in it that is no authority's
// certificate spoils the whole: a list that was cut off must not replace a good one.
func parseAuthorities(list []byte) (*x509.CertPool, error) {
	pool, found := x509.NewCertPool(), false
	for block, rest := pem.Decode(list); block != nil; block, rest = pem.Decode(rest) {
		certificate, err := x509.ParseCertificate(block.Bytes)
		if err != nil {
			return nil, err
		}
		if !certificate.IsCA {
			return nil, fmt.Errorf("%s is no authority", certificate.Subject)
		}
		pool.AddCert(certificate)
		found = true
	}
	if !found {
		return nil, errNoAuthority
	}
	return pool, nil
}
