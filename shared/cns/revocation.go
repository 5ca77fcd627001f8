package cns

import (
	"bytes"
	"compress/gzip"
	"context"
	"crypto/sha256"
	"crypto/x509"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"slices"
	"sync"
	"time"

	"serviziscolastici/shared/calendar"
	"serviziscolastici/shared/dynamo"
	"serviziscolastici/shared/identity"
	"serviziscolastici/shared/outgoing"
)

// The limits of reading lists of revoked cards.
const (
	listTimeout = 4 * time.Second
	listLimit   = 16 << 20 // bytes
	listFresh   = time.Hour
	listRetry   = 5 * time.Minute // after a failed refresh
	// copyLimit is the largest compressed list that is kept: an item holds 400 KB.
	copyLimit = 380 << 10
)

// Revocations knows which cards were lost, stolen or withdrawn. It reads the list
// that a card's certificate names, from the authority's host, at most every hour;
// while the host cannot be reached the last list serves as long as the authority
// said that it would. Without a list that is valid now no card is let in: behind
// it are children's data, and SPID and CIE are beside it. It is safe for
// concurrent use.
type Revocations struct {
	// Hosts are the authorities' hosts, as "name" or "name:port". No other is
	// visited, whatever a certificate says.
	Hosts []string
	// Copies is the table (Ops) where lists outlive the process.
	Copies dynamo.Table
	Clock  calendar.Clock
	// Report, when set, hears of a list that could not be read or kept.
	Report func(error)

	mutex sync.Mutex
	lists map[string]*revocationList
}

// check refuses a card that is on its authority's list (Revoked), or whose
// list cannot be had (Unverified). The authority must be a trusted one.
func (r *Revocations) check(ctx context.Context, certificate, authority *x509.Certificate) error {
	address, err := r.address(certificate)
	if err != nil {
		r.report(err)
		return identity.Refuse(Unverified, "%v", err)
	}
	list, err := r.list(ctx, address, authority)
	if err != nil {
		return identity.Refuse(Unverified, "%v", err)
	}
	if list.revoked[certificate.SerialNumber.Text(16)] {
		return identity.Refuse(Revoked, "")
	}
	return nil
}

// address returns where a card's list is.
func (r *Revocations) address(certificate *x509.Certificate) (string, error) {
	for _, text := range certificate.CRLDistributionPoints {
		address, err := url.Parse(text)
		if err != nil || address.Scheme != "http" && address.Scheme != "https" || address.User != nil {
			continue // Some are for LDAP.
		}
		if !slices.Contains(r.Hosts, address.Host) {
			return "", fmt.Errorf("list of revoked cards on a host that is not allowed: %q", address.Host)
		}
		return text, nil
	}
	return "", errors.New("the card names no list of revoked cards")
}

// list returns a list that is valid now.
func (r *Revocations) list(
	ctx context.Context, address string, authority *x509.Certificate,
) (*revocationList, error) {
	r.mutex.Lock()
	defer r.mutex.Unlock()
	// Per authority: one must not speak for another's cards.
	sum := sha256.Sum256([]byte(address + " " + string(authority.RawSubjectPublicKeyInfo)))
	id := hex.EncodeToString(sum[:])
	now, known := r.Clock(), r.lists[id]
	if known == nil {
		known = r.load(ctx, id, address, authority)
	}
	if known != nil && now.Before(known.again) && known.valid(now) {
		return r.remember(id, known), nil
	}
	fresh, err := r.refresh(ctx, id, address, authority, known)
	if err == nil {
		return r.remember(id, fresh), nil
	}
	r.report(fmt.Errorf("list of revoked cards: %w", err))
	if known == nil || !known.valid(now) {
		return nil, err
	}
	known.again = now.Add(listRetry)
	return r.remember(id, known), nil
}

func (r *Revocations) remember(id string, list *revocationList) *revocationList {
	if r.lists == nil {
		r.lists = map[string]*revocationList{}
	}
	r.lists[id] = list
	return list
}

// refresh reads a list from its host, and keeps it if it can take the place of
// the known one, which may be nil.
func (r *Revocations) refresh(
	ctx context.Context, id, address string, authority *x509.Certificate, known *revocationList,
) (*revocationList, error) {
	content, err := fetchList(ctx, address)
	if err != nil {
		return nil, err
	}
	fresh, err := parseList(content, address, authority)
	if err != nil {
		return nil, err
	}
	now := r.Clock()
	switch {
	case !fresh.valid(now):
		return nil, fmt.Errorf("%w: out of its time", errList)
	case known != nil && fresh.olderThan(known):
		return nil, fmt.Errorf("%w: older than the known one", errList)
	}
	fresh.again = now.Add(listFresh)
	if err := r.save(ctx, id, content, fresh); err != nil {
		r.report(fmt.Errorf("keep a list of revoked cards: %w", err))
	}
	return fresh, nil
}

func (r *Revocations) report(err error) {
	if r.Report != nil {
		r.Report(err)
	}
}

// fetchList reads a list over the network. It follows no redirect: that would lead
// to a host that nobody has allowed.
func fetchList(ctx context.Context, address string) ([]byte, error) {
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, address, nil)
	if err != nil {
		return nil, err
	}
	client := http.Client{
		Timeout:       listTimeout,
		CheckRedirect: outgoing.NoRedirect,
	}
	response, err := client.Do(request)
	if err != nil {
		return nil, err
	}
	defer func() { _ = response.Body.Close() }()
	if response.StatusCode != http.StatusOK {
		return nil, fmt.Errorf("status %d", response.StatusCode)
	}
	return readList(response.Body)
}

func readList(from io.Reader) ([]byte, error) {
	content, err := io.ReadAll(io.LimitReader(from, listLimit+1))
	if err == nil && len(content) > listLimit {
		return nil, fmt.Errorf("more than %d bytes", listLimit)
	}
	return content, err
}

// listCopy is a list as it was read, compressed.
type listCopy struct {
	Content []byte    `dynamodbav:"content"`
	Again   time.Time `dynamodbav:"again"`
	Expires time.Time `dynamodbav:"expires,unixtime"`
}

// save keeps a list for processes that start later. One that is too large for an
// item is not kept: such processes fetch it.
func (r *Revocations) save(ctx context.Context, id string, content []byte, list *revocationList) error {
	var out bytes.Buffer
	packing := gzip.NewWriter(&out)
	if _, err := packing.Write(content); err != nil {
		return err
	}
	if err := packing.Close(); err != nil || out.Len() > copyLimit {
		return err
	}
	return r.Copies.Store(ctx, dynamo.RevokedCards(id),
		listCopy{Content: out.Bytes(), Again: list.again.UTC(), Expires: list.until})
}

// load returns the kept list, nil when there is none that can be read. Its
// signature is checked again, like that of any other.
func (r *Revocations) load(
	ctx context.Context, id, address string, authority *x509.Certificate,
) *revocationList {
	var kept listCopy
	if err := r.Copies.Get(ctx, dynamo.RevokedCards(id), &kept); err != nil {
		return nil
	}
	packed, err := gzip.NewReader(bytes.NewReader(kept.Content))
	if err != nil {
		return nil
	}
	content, err := readList(packed)
	if err != nil {
		return nil
	}
	list, err := parseList(content, address, authority)
	if err != nil {
		return nil
	}
	list.again = kept.Again
	return list
}
