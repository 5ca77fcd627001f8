// Command registry is Scheda anagrafica: the parent's and the pupils' data, the
// active services and what they cost.
package main

import (
	"net/http"

	"serviziscolastici/shared/school"
	"serviziscolastici/shared/web/webhost"
)

func main() {
	webhost.Serve(pages, func(p webhost.Parts) http.Handler {
		return Handler{Site: p.Site, School: school.Store{Core: p.Core, Clock: p.Clock}}.Routes()
	})
}
