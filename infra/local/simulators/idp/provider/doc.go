// Package provider is the identity provider's web face: the login page with the
// demo parents, the answers sent back to the portal, metadata and logout.
package provider
