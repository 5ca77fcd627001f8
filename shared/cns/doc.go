// Package cns knows who a citizen is by the certificate of a Carta nazionale dei
// servizi: Cards judges it, Door does so at the host that asks browsers for one, and
// Logins take the browser there and back.
//
// Refusals, secrets, persons and the register of logins are those of shared/identity.
// Why it is so: infra/decisions/0014-cns.md.
package cns
