package openid

import (
	"context"
	"crypto/subtle"
	"encoding/json"
	"slices"
	"strings"
	"time"

	"github.com/coreos/go-oidc/v3/oidc"

	"serviziscolastici/shared/calendar"
	"serviziscolastici/shared/session"
)

// Person is an operator as the provider knows them.
type Person struct {
	// Subject is the provider's name for the person, which never changes.
	Subject          string
	Name, FamilyName string
	// Groups are those that the person is in, or the mail address, see Provider.Groups.
	Groups []string
	// Assurance is how the person proved who they are, in the provider's words (acr, amr); "" when it does not say.
	Assurance string
	// At is when they did, zero when the provider does not say.
	At time.Time
	// Token is the hash of the ID token, by which a login can be named.
	Token string
}

// emailClaim is the claim with a mail address.
const emailClaim = "email"

// claims are those of an ID token that go-oidc leaves to its caller.
type claims struct {
	Name       string   `json:"name"`
	GivenName  string   `json:"given_name"`
	FamilyName string   `json:"family_name"`
	Authorized string   `json:"azp"`
	NotBefore  int64    `json:"nbf"`
	AuthTime   int64    `json:"auth_time"`
	ACR        string   `json:"acr"`
	AMR        []string `json:"amr"`
	Verified   bool     `json:"email_verified"`
}

// judge returns who an ID token speaks of. go-oidc checks signature, issuer and audience; the times are checked here,
// with the tolerance that all clocks of others have.
func (l Logins) judge(ctx context.Context, p Provider, found *oidc.Provider, raw string, wait pending) (Person, error) {
	verifier := found.VerifierContext(oidc.ClientContext(ctx, l.client()), &oidc.Config{
		ClientID: p.ClientID, SkipExpiryCheck: true,
		SupportedSigningAlgs: []string{oidc.RS256, oidc.PS256, oidc.ES256},
	})
	token, err := verifier.Verify(ctx, raw)
	if err != nil {
		return Person{}, refuse(Invalid, brief(err).Error())
	}
	var said claims
	if err := token.Claims(&said); err != nil {
		return Person{}, refuse(Invalid, "claims of another form")
	}
	now := l.Clock()
	switch {
	case !now.Before(token.Expiry.Add(calendar.Tolerance)):
		return Person{}, refuse(Invalid, "the token is over")
	case calendar.NotYet(token.IssuedAt, now), said.NotBefore > 0 && calendar.NotYet(time.Unix(said.NotBefore, 0), now):
		return Person{}, refuse(Invalid, "the token is not valid yet")
	case subtle.ConstantTimeCompare([]byte(token.Nonce), []byte(wait.Nonce)) != 1:
		return Person{}, refuse(Invalid, "the nonce is another login's")
	case said.Authorized != "" && said.Authorized != p.ClientID, said.Authorized == "" && len(token.Audience) > 1:
		return Person{}, refuse(Invalid, "the token was issued to another client")
	case token.Subject == "":
		return Person{}, refuse(Invalid, "no subject")
	}
	groups, err := groupsOf(token, p.Groups)
	if err != nil {
		return Person{}, err
	}
	if p.Groups == emailClaim && !said.Verified {
		return Person{}, refuse(Invalid, "the mail address is not verified")
	}
	person := Person{
		Subject: token.Subject, Name: said.GivenName, FamilyName: said.FamilyName, Groups: groups,
		Assurance: assurance(said), Token: session.Hash(raw)[:32],
	}
	if person.Name == "" {
		person.Name = said.Name
	}
	if said.AuthTime > 0 {
		person.At = time.Unix(said.AuthTime, 0)
	}
	return person, nil
}

// groupsOf reads the claim that names groups: a list, or one name. A token without it names none.
func groupsOf(token *oidc.IDToken, name string) ([]string, error) {
	var all map[string]json.RawMessage
	if err := token.Claims(&all); err != nil {
		return nil, refuse(Invalid, "claims of another form")
	}
	claim, there := all[name]
	if !there {
		return nil, nil
	}
	var list []string
	if err := json.Unmarshal(claim, &list); err == nil {
		return list, nil
	}
	var one string
	if err := json.Unmarshal(claim, &one); err != nil {
		return nil, refuse(Invalid, "groups of another form")
	}
	return []string{one}, nil
}

// assurance puts acr and amr into one text.
func assurance(said claims) string {
	words := slices.Clone(said.AMR)
	if said.ACR != "" {
		words = append([]string{"acr=" + said.ACR}, words...)
	}
	return strings.Join(words, " ")
}
