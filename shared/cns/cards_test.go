package cns_test

import (
	"context"
	"crypto/x509"
	"crypto/x509/pkix"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"time"

	"serviziscolastici/infra/local/simulators/cards"
	"serviziscolastici/shared/cns"
	"serviziscolastici/shared/dynamo/dynamotest"
	"serviziscolastici/shared/identity"
	"serviziscolastici/shared/identity/identitytest"
)

// now is when tests happen.
var now = identitytest.Now()

// mario is the usual holder of a card.
func mario() cards.Holder {
	return cards.Holder{FiscalCode: "RSSMRA80A01H501U", Name: "Mario", FamilyName: "Rossi"}
}

// fixture is an authority with its list of revoked cards, and whoever judges its cards.
type fixture struct {
	cns.Cards
	authority cards.Authority
	list      string // address
	server    *httptest.Server
	revoked   []byte // what the server answers; nil for a failure
	asked     int
	reported  []error
	at        time.Time
}

func newFixture(t *testing.T) *fixture {
	t.Helper()
	root := try(cards.NewRoot("Radice", now.AddDate(-5, 0, 0)))(t)
	s := &fixture{authority: try(root.Subordinate("CNS di prova", now.AddDate(-4, 0, 0)))(t), at: now}
	s.server = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		s.asked++
		if s.revoked == nil {
			w.WriteHeader(http.StatusServiceUnavailable)
		}
		_, _ = w.Write(s.revoked) // the test sees what comes of it
	}))
	t.Cleanup(s.server.Close)
	s.list = s.server.URL + "/cns.crl"
	s.revoked = try(s.authority.Revoked(now.Add(-time.Hour), 1, nil))(t)
	clock := func() time.Time { return s.at }
	bundle := append(root.PEM(), s.authority.PEM()...)
	s.Cards = cns.Cards{
		Clock: clock,
		Authorities: &cns.Authorities{
			Clock: clock, Read: func(context.Context) ([]byte, error) { return bundle, nil },
		},
		Revocations: &cns.Revocations{
			Clock: clock, Copies: dynamotest.Table(t), Hosts: []string{hostOf(t, s.list)},
			Report: func(err error) { s.reported = append(s.reported, err) },
		},
	}
	return s
}

// try turns a result with an error into one without.
func try[T any](value T, err error) func(*testing.T) T {
	return func(t *testing.T) T {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
		return value
	}
}

func hostOf(t *testing.T, text string) string {
	t.Helper()
	return try(url.Parse(text))(t).Host
}

// card issues a card that began a year ago, changed by edit.
func (s *fixture) card(t *testing.T, holder cards.Holder, edit func(*x509.Certificate)) cards.Card {
	t.Helper()
	return try(s.authority.Issue(holder, now.AddDate(-1, 0, 0), s.list, edit))(t)
}

// judge shows a card.
func (s *fixture) judge(t *testing.T, card cards.Card) (cns.Card, error) {
	t.Helper()
	return s.Check(t.Context(), string(card.PEM()))
}

// Goal: a good card says who its holder is, also with a slash in the hash and without names.
// Method: cards of people with and without names, and with letters in place of digits.
func TestCardHolder(t *testing.T) {
	s := newFixture(t)
	for _, holder := range []cards.Holder{
		mario(), {FiscalCode: "VRDFNC85A41H50MY"}, {FiscalCode: "HXHRBNVLLLRZMLLH", Name: "Arben", FamilyName: "Hoxha"},
	} {
		card := s.card(t, holder, nil)
		if !strings.Contains(strings.SplitN(card.Certificate.Subject.CommonName, "/", 2)[1], "/") {
			t.Fatal("the card's hash has no slash")
		}
		got, err := s.judge(t, card)
		want := cards.Holder{
			FiscalCode: got.Person.FiscalCode.String(), Name: got.Person.Name, FamilyName: got.Person.FamilyName,
		}
		if err != nil || want != holder || got.Serial != card.Certificate.SerialNumber.Text(16) ||
			!strings.Contains(got.Issuer, "CNS di prova") {
			t.Errorf("%+v, %v", got, err)
		}
	}
}

