// Command topups is Ricariche con PagoPA: a parent lists children and amounts,
// confirms, and gets one payment notice a child. It also moves credit between own
// children, so that the pages of Conto, which parents open most, go on reading only.
package main

import (
	"crypto/rand"
	"net/http"

	"serviziscolastici/shared/billing"
	"serviziscolastici/shared/ledger"
	"serviziscolastici/shared/school"
	"serviziscolastici/shared/transfer"
	"serviziscolastici/shared/web/webhost"
)

func main() {
	webhost.Serve(pages, func(p webhost.Parts) http.Handler {
		money := p.Table("LEDGER_TABLE")
		accounts := ledger.Store{Ledger: money, Clock: p.Clock}
		return Handler{
			Site:     p.Site,
			School:   school.Store{Core: p.Core, Clock: p.Clock},
			Accounts: accounts,
			Billing: billing.Store{
				Ledger: money, Ops: p.Ops, Accounts: accounts, Clock: p.Clock, Random: rand.Reader,
			},
			Transfers: transfer.Store{Accounts: accounts, Ops: p.Ops, Clock: p.Clock},
		}.Routes()
	})
}
