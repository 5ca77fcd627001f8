// Package openid asks a municipality's own OpenID Connect provider (Entra ID, Google Workspace, Keycloak) who an
// operator is: the authorisation code flow with PKCE, a state that is used once by the browser that began, and a nonce.
// Signatures and tokens are go-oidc's to judge; what it leaves to its caller is here. See decision 31.
package openid
