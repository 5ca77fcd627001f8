package cns

import (
	"crypto/x509"
	"encoding/asn1"
	"errors"
	"fmt"
	"math/big"
	"slices"
	"time"

	"serviziscolastici/shared/calendar"
)

// revocationList is what an authority says of the certificates that it has issued.
type revocationList struct {
	number  *big.Int // counts the lists up; nil when the authority does not count
	revoked map[string]bool
	from    time.Time // thisUpdate
	until   time.Time // nextUpdate
	again   time.Time // when to ask for a newer one
}

// The extensions of a revocation list (RFC 5280, 5.2).
func distributionPoint() asn1.ObjectIdentifier { return asn1.ObjectIdentifier{2, 5, 29, 28} }

var errList = errors.New("not a list of revoked certificates of the card's authority")

// parseList reads a list that was fetched from an address. The authority must
// have signed it, and it must speak of all citizens' certificates there: a list
// for other reasons, other holders or another address says nothing about the card.
func parseList(content []byte, address string, authority *x509.Certificate) (*revocationList, error) {
	list, err := x509.ParseRevocationList(content)
	if err != nil {
		return nil, fmt.Errorf("%w: %w", errList, err)
	}
	if err := list.CheckSignatureFrom(authority); err != nil {
		return nil, fmt.Errorf("%w: %w", errList, err)
	}
	for _, extension := range list.Extensions {
		isPoint := extension.Id.Equal(distributionPoint())
		switch {
		case isPoint && !pointCovers(extension.Value, address):
			return nil, fmt.Errorf("%w: it is for others", errList)
		case !isPoint && extension.Critical: // A list of changes only, for instance.
			return nil, fmt.Errorf("%w: extension %s", errList, extension.Id)
		}
	}
	parsed := &revocationList{
		number: list.Number, from: list.ThisUpdate, until: list.NextUpdate,
		revoked: make(map[string]bool, len(list.RevokedCertificateEntries)),
	}
	for _, entry := range list.RevokedCertificateEntries {
		parsed.revoked[entry.SerialNumber.Text(16)] = true
	}
	return parsed, nil
}

// valid reports whether the list speaks about the present.
func (l *revocationList) valid(now time.Time) bool {
	return !calendar.NotYet(l.from, now) && !calendar.Past(l.until, now)
}

// olderThan reports whether the authority has published the other list later.
// Lists come over plain http: somebody on the way could play back an old one,
// from before the card was lost.
func (l *revocationList) olderThan(other *revocationList) bool {
	if l.number != nil && other.number != nil {
		return l.number.Cmp(other.number) < 0
	}
	return l.from.Before(other.from)
}

// issuingPoint is RFC 5280's IssuingDistributionPoint.
type issuingPoint struct {
	Name struct {
		Full []asn1.RawValue `asn1:"optional,tag:0"`
	} `asn1:"optional,tag:0"`
	OnlyUsers       bool           `asn1:"optional,tag:1"`
	OnlyAuthorities bool           `asn1:"optional,tag:2"`
	OnlyReasons     asn1.BitString `asn1:"optional,tag:3"`
	Indirect        bool           `asn1:"optional,tag:4"`
	OnlyAttributes  bool           `asn1:"optional,tag:5"`
}

// pointCovers reports whether a list with that extension speaks of every
// citizen's certificate that names the address.
func pointCovers(extension []byte, address string) bool {
	var point issuingPoint
	if rest, err := asn1.Unmarshal(extension, &point); err != nil || len(rest) > 0 {
		return false
	}
	if point.OnlyAuthorities || point.OnlyAttributes || point.Indirect || point.OnlyReasons.BitLength > 0 {
		return false
	}
	const uniformResourceIdentifier = 6 // of a GeneralName
	return len(point.Name.Full) == 0 || slices.ContainsFunc(point.Name.Full, func(name asn1.RawValue) bool {
		return name.Tag == uniformResourceIdentifier && string(name.Bytes) == address
	})
}
