// Package cards gives the demo's people CNS cards: an authority, a card for each of them, some that
// have to be refused, and the certificate of the door that asks for them. All of it is made at the
// first start and stays in one folder.
package cards

import (
	"crypto/x509"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"time"

	"software.sslmate.com/src/go-pkcs12"

	"serviziscolastici/infra/local/simulators/cards"
)

// Password opens the .p12 files, in which browsers take cards.
const Password = "cns"

// The files of the folder. Cards are in a folder of their own, by fiscal code or fault.
const (
	authorities = "autorita.pem" // what CnsTruststore names on AWS
	revocations = "revocate.crl"
	marker      = "contenuto" // what the cards were made for
	drawer      = "tessere"
)

// Place is where the cards are.
type Place struct {
	Folder string
	Today  time.Time
	// List is the address of the list of revoked cards.
	List string
}

// Authorities is the file with the certificates of the authorities that count.
func (p Place) Authorities() string { return filepath.Join(p.Folder, authorities) }

// Revocations is the file with the list of revoked cards.
func (p Place) Revocations() string { return filepath.Join(p.Folder, revocations) }

// Cards is the folder of the cards: of each a .p12 for browsers, a .pem and a .key.
func (p Place) Cards() string { return filepath.Join(p.Folder, drawer) }

// Make makes whatever is not there yet. New cards take the place of those that name another address or
// were made for other people, and the list of revoked cards is always fresh.
func (p Place) Make(holders []cards.Holder) error {
	if err := os.MkdirAll(p.Cards(), 0o700); err != nil {
		return err
	}
	issuer, err := p.authority()
	if err != nil {
		return fmt.Errorf("authority of cards: %w", err)
	}
	known, err := os.ReadFile(p.path(marker))
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	if wanted := p.about(holders); string(known) != wanted {
		if err := p.issue(issuer, holders); err != nil {
			return fmt.Errorf("cards: %w", err)
		}
		if err := os.WriteFile(p.path(marker), []byte(wanted), 0o600); err != nil {
			return err
		}
	}
	return p.revoke(issuer)
}

// about says what cards are made for: the address that they name, and their holders.
func (p Place) about(holders []cards.Holder) string {
	text := p.List
	for _, holder := range holders {
		text += "\n" + holder.FiscalCode
	}
	return text
}

func (p Place) path(name string) string { return filepath.Join(p.Folder, name) }

// authority reads the authority that issues the cards, or makes it with a root above it.
func (p Place) authority() (cards.Authority, error) {
	files := cards.Files{Certificate: p.path("emittente.pem"), Key: p.path("emittente.key")}
	issuer, err := files.ReadAuthority()
	if !errors.Is(err, fs.ErrNotExist) {
		return issuer, err
	}
	from := p.Today.AddDate(-5, 0, 0)
	root, err := cards.NewRoot("Radice CNS di prova", from)
	if err != nil {
		return cards.Authority{}, err
	}
	if issuer, err = root.Subordinate("Emittente CNS di prova", from); err != nil {
		return cards.Authority{}, err
	}
	if err := files.WriteAuthority(issuer); err != nil {
		return cards.Authority{}, err
	}
	return issuer, os.WriteFile(p.Authorities(), append(issuer.PEM(), root.PEM()...), 0o600)
}

// revoke publishes the list with the one card that was lost.
func (p Place) revoke(issuer cards.Authority) error {
	lost, err := cards.Files{Certificate: filepath.Join(p.Cards(), revokedCard+".pem")}.ReadCertificate()
	if err != nil {
		return err
	}
	list, err := issuer.Revoked(p.Today.AddDate(0, 0, -1), 1, nil, lost.SerialNumber)
	if err != nil {
		return err
	}
	return os.WriteFile(p.Revocations(), list, 0o600)
}

// keep writes a card into its three files.
func (p Place) keep(name string, card cards.Card, chain ...*x509.Certificate) error {
	path := filepath.Join(p.Cards(), name)
	key, err := card.KeyPEM()
	if err != nil {
		return err
	}
	packed, err := pkcs12.Modern2023.Encode(card.Key, card.Certificate, chain, Password)
	if err != nil {
		return err
	}
	for suffix, content := range map[string][]byte{".pem": card.PEM(), ".key": key, ".p12": packed} {
		if err := os.WriteFile(path+suffix, content, 0o600); err != nil {
			return err
		}
	}
	return nil
}
