// Command officeimports is the office's page for files: it lets the browser upload one, shows what it would do, and has
// it stored once somebody confirms.
package main

import (
	"net/http"

	"serviziscolastici/shared/bucket"
	"serviziscolastici/shared/imports"
	"serviziscolastici/shared/queue"
	"serviziscolastici/shared/web/webhost"
)

func main() {
	webhost.ServeOffice(pages, func(p webhost.OfficeParts) http.Handler {
		return Handler{
			Site: p.Site, Audit: p.Audit, Imports: imports.Store{Ops: p.Ops, Clock: p.Clock},
			Files:     bucket.Bucket{Config: p.Env.AWS("S3"), Name: p.Env.Text("IMPORTS_BUCKET")},
			Queue:     queue.To[imports.Message]{Client: queue.NewClient(p.Env.AWS("SQS")), URL: p.Env.Text("IMPORTS_QUEUE_URL")},
			PortalURL: p.Env.Address("PORTAL_URL"),
		}.Routes()
	})
}
