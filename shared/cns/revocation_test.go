package cns_test

import (
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/asn1"
	"errors"
	"net/http"
	"testing"
	"time"

	"serviziscolastici/infra/local/simulators/cards"
	"serviziscolastici/shared/cns"
	"serviziscolastici/shared/identity"
	"serviziscolastici/shared/identity/identitytest"
)

// Goal: a lost card is refused as soon as its authority says so, at the latest an hour later. Method: a
// list without the card, then one with it, and the clock.
func TestRevokedCard(t *testing.T) {
	s := newFixture(t)
	card := s.card(t, mario(), nil)
	if _, err := s.judge(t, card); err != nil {
		t.Fatal(err)
	}
	s.revoked = try(s.authority.Revoked(now, 2, nil, card.Certificate.SerialNumber))(t)
	if _, err := s.judge(t, card); err != nil || s.asked != 1 {
		t.Errorf("%v; the list was asked for %d times", err, s.asked)
	}
	s.at = now.Add(time.Hour)
	_, err := s.judge(t, card)
	identitytest.ExpectRefusal(t, err, cns.Revoked)
	other := s.card(t, mario(), nil)
	if _, err := s.judge(t, other); err != nil {
		t.Errorf("another card: %v", err)
	}
}

// Goal: while the authority cannot be reached its last list serves as long as it said, also in a process
// that starts meanwhile; then nobody comes in. Method: a server that fails, two processes, the clock.
func TestLastListServes(t *testing.T) {
	s := newFixture(t)
	card, lost := s.card(t, mario(), nil), s.card(t, mario(), nil)
	s.revoked = try(s.authority.Revoked(now.Add(-time.Hour), 1, nil, lost.Certificate.SerialNumber))(t)
	if _, err := s.judge(t, card); err != nil {
		t.Fatal(err)
	}
	s.revoked, s.at = nil, now.AddDate(0, 6, 0)
	first := s.Revocations
	second := &cns.Revocations{Hosts: first.Hosts, Copies: first.Copies, Clock: s.Clock}
	for _, process := range []*cns.Revocations{first, second} {
		s.Revocations = process
		if _, err := s.judge(t, card); err != nil {
			t.Error(err)
		}
		_, err := s.judge(t, lost)
		identitytest.ExpectRefusal(t, err, cns.Revoked)
	}
	s.at = now.AddDate(1, 0, 0).Add(time.Minute)
	for _, process := range []*cns.Revocations{first, second} {
		s.Revocations = process
		_, err := s.judge(t, card)
		identitytest.ExpectRefusal(t, err, cns.Unverified)
	}
}

// Goal: without a list that can be believed nobody comes in, and the operator hears why. Method: lists
// that are not what they should be, one a row.
func TestListNotBelieved(t *testing.T) {
	for name, spoil := range map[string]func(t *testing.T, s *fixture) []byte{
		"none":   func(*testing.T, *fixture) []byte { return nil },
		"a page": func(*testing.T, *fixture) []byte { return []byte("<html>") },
		"another authority's": func(t *testing.T, s *fixture) []byte {
			twin := try(cards.NewRoot("CNS di prova", now.AddDate(-4, 0, 0)))(t)
			return try(twin.Revoked(now, 2, nil))(t)
		},
		"over": edited(func(l *x509.RevocationList) {
			l.ThisUpdate, l.NextUpdate = now.AddDate(0, 0, -1), now.Add(-time.Minute)
		}),
		"of the future": edited(func(l *x509.RevocationList) { l.ThisUpdate = now.Add(2 * time.Minute) }),
		"of changes only": edited(func(l *x509.RevocationList) {
			l.ExtraExtensions = []pkix.Extension{{Id: []int{2, 5, 29, 27}, Critical: true, Value: []byte{2, 1, 1}}}
		}),
		"of authorities only":  edited(point(asn1.RawValue{Class: 2, Tag: 2, Bytes: []byte{255}})),
		"of some reasons only": edited(point(asn1.RawValue{Class: 2, Tag: 3, Bytes: []byte{5, 32}})),
		"for another address":  edited(point(pointName("http://other.example/cns.crl"))),
		"unreadable":           edited(point(asn1.RawValue{Class: 2, Tag: 1, Bytes: []byte{1, 2}})),
	} {
		t.Run(name, func(t *testing.T) {
			s := newFixture(t)
			s.revoked = spoil(t, s)
			_, err := s.judge(t, s.card(t, mario(), nil))
			identitytest.ExpectRefusal(t, err, cns.Unverified)
			if len(s.reported) != 1 {
				t.Errorf("reported %v", s.reported)
			}
		})
	}
}

