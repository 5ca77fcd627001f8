// Package pagopa speaks pagoPA's languages: notice numbers and their codes, the SOAP messages
// of a creditor's station (paForNode), and the Checkout carts.
//
// It knows formats and rules, not the portal's data: nothing here reads a table, and amounts
// are always money.Cents. Rules come from pagoPA's SANP and from the paForNode schema; each
// declaration names its own.
package pagopa
