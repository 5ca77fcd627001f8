// Package provider is an OpenID Connect provider as OpenID Connect Core and Discovery 1.0 describe it: discovery, keys,
// the authorisation code flow with PKCE (S256), and ID tokens signed with RS256. Who logs in is chosen on a page, where
// the answers that a client has to refuse can be chosen too.
package provider
