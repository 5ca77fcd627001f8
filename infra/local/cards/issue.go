package cards

import (
	"crypto/x509"
	"time"

	"serviziscolastici/infra/local/simulators/cards"
)

// revokedCard is the file name of the card that was lost.
const revokedCard = "revocata"

// The people of the cards that have to be refused: an adult without children here, and a child.
const (
	anyAdult = "RSSMRA80A01H501U"
	aChild   = "FOXDAA16P54L219N"
)

// issue makes a card for every holder, and one of each kind that has to be refused.
func (p Place) issue(issuer cards.Authority, holders []cards.Holder) error {
	from := p.Today.AddDate(-1, 0, 0)
	for _, holder := range holders {
		if err := p.add(issuer, holder.FiscalCode, holder, nil); err != nil {
			return err
		}
	}
	stranger, err := cards.NewRoot("Emittente CNS di prova", from) // the right name on the wrong authority
	if err != nil {
		return err
	}
	adult := cards.Holder{FiscalCode: anyAdult, Name: "Mario", FamilyName: "Rossi"}
	for _, wrong := range []struct {
		name   string
		issuer cards.Authority
		holder cards.Holder
		edit   func(*x509.Certificate)
	}{
		{revokedCard, issuer, adult, nil},
		{"scaduta", issuer, adult, func(c *x509.Certificate) { c.NotAfter = p.Today.Add(-24 * time.Hour) }},
		{"non-ancora-valida", issuer, adult, func(c *x509.Certificate) {
			c.NotBefore = p.Today.AddDate(1, 0, 0)
		}},
		{"altro-ente", stranger, adult, nil},
		{"senza-policy", issuer, adult, func(c *x509.Certificate) { c.Policies = nil }},
		{"firma", issuer, adult, func(c *x509.Certificate) { c.KeyUsage = x509.KeyUsageContentCommitment }},
		{"minorenne", issuer, cards.Holder{FiscalCode: aChild}, nil},
	} {
		if err := p.add(wrong.issuer, wrong.name, wrong.holder, wrong.edit); err != nil {
			return err
		}
	}
	return nil
}

func (p Place) add(issuer cards.Authority, name string, holder cards.Holder, edit func(*x509.Certificate)) error {
	card, err := issuer.Issue(holder, p.Today.AddDate(-1, 0, 0), p.List, edit)
	if err != nil {
		return err
	}
	return p.keep(name, card, issuer.Certificate)
}
