// Command officefamilies is Alunni e famiglie of the office: search, the card of a pupil with everything, and what the
// office changes of pupils, adults, enrolments, accounts and notices.
package main

import (
	"crypto/rand"
	"net/http"

	"serviziscolastici/shared/absence"
	"serviziscolastici/shared/billing"
	"serviziscolastici/shared/certificate"
	"serviziscolastici/shared/debit"
	"serviziscolastici/shared/ledger"
	"serviziscolastici/shared/report"
	"serviziscolastici/shared/school"
	"serviziscolastici/shared/secret"
	"serviziscolastici/shared/transfer"
	"serviziscolastici/shared/web/webhost"
)

func main() {
	webhost.ServeOffice(pages, func(p webhost.OfficeParts) http.Handler {
		money := p.Table("LEDGER_TABLE")
		presence := p.Table("PRESENCE_TABLE")
		accounts := ledger.Store{Ledger: money, Clock: p.Clock}
		people := school.Store{Core: p.Core, Presence: presence, Clock: p.Clock}
		return Handler{
			Site: p.Site, Searches: p.Operators, Audit: p.Audit,
			School: people, Accounts: accounts,
			Preview: debit.Preview{
				Accounts: debit.Accounts{School: people, Ledger: accounts}, Offer: people, Done: accounts,
			},
			Billing: billing.Store{
				Ledger: money, Ops: p.Ops, Accounts: accounts, Clock: p.Clock, Random: rand.Reader,
			},
			Certificates: certificate.Store{Ledger: money, Clock: p.Clock},
			Reports:      report.Store{Core: p.Core, Clock: p.Clock},
			Absences:     absence.Store{Presence: presence},
			Transfers:    transfer.Store{Accounts: accounts, Ops: p.Ops, Clock: p.Clock},
			PeopleKey:    secret.Key(p.Env, "PEOPLE_KEY", p.Clock),
		}.Routes()
	})
}
