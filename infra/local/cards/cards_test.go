package cards_test

import (
	"bytes"
	"crypto/x509"
	"os"
	"path/filepath"
	"testing"
	"time"

	"software.sslmate.com/src/go-pkcs12"

	"serviziscolastici/infra/local/cards"
	simulated "serviziscolastici/infra/local/simulators/cards"
)

const maria = "BNCMRA85A41A794Y"

func place(t *testing.T) cards.Place {
	return cards.Place{
		Folder: filepath.Join(t.TempDir(), "cns"), Today: time.Date(2026, 11, 22, 17, 0, 0, 0, time.UTC),
		List: "http://127.0.0.1:8088/cns.crl",
	}
}

func lay(t *testing.T, p cards.Place) []byte {
	t.Helper()
	if err := p.Make([]simulated.Holder{{FiscalCode: maria, Name: "Maria", FamilyName: "Bianchi"}}); err != nil {
		t.Fatal(err)
	}
	packed, err := os.ReadFile(filepath.Join(p.Cards(), maria+".p12"))
	if err != nil {
		t.Fatal(err)
	}
	return packed
}

// Goal: a card that was imported into a browser works after a restart, and is replaced only when it
// would name an address where nobody answers. Method: make the cards again, with another address last.
func TestCardsStay(t *testing.T) {
	p := place(t)
	first := lay(t, p)
	if again := lay(t, p); !bytes.Equal(first, again) {
		t.Error("a restart changes the card")
	}
	p.List = "http://127.0.0.1:9088/cns.crl"
	if moved := lay(t, p); bytes.Equal(first, moved) {
		t.Error("the card names the old address")
	}
}

// Goal: browsers can import a card, and it names the list that has the lost card on it. Method: open the
// file with its password, read the list.
func TestCardsOpen(t *testing.T) {
	p := place(t)
	_, card, chain, err := pkcs12.DecodeChain(lay(t, p), cards.Password)
	if err != nil || len(chain) != 1 || card.CRLDistributionPoints[0] != p.List {
		t.Fatalf("%v, %d", err, len(chain))
	}
	content, err := os.ReadFile(p.Revocations())
	if err != nil {
		t.Fatal(err)
	}
	list, err := x509.ParseRevocationList(content)
	if err != nil || list.CheckSignatureFrom(chain[0]) != nil || len(list.RevokedCertificateEntries) != 1 {
		t.Errorf("%v %+v", err, list)
	}
}

// Goal: the door asks for a certificate, with the same one of its own at every start. Method: twice.
func TestDoorStays(t *testing.T) {
	p := place(t)
	lay(t, p)
	first, err := p.TLS()
	if err != nil {
		t.Fatal(err)
	}
	second, err := p.TLS()
	if err != nil || !bytes.Equal(first.Certificates[0].Certificate[0], second.Certificates[0].Certificate[0]) {
		t.Errorf("another certificate, %v", err)
	}
}