// edited is a list with one thing changed.
func edited(edit func(*x509.RevocationList)) func(*testing.T, *fixture) []byte {
	return func(t *testing.T, s *fixture) []byte { return try(s.authority.Revoked(now, 2, edit))(t) }
}

// point says for which certificates a list is, as IssuingDistributionPoint.
func point(fields ...asn1.RawValue) func(*x509.RevocationList) {
	return func(l *x509.RevocationList) {
		var content []byte
		for _, field := range fields {
			encoded, _ := asn1.Marshal(field) // a test's own bytes
			content = append(content, encoded...)
		}
		value, _ := asn1.Marshal(asn1.RawValue{Tag: asn1.TagSequence, IsCompound: true, Bytes: content})
		l.ExtraExtensions = []pkix.Extension{{Id: []int{2, 5, 29, 28}, Critical: true, Value: value}}
	}
}

// pointName is the address in it.
func pointName(address string) asn1.RawValue {
	name, _ := asn1.Marshal(asn1.RawValue{Class: 2, Tag: 6, Bytes: []byte(address)})
	full, _ := asn1.Marshal(asn1.RawValue{Class: 2, Tag: 0, IsCompound: true, Bytes: name})
	return asn1.RawValue{Class: 2, Tag: 0, IsCompound: true, Bytes: full}
}

// Goal: a list that is split by address is believed at its own. Method: the extension with the address.
func TestListOfItsAddress(t *testing.T) {
	s := newFixture(t)
	users := asn1.RawValue{Class: 2, Tag: 1, Bytes: []byte{255}}
	s.revoked = edited(point(pointName(s.list), users))(t, s)
	if _, err := s.judge(t, s.card(t, mario(), nil)); err != nil {
		t.Error(err)
	}
}

// Goal: nobody on the way can play back a list from before the loss. Method: an older list, still in its
// time, after a newer one.
func TestListOnlyGrowsNewer(t *testing.T) {
	s := newFixture(t)
	old, card := s.revoked, s.card(t, mario(), nil)
	s.revoked = try(s.authority.Revoked(now.Add(-time.Minute), 2, nil, card.Certificate.SerialNumber))(t)
	_, err := s.judge(t, card)
	identitytest.ExpectRefusal(t, err, cns.Revoked)
	s.revoked, s.at = old, now.Add(2*time.Hour)
	_, err = s.judge(t, card)
	identitytest.ExpectRefusal(t, err, cns.Revoked)
	if len(s.reported) != 1 {
		t.Errorf("reported %v", s.reported)
	}
}

// Goal: only allowed hosts are visited, and no redirect is followed. Method: cards that name other
// addresses, none, one for LDAP only, and a host that sends elsewhere.
func TestListHosts(t *testing.T) {
	s := newFixture(t)
	card := func(addresses ...string) cards.Card {
		return s.card(t, mario(), func(c *x509.Certificate) { c.CRLDistributionPoints = addresses })
	}
	for _, wrong := range []cards.Card{
		card(), card("ldap://ldap.example/cn"), card("http://169.254.169.254/latest"), card("file:///etc/passwd"),
		card("http://user@" + hostOf(t, s.list) + "/cns.crl"),
	} {
		_, err := s.judge(t, wrong)
		identitytest.ExpectRefusal(t, err, cns.Unverified)
	}
	if s.asked > 0 {
		t.Errorf("%d visits", s.asked)
	}
	if _, err := s.judge(t, card("ldap://ldap.example/cn", s.list)); err != nil {
		t.Errorf("the second address: %v", err)
	}
	s.server.Config.Handler = http.RedirectHandler("http://169.254.169.254/latest", http.StatusFound)
	_, err := s.judge(t, card(s.list+"?2"))
	var refusal *identity.Refusal
	if !errors.As(err, &refusal) || refusal.Reason != cns.Unverified || refusal.Detail != "status 302" {
		t.Errorf("a redirect: %v", err)
	}
}
