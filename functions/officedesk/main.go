// Command officedesk is the office's first page with what waits for somebody, parents' reports, the ISEE that end, the
// register of what operators did, the search of lists with people's names, and the page for the office's addresses that do
// not exist.
package main

import (
	"context"
	"net/http"

	"serviziscolastici/shared/billing"
	"serviziscolastici/shared/bucket"
	"serviziscolastici/shared/figures"
	"serviziscolastici/shared/imports"
	"serviziscolastici/shared/ledger"
	"serviziscolastici/shared/message"
	"serviziscolastici/shared/presence"
	"serviziscolastici/shared/queue"
	"serviziscolastici/shared/report"
	"serviziscolastici/shared/school"
	"serviziscolastici/shared/waiting"
	"serviziscolastici/shared/web/webhost"
)

func main() {
	webhost.ServeOffice(pages, func(p webhost.OfficeParts) http.Handler {
		people := school.Store{Core: p.Core, Presence: p.Table("PRESENCE_TABLE"), Clock: p.Clock}
		return Handler{
			Site: p.Site, Rules: p.Site.Office.Rules, Audit: p.Audit, Operators: p.Operators, Searches: p.Operators,
			School: people, People: people, Registers: people, Sheets: presence.Store{School: people, Figures: figures.Store{Ops: p.Ops}}, Reports: report.Store{Core: p.Core, Ops: p.Ops, Clock: p.Clock},
			Files: bucket.Bucket{Config: p.Env.AWS("S3"), Name: p.Env.Text("IMPORTS_BUCKET")},
			Looks: queue.To[message.Look]{
				Client: queue.NewClient(p.Env.AWS("SQS")), URL: p.Env.Text("MESSAGES_QUEUE_URL"),
			},
			Nights:  ledger.Nights{Ops: p.Ops, Clock: p.Clock},
			Debts:   figures.Store{Ops: p.Ops},
			Imports: imports.Store{Ops: p.Ops, Clock: p.Clock},
			Waiting: func(ctx context.Context, tenant string, kind waiting.Kind) (waiting.Count, error) {
				if kind == waiting.Refusal {
					return billing.Store{Ops: p.Ops}.CountRefusals(ctx, tenant)
				}
				return waiting.CountOf(ctx, p.Ops, tenant, kind)
			},
		}.Routes()
	})
}