// Goal: a certificate with one thing wrong is refused for that reason, and its list of revoked cards is
// not asked for. Method: one fault a row.
func TestCardRefusals(t *testing.T) {
	s := newFixture(t)
	policy := func(ints ...uint64) func(*x509.Certificate) {
		return func(c *x509.Certificate) { c.Policies = []x509.OID{try(x509.OIDFromInts(ints))(t)} }
	}
	rename := func(name string) func(*x509.Certificate) {
		return func(c *x509.Certificate) { c.Subject = pkix.Name{CommonName: name} }
	}
	rest := "/6120016461039008." + cards.PersonalData
	for name, c := range map[string]struct {
		want identity.Reason
		edit func(*x509.Certificate)
	}{
		"expired":         {cns.Expired, func(c *x509.Certificate) { c.NotAfter = now.Add(-time.Minute) }},
		"not yet valid":   {cns.NotYet, func(c *x509.Certificate) { c.NotBefore = now.Add(time.Minute + time.Second) }},
		"no policy":       {cns.WrongPolicy, policy(1, 3, 76, 16, 2)},
		"identity card's": {cns.WrongPolicy, policy(1, 3, 76, 47, 4)},
		"for servers": {cns.WrongPurpose, func(c *x509.Certificate) {
			c.ExtKeyUsage = []x509.ExtKeyUsage{x509.ExtKeyUsageServerAuth}
		}},
		"for nothing named": {cns.WrongPurpose, func(c *x509.Certificate) { c.ExtKeyUsage = nil }},
		"for signatures": {cns.WrongPurpose, func(c *x509.Certificate) {
			c.KeyUsage = x509.KeyUsageContentCommitment
		}},
		"for both": {cns.WrongPurpose, func(c *x509.Certificate) { c.KeyUsage |= x509.KeyUsageContentCommitment }},
		"an authority's": {cns.WrongPurpose, func(c *x509.Certificate) {
			c.IsCA, c.BasicConstraintsValid = true, true
		}},
		"no slash":         {cns.BadSubject, rename("RSSMRA80A01H501U")},
		"nothing behind":   {cns.BadSubject, rename("RSSMRA80A01H501U/")},
		"no name":          {cns.BadSubject, rename("")},
		"small letters":    {identity.NotACode, rename("rssmra80a01h501u" + rest)},
		"blank before":     {identity.NotACode, rename(" RSSMRA80A01H501U" + rest)},
		"wrong letter":     {identity.NotACode, rename("RSSMRA80A01H501X" + rest)},
		"provisional code": {identity.NotACode, rename("77777777777" + rest)},
		"two codes": {cns.BadSubject, func(c *x509.Certificate) {
			c.Subject.SerialNumber = "TINIT-VRDFNC85A41H501G"
		}},
		"two names": {cns.BadSubject, func(c *x509.Certificate) {
			c.Subject.ExtraNames = append(c.Subject.ExtraNames, pkix.AttributeTypeAndValue{
				Type: []int{2, 5, 4, 3}, Value: "VRDFNC85A41H501G" + rest,
			}, pkix.AttributeTypeAndValue{Type: []int{2, 5, 4, 3}, Value: c.Subject.CommonName})
		}},
		"minor":                {identity.NotAdult, rename("FOXDAA16P54L219N" + rest)},
		"minor, with omocodia": {identity.NotAdult, rename("FOXDAAMSPRQLNMVP" + rest)},
		"unknown and critical": {cns.Untrusted, critical},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := s.judge(t, s.card(t, mario(), c.edit))
			identitytest.ExpectRefusal(t, err, c.want)
		})
	}
	if s.asked > 0 {
		t.Errorf("the list was asked for %d times", s.asked)
	}
}

func critical(c *x509.Certificate) {
	c.ExtraExtensions = []pkix.Extension{{Id: []int{1, 2, 3, 4}, Critical: true, Value: []byte{5, 0}}}
}

