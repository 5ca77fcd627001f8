package provider

import (
	"crypto/rand"
	"crypto/rsa"
	"encoding/base64"
	"encoding/json"
	"time"

	"github.com/go-jose/go-jose/v4"
)

// sign makes the ID token of a grant, spoiled in the way that was chosen.
func (p *Provider) sign(g grant) (string, error) {
	now := p.Now()
	claims := map[string]any{
		"iss": p.Issuer, "sub": g.person.Subject, "aud": ClientID, "nonce": g.nonce,
		"iat": now.Unix(), "exp": now.Add(5 * time.Minute).Unix(), "auth_time": g.loggedIn.Unix(),
		"given_name": g.person.Name, "family_name": g.person.FamilyName, "name": g.person.Name + " " + g.person.FamilyName,
		"email": g.person.Email, "email_verified": true, "groups": g.person.Groups, "acr": "1", "amr": []string{"pwd", "mfa"},
	}
	key, id := p.key, "1"
	switch g.special {
	case OldKey:
		var err error
		if key, err = rsa.GenerateKey(rand.Reader, keyBits); err != nil { // not among the published ones
			return "", err
		}
		id = "0"
	case OtherClient:
		claims["aud"] = "altro-servizio"
	case OtherIssuer:
		claims["iss"] = "https://login.example.com"
	case OtherNonce:
		claims["nonce"] = "un-altro"
	case OverToken:
		claims["iat"], claims["exp"] = now.Add(-time.Hour).Unix(), now.Add(-2*time.Minute).Unix()
	case EarlyToken:
		claims["iat"], claims["nbf"] = now.Add(time.Hour).Unix(), now.Add(time.Hour).Unix()
		claims["exp"] = now.Add(2 * time.Hour).Unix()
	case Silent:
		delete(claims, "auth_time")
	case Unverified:
		claims["email_verified"] = false
	case NoGroups:
		delete(claims, "groups")
	}
	body, err := json.Marshal(claims)
	if err != nil {
		return "", err
	}
	if g.special == Unsigned {
		part := base64.RawURLEncoding.EncodeToString
		return part([]byte(`{"alg":"none","typ":"JWT"}`)) + "." + part(body) + ".", nil
	}
	signer, err := jose.NewSigner(jose.SigningKey{Algorithm: jose.RS256, Key: jose.JSONWebKey{Key: key, KeyID: id}},
		(&jose.SignerOptions{}).WithType("JWT"))
	if err != nil {
		return "", err
	}
	signed, err := signer.Sign(body)
	if err != nil {
		return "", err
	}
	return signed.CompactSerialize()
}
