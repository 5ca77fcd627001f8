// Package webhost starts a function that serves pages. All of them begin the
// same way: settings, tables, clock, log and site; what differs is the handler.
package webhost

import (
	"errors"
	"io/fs"
	"net/http"

	"serviziscolastici/shared/calendar"
	"serviziscolastici/shared/dynamo"
	"serviziscolastici/shared/lambdahost"
	"serviziscolastici/shared/web"
)

// Parts is what a function of pages is made of.
type Parts struct {
	// Env reads further settings. What it misses keeps the function from starting.
	Env  *lambdahost.Env
	Site *web.Site
	// The tables that every page needs: who asks, and from which municipality.
	Core, Ops dynamo.Table
	Clock     calendar.Clock
}

// Table returns the table that a setting names.
func (p Parts) Table(setting string) dynamo.Table {
	return dynamo.Table{Client: p.Core.Client, Name: p.Env.Text(setting)}
}

// Serve builds the parts and hands the events of the HTTP API to the handler
// that routes makes of them. The files hold the function's pages. It does not
// return.
func Serve(files fs.FS, routes func(Parts) http.Handler) {
	serve(files, func(p Parts) (http.Handler, lambdahost.Call, error) { return routes(p), nil, nil })
}

func serve(files fs.FS, routes func(Parts) (http.Handler, lambdahost.Call, error)) {
	env, log := lambdahost.ReadEnv(), lambdahost.Log()
	client := dynamo.NewClient(env.AWS("DYNAMODB"))
	parts := Parts{
		Env: env, Core: dynamo.Table{Client: client, Name: env.Text("CORE_TABLE")},
		Ops: dynamo.Table{Client: client, Name: env.Text("OPS_TABLE")}, Clock: env.Clock(),
	}
	site, err := web.NewSite(parts.Core, parts.Ops, parts.Clock, log, files)
	if err != nil {
		lambdahost.Fail(log, err)
	}
	site.LocalHTTP = env.LocalHTTP()
	parts.Site = site
	handler, call, err := routes(parts)
	if err = errors.Join(err, env.Err()); err != nil {
		lambdahost.Fail(log, err)
	}
	if call == nil {
		lambdahost.ServeHTTP(handler)
	}
	lambdahost.ServeHTTPAnd(handler, call)
}