// Goal: only authorities of the list count, whatever their name is. Method: a card of another authority
// with the same name, of an authority below a listed one, a listed authority's own certificate, one that
// the holder has signed.
func TestCardOfAnotherAuthority(t *testing.T) {
	s := newFixture(t)
	twin := try(cards.NewRoot("CNS di prova", now.AddDate(-4, 0, 0)))(t)
	below := try(s.authority.Subordinate("Sotto", now.AddDate(-3, 0, 0)))(t)
	for name, authority := range map[string]cards.Authority{"same name": twin, "below a listed one": below} {
		card := try(authority.Issue(mario(), now.AddDate(-1, 0, 0), s.list, nil))(t)
		_, err := s.judge(t, card)
		t.Log(name)
		identitytest.ExpectRefusal(t, err, cns.Untrusted)
	}
	_, err := s.Check(t.Context(), string(s.authority.PEM()))
	identitytest.ExpectRefusal(t, err, cns.Untrusted)
	if s.asked > 0 {
		t.Error("an address in a certificate of nobody's was visited")
	}
}

// Goal: what is no certificate is refused. Method: nothing, text, another kind, too much.
func TestCardUnreadable(t *testing.T) {
	s := newFixture(t)
	card := s.card(t, mario(), nil)
	key := try(card.KeyPEM())(t)
	for text, want := range map[string]identity.Reason{
		"": cns.NoCard, "RSSMRA80A01H501U": cns.Unreadable, string(key): cns.Unreadable,
		"-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n": cns.Unreadable,
		strings.Repeat(string(card.PEM()), 20):                           cns.Unreadable,
	} {
		_, err := s.Check(t.Context(), text)
		identitytest.ExpectRefusal(t, err, want)
	}
}

// Goal: the portal's clock decides, on the day of coming of age too. Method: one card at different times.
func TestCardClock(t *testing.T) {
	s := newFixture(t)
	holder := cards.Holder{FiscalCode: "FOXDAA08S62L219W"} // a woman born on 22 November 2008
	card := s.card(t, holder, nil)
	if _, err := s.judge(t, card); err != nil {
		t.Errorf("of age today: %v", err)
	}
	s.at = now.AddDate(0, 0, -1)
	s.revoked = try(s.authority.Revoked(s.at.Add(-time.Hour), 2, nil))(t)
	_, err := s.judge(t, card)
	identitytest.ExpectRefusal(t, err, identity.NotAdult)
	s.at = card.Certificate.NotAfter.Add(time.Minute)
	_, err = s.judge(t, card)
	identitytest.ExpectRefusal(t, err, cns.Expired)
}

// Goal: without a list of authorities nobody comes in; with an old one they do, until the new one is
// there. Method: a source that fails, works, fails again.
func TestCardAuthorities(t *testing.T) {
	s := newFixture(t)
	good, reports := s.Authorities.Read, 0
	s.Authorities = &cns.Authorities{Clock: s.Clock, Report: func(error) { reports++ }}
	card := s.card(t, mario(), nil)
	for _, broken := range []string{"", "nothing", string(s.authority.PEM()) + string(card.PEM())} {
		s.Authorities.Read = func(context.Context) ([]byte, error) { return []byte(broken), nil }
		_, err := s.judge(t, card)
		identitytest.ExpectRefusal(t, err, cns.Unverified)
	}
	s.Authorities.Read = good
	if _, err := s.judge(t, card); err != nil {
		t.Fatal(err)
	}
	s.at = now.Add(7 * time.Hour)
	s.Authorities.Read = func(context.Context) ([]byte, error) { return nil, context.DeadlineExceeded }
	if _, err := s.judge(t, card); err != nil || reports != 4 {
		t.Errorf("%v, %d reports", err, reports)
	}
}

// Any name in a certificate gives a person or a reason, never a panic.
func FuzzCardHolder(f *testing.F) {
	rest := "/6120016461039008." + cards.PersonalData
	for _, code := range []string{"RSSMRA80A01H501U", "RSSMRAULALMHRLMD", "", "77777777777", "È/È"} {
		f.Add(code+rest, "TINIT-"+code)
	}
	f.Add("RSSMRA80A01H501U", "")
	f.Fuzz(func(t *testing.T, name, serial string) {
		person, err := cns.Holder(pkix.Name{CommonName: name, SerialNumber: serial})
		if err == nil && !strings.HasPrefix(name, person.FiscalCode.String()+"/") {
			t.Errorf("%q is %s", name, person.FiscalCode)
		}
	})
}
