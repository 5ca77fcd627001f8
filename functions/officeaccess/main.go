// Command officeaccess is the way into the office's pages and out of them.
package main

import (
	"net/http"

	"serviziscolastici/shared/web/webhost"
)

func main() {
	webhost.ServeOffice(pages, func(p webhost.OfficeParts) http.Handler {
		return Handler{Site: p.Site, Sessions: p.Operators.Sessions()}.Routes()
	})
}
