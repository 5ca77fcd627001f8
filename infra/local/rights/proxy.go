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
			p.refuse(w, fmt.Sprintf("%s is not allowed %s on %s, key %s", function, use.action, use.table, kind(use.key)))
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
		return right.Table == p.tables[u.table] && slices.Contains(right.Actions, u.action) && covers(right.Keys, u.key)
	})
}

// covers is ForAllValues:StringLike: without a key there is nothing that it could not be like.
func covers(patterns []string, key string) bool {
	if len(patterns) == 0 || key == "" {
		return true
	}
	return slices.ContainsFunc(patterns, func(pattern string) bool {
		prefix, open := strings.CutSuffix(pattern, "*")
		return key == pattern || open && strings.HasPrefix(key, prefix)
	})
}

// kind is the part of a key that names no person and no secret.
func kind(key string) string {
	kind, _, _ := strings.Cut(key, "#")
	return kind
}

// caller reads the access key's id from a signature of AWS's version 4.
func caller(authorization string) string {
	_, credential, _ := strings.Cut(authorization, "Credential=")
	id, _, _ := strings.Cut(credential, "/")
	return id
}
