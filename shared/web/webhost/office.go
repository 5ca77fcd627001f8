package webhost

import (
	"io/fs"
	"net/http"

	"serviziscolastici/shared/lambdahost"
	"serviziscolastici/shared/office"
	"serviziscolastici/shared/web"
)

// OfficeParts is what a function of the office's pages is made of.
type OfficeParts struct {
	Parts
	// Operators are those of the office, Audit is what they do.
	Operators office.Store
	Audit     office.Log
}

// ServeOffice is Serve for the office's pages, which only operators open.
func ServeOffice(files fs.FS, routes func(OfficeParts) http.Handler) {
	ServeOfficeAnd(files, func(p OfficeParts) (http.Handler, lambdahost.Call) { return routes(p), nil })
}

// ServeOfficeAnd is ServeOffice for a function that technicians call too, with events that are no requests.
func ServeOfficeAnd(files fs.FS, routes func(OfficeParts) (http.Handler, lambdahost.Call)) {
	serve(files, func(p Parts) (http.Handler, lambdahost.Call, error) {
		parts := OfficeParts{
			Parts: p, Operators: office.Store{Core: p.Core, Ops: p.Ops, Clock: p.Clock},
			Audit: office.Log{Table: p.Table("AUDIT_TABLE"), Clock: p.Clock},
		}
		rules, err := office.ReadRules()
		p.Site.Office = &web.Office{Operators: parts.Operators, Rules: rules}
		pages, call := routes(parts)
		return pages, call, err
	})
}
