package cns_test

import (
	"crypto/x509"
	"testing"
	"time"
)

// Goal: the authorities of cards have clocks of their own too. Method: cards and lists of revoked cards
// whose validity begins or ends within the minute around now.
func TestClocksOfCardAuthorities(t *testing.T) {
	s := newFixture(t)
	for name, edit := range map[string]func(*x509.Certificate){
		"begins": func(c *x509.Certificate) { c.NotBefore = now.Add(time.Minute) },
		"ended":  func(c *x509.Certificate) { c.NotAfter = now.Add(-59 * time.Second) },
	} {
		if _, err := s.judge(t, s.card(t, mario(), edit)); err != nil {
			t.Errorf("%s: %v", name, err)
		}
	}
	for name, edit := range map[string]func(*x509.RevocationList){
		"begins": func(l *x509.RevocationList) { l.ThisUpdate = now.Add(time.Minute) },
		"ended": func(l *x509.RevocationList) {
			l.ThisUpdate, l.NextUpdate = now.AddDate(0, 0, -1), now.Add(-59*time.Second)
		},
	} {
		s := newFixture(t)
		s.revoked = edited(edit)(t, s)
		if _, err := s.judge(t, s.card(t, mario(), nil)); err != nil {
			t.Errorf("a list that %s: %v", name, err)
		}
	}
}
