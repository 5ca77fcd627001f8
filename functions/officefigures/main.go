// Command officefigures shows the office what meals come to, whether they cover their cost, and how old debts are.
package main

import (
	"net/http"

	"serviziscolastici/shared/figures"
	"serviziscolastici/shared/school"
	"serviziscolastici/shared/web/webhost"
)

func main() {
	webhost.ServeOffice(pages, func(p webhost.OfficeParts) http.Handler {
		return Handler{
			Site: p.Site, Figures: figures.Store{Ops: p.Ops}, School: school.Store{Core: p.Core, Clock: p.Clock}, Audit: p.Audit,
			Searches: p.Operators,
		}.Routes()
	})
}
