// Command officesheets is the office's Presenze and Cucina: the sheets of classes, their months, corrections of past
// days, and what kitchens cook.
package main

import (
	"net/http"

	"serviziscolastici/shared/absence"
	"serviziscolastici/shared/calendar"
	"serviziscolastici/shared/debit"
	"serviziscolastici/shared/figures"
	"serviziscolastici/shared/ledger"
	"serviziscolastici/shared/presence"
	"serviziscolastici/shared/school"
	"serviziscolastici/shared/web/webhost"
)

func main() {
	webhost.ServeOffice(pages, func(p webhost.OfficeParts) http.Handler {
		registers := p.Table("PRESENCE_TABLE")
		people := school.Store{Core: p.Core, Presence: registers, Clock: p.Clock}
		accounts := ledger.Store{Ledger: p.Table("LEDGER_TABLE"), Clock: p.Clock}
		return Handler{
			Site: p.Site, Audit: p.Audit,
			Sheets: presence.Store{
				School: people, Notices: absence.Store{Presence: registers}, Figures: figures.Store{Ops: p.Ops}, Kept: presence.CountStore{Ops: p.Ops},
				Offer: &presence.Offer{Clock: calendar.System()},
			},
			Prices: debit.Preview{Accounts: debit.Accounts{School: people, Ledger: accounts}, Offer: people, Done: accounts},
			Asks:   people, Debts: figures.Store{Ops: p.Ops}, Offer: people, Searches: p.Operators,
		}.Routes()
	})
}
