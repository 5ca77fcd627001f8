// Package rights holds the functions to the rights on tables that template.yaml gives them, as IAM does on
// AWS. It stands between the functions and the emulator, which checks nothing: a right that is missing in
// the template shows on this machine, and not first in a Comune's account.
package rights

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/httputil"
	"net/url"
	"slices"
	"strings"

	"serviziscolastici/infra/local/template"
)

// Proxy passes on the calls that are allowed. A function names itself by the id of its access key.
type Proxy struct {
	// Refused hears of every call that is not passed on, from many goroutines.
	Refused func(string)

	upstream *httputil.ReverseProxy
	rights   map[string][]template.Right // by function name
	tables   map[string]string           // logical ids by name
}

// New makes a proxy before the DynamoDB at an address.
func New(upstream string, declared *template.Template, refused func(string)) (*Proxy, error) {
	address, err := url.Parse(upstream)
	if err != nil {
		return nil, err
	}
	proxy := httputil.NewSingleHostReverseProxy(address)
	proxy.Transport = &http.Transport{MaxIdleConnsPerHost: 64}
	p := &Proxy{
		Refused: refused, upstream: proxy, rights: map[string][]template.Right{}, tables: map[string]string{},
	}
	for _, function := range declared.Functions {
		p.rights[function.Name] = function.Rights
	}
	for _, table := range declared.Tables {
		p.tables[table.Name] = table.LogicalID
	}
	return p, nil
}

// maxBody is above the 16 MB that DynamoDB takes at most.
const maxBody = 17 << 20

// ServeHTTP implements http.Handler.
func (p *Proxy) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	body, err := io.ReadAll(http.MaxBytesReader(w, r.Body, maxBody))
	if err != nil {
		return
	}
	_, operation, _ := strings.Cut(r.Header.Get("X-Amz-Target"), ".")
	function := caller(r.Header.Get("Authorization"))
	uses, err := usesOf(operation, body)
	if err != nil {
		p.refuse(w, fmt.Sprintf("%s: %s: %v", function, operation, err))
		return
	}
	for _, use := range uses {
		if !p.allows(function, use) {
			p.refuse(w, fmt.Sprintf("%s is not allowed %s", function, use))
			return
		}
	}
	r.Body, r.ContentLength = io.NopCloser(bytes.NewReader(body)), int64(len(body))
	p.upstream.ServeHTTP(w, r)
}

// refuse answers as DynamoDB does for a role without the right.
func (p *Proxy) refuse(w http.ResponseWriter, why string) {
	p.Refused(why)
	w.Header().Set("Content-Type", "application/x-amz-json-1.0")
	w.WriteHeader(http.StatusBadRequest)
	_ = json.NewEncoder(w).Encode(map[string]string{
		"__type": "com.amazon.coral.service#AccessDeniedException", "Message": why,
	})
}

func (p *Proxy) allows(function string, u use) bool {
	return slices.ContainsFunc(p.rights[function], func(right template.Right) bool {
		return right.Table == p.tables[u.table] && slices.Contains(right.Actions, u.action) &&
			!slices.ContainsFunc(right.Conditions, func(c template.Condition) bool { return !holds(c, u.about[c.Key]) })
	})
}

// holds judges a condition as IAM does: of a key that the call does not have, nothing is unlike.
func holds(c template.Condition, values []string) bool {
	fits := equal
	if c.Operator == template.AllLike || c.Operator == template.AllNotLike {
		fits = like
	}
	wrong := func(value string) bool {
		fitting := slices.ContainsFunc(c.Values, func(pattern string) bool { return fits(pattern, value) })
		return fitting == (c.Operator == template.AllNotLike)
	}
	return !slices.ContainsFunc(values, wrong)
}

func equal(a, b string) bool { return a == b }

// like compares a text with a pattern, in which * stands for anything and ? for one character.
func like(pattern, text string) bool {
	switch {
	case pattern == "" || text == "":
		return strings.Trim(pattern, "*") == text
	case pattern[0] == '*':
		return like(pattern[1:], text) || like(pattern, text[1:])
	}
	return (pattern[0] == '?' || pattern[0] == text[0]) && like(pattern[1:], text[1:])
}

// caller reads the access key's id from a signature of AWS's version 4.
func caller(authorization string) string {
	_, credential, _ := strings.Cut(authorization, "Credential=")
	id, _, _ := strings.Cut(credential, "/")
	return id
}
