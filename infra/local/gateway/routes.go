// Package gateway plays an API Gateway HTTP API in front of the functions: its route rules, the
// payload format 2.0 both ways, its limits and its error answers.
package gateway

import (
	"cmp"
	"net/http"
	"net/url"
	"strings"
)

// Route ties a route key of the template to a function.
type Route struct {
	Function string // its name, for reports
	Method   string // GET, POST … or ANY
	Path     string // exact, with {name} or {proxy+}, or $default
	Invoke   Invoke
}

// match is a route that fits a request, with its path parameters.
type match struct {
	route      Route
	parameters map[string]string
	rank       int
}

// defaultPath is the route for everything that no other route takes.
const defaultPath = "$default"

// find chooses the route as API Gateway does: a full match before a greedy one, the longer
// path first, a named method before ANY, and $default last.
func find(routes []Route, method, path string) (match, bool) {
	best, found := match{rank: -1}, false
	for _, route := range routes {
		candidate, fits := fit(route, method, path)
		if fits && candidate.rank > best.rank {
			best, found = candidate, true
		}
	}
	return best, found
}

func fit(route Route, method, path string) (match, bool) {
	if route.Path == defaultPath {
		return match{route: route}, true
	}
	if route.Method != "ANY" && route.Method != method {
		return match{}, false
	}
	pattern, segments := split(route.Path), split(path)
	parameters, rank := map[string]string{}, 1
	if route.Method != "ANY" {
		rank++
	}
	for i, part := range pattern {
		name, isGreedy, isVariable := variable(part)
		switch {
		case i >= len(segments):
			return match{}, false
		case isGreedy:
			rest := strings.Join(segments[i:], "/")
			if rest == "" {
				return match{}, false
			}
			parameters[name] = decoded(rest)
			return match{route, parameters, rank}, true
		case isVariable && segments[i] != "":
			parameters[name] = decoded(segments[i])
			rank += 2
		case part == segments[i]:
			rank += 4
		default:
			return match{}, false
		}
	}
	const fullMatch = 1 << 16
	return match{route, parameters, rank + fullMatch}, len(pattern) == len(segments)
}

func split(path string) []string { return strings.Split(strings.TrimPrefix(path, "/"), "/") }

// variable reads {name} and {name+}: the name, whether it is greedy, whether it is a variable.
func variable(part string) (string, bool, bool) {
	name, opened := strings.CutPrefix(part, "{")
	name, closed := strings.CutSuffix(name, "}")
	if !opened || !closed {
		return "", false, false
	}
	name, greedy := strings.CutSuffix(name, "+")
	return name, greedy, true
}

func decoded(s string) string {
	if plain, err := url.PathUnescape(s); err == nil {
		return plain
	}
	return s
}

// key is the route key that the function sees.
func (r Route) key() string {
	if r.Path == defaultPath {
		return defaultPath
	}
	return r.Method + " " + r.Path
}

// rawPath is the path that routes and functions see. An HTTP API decodes it first, whatever its name says, so
// that "/a%2Fb" has two segments; parameters it decodes once more.
func rawPath(r *http.Request) string { return cmp.Or(r.URL.Path, "/") }
