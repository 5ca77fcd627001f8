// Command officeincome is where the office deals with money that fits no open notice: parked receipts, refunds, and
// notices that pagoPA's archive does not take.
package main

import (
	"net/http"

	"serviziscolastici/shared/billing"
	"serviziscolastici/shared/ledger"
	"serviziscolastici/shared/school"
	"serviziscolastici/shared/web/webhost"
)

func main() {
	webhost.ServeOffice(pages, func(p webhost.OfficeParts) http.Handler {
		money := p.Table("LEDGER_TABLE")
		accounts := ledger.Store{Ledger: money, Clock: p.Clock}
		return Handler{
			Site: p.Site, Searches: p.Operators, Audit: p.Audit, Accounts: accounts, School: school.Store{Core: p.Core, Clock: p.Clock},
			Billing: billing.Store{Ledger: money, Ops: p.Ops, Accounts: accounts, Clock: p.Clock},
		}.Routes()
	})
}
