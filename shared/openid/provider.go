package openid

import (
	"context"
	"slices"

	"github.com/coreos/go-oidc/v3/oidc"
	"golang.org/x/oauth2"

	"serviziscolastici/shared/problem"
)

// Provider is a municipality's provider, and the portal as its client.
type Provider struct {
	// Issuer is the provider's address, by which it calls itself in every token.
	Issuer string
	// ClientID and ClientSecret are what the provider knows the portal by.
	ClientID, ClientSecret string
	// Groups is the claim of the token that names the groups of an operator; "email" makes each address a group of one.
	Groups string
	// Redirect is the address of this portal to which the provider sends the browser back.
	Redirect string
}

// errAway is what an operator reads while the provider cannot be reached.
var errAway = problem.New(problem.Unavailable, "Il sistema di accesso del Comune non risponde. Riprova tra qualche minuto, "+
	"oppure entra con SPID, CIE o CNS.")

// meet reads what the provider says of itself. It is asked at every login, so that a key which it has withdrawn signs
// for nobody here; its client has the limits of newClient.
func (l Logins) meet(ctx context.Context, p Provider) (*oidc.Provider, oauth2.Config, error) {
	found, err := oidc.NewProvider(oidc.ClientContext(ctx, l.client()), p.Issuer)
	if err != nil {
		return nil, oauth2.Config{}, errAway.Because(brief(err))
	}
	var about struct {
		Methods []string `json:"token_endpoint_auth_methods_supported"`
	}
	if err := found.Claims(&about); err != nil {
		return nil, oauth2.Config{}, errAway.Because(brief(err))
	}
	endpoint := found.Endpoint()
	endpoint.AuthStyle = oauth2.AuthStyleInHeader // the standard's default; trying both would spend the code twice
	if slices.Contains(about.Methods, "client_secret_post") {
		endpoint.AuthStyle = oauth2.AuthStyleInParams
	}
	scopes := []string{oidc.ScopeOpenID, "profile"}
	if p.Groups == emailClaim {
		scopes = append(scopes, emailClaim)
	}
	return found, oauth2.Config{
		ClientID: p.ClientID, ClientSecret: p.ClientSecret, Endpoint: endpoint, RedirectURL: p.Redirect, Scopes: scopes,
	}, nil
}
