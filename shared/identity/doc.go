// Package identity knows who a parent is: the SAML service provider that SPID
// (and, with another Profile, CIE) talks to, the sessions of those who have logged
// in, and the register of logins. CNS cards are judged by shared/cns.
//
// The service provider is written for the one shape of message that Italy's
// rules allow, instead of configuring a general SAML library, because refusing
// everything else is most of the work. Three rules hold it together:
//
//   - a Response counts only for a request that this portal made, for the
//     provider it was sent to, in the browser that asked, once;
//   - after the signature check only the signed element is read, as goxmldsig
//     returns it, never the document that arrived;
//   - every refusal is a *Refusal with a stable Reason, so that a test can tell
//     the right refusal from a lucky one.
//
// Source of the rules: SPID, regole tecniche and Avvisi AgID; CIE, manuale SAML.
package identity
