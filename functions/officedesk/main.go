// Command officedesk is the office's first page, and the page for its addresses that do not exist.
package main

import (
	"net/http"

	"serviziscolastici/shared/web/webhost"
)

func main() {
	webhost.ServeOffice(pages, func(p webhost.OfficeParts) http.Handler {
		return Handler{Site: p.Site}.Routes()
	})
}
