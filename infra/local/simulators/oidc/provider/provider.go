package provider

import (
	"crypto/rand"
	"crypto/rsa"
	"crypto/sha256"
	"crypto/subtle"
	"embed"
	"encoding/base64"
	"encoding/json"
	"html/template"
	"net/http"
	"net/url"
	"strings"
	"sync"
	"time"

	"github.com/go-jose/go-jose/v4"
)

// Config is what a provider is told at its start.
type Config struct {
	// Issuer is its own address, without a final slash.
	Issuer string
	// Redirect is the only address to which it sends browsers; "" allows every one.
	Redirect string
	// Secret is the client's.
	Secret func() string
	Now    func() time.Time
}

// Provider is the provider's server. It is safe for concurrent use.
type Provider struct {
	Config
	mux   *http.ServeMux
	key   *rsa.PrivateKey
	pages *template.Template

	mu     sync.Mutex
	grants map[string]grant // by code
	spent  string           // a state that was answered before
	people []Person
}

// grant is a code that waits to be spent.
type grant struct {
	person                     Person
	special                    string
	nonce, challenge, redirect string
	loggedIn, issued           time.Time
}

//go:embed pages/*
var files embed.FS

// keyBits is the length of a signing key.
const keyBits = 2048

// New returns a provider with a key of its own.
func New(config Config) (*Provider, error) {
	p := &Provider{Config: config, mux: http.NewServeMux(), grants: map[string]grant{}, people: People()}
	var err error
	if p.key, err = rsa.GenerateKey(rand.Reader, keyBits); err != nil {
		return nil, err
	}
	if p.pages, err = template.ParseFS(files, "pages/*.html"); err != nil {
		return nil, err
	}
	p.mux.HandleFunc("GET /.well-known/openid-configuration", p.discovery)
	p.mux.HandleFunc("GET /keys", p.keys)
	p.mux.HandleFunc("GET /authorize", p.authorize)
	p.mux.HandleFunc("POST /login", p.login)
	p.mux.HandleFunc("POST /token", p.token)
	p.mux.HandleFunc("PUT /people/{subject}/groups", p.setGroups)
	p.mux.Handle("GET /pages/", http.FileServerFS(files))
	p.mux.HandleFunc("GET /favicon.ico", func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusNoContent) })
	return p, nil
}

// ServeHTTP implements http.Handler.
func (p *Provider) ServeHTTP(w http.ResponseWriter, r *http.Request) { p.mux.ServeHTTP(w, r) }

// SetGroups puts a person into groups, and into no others, from now on.
func (p *Provider) SetGroups(subject string, groups ...string) {
	p.mu.Lock()
	defer p.mu.Unlock()
	for i := range p.people {
		if p.people[i].Subject == subject {
			p.people[i].Groups = groups
		}
	}
}

func (p *Provider) setGroups(_ http.ResponseWriter, r *http.Request) {
	p.SetGroups(r.PathValue("subject"), r.URL.Query()["group"]...)
}

func (p *Provider) discovery(w http.ResponseWriter, _ *http.Request) {
	answer(w, http.StatusOK, map[string]any{
		"issuer": p.Issuer, "authorization_endpoint": p.Issuer + "/authorize", "token_endpoint": p.Issuer + "/token",
		"jwks_uri": p.Issuer + "/keys", "response_types_supported": []string{"code"},
		"subject_types_supported": []string{"public"}, "id_token_signing_alg_values_supported": []string{"RS256"},
		"token_endpoint_auth_methods_supported":          []string{"client_secret_basic"},
		"code_challenge_methods_supported":               []string{"S256"},
		"authorization_response_iss_parameter_supported": true,
	})
}

func (p *Provider) keys(w http.ResponseWriter, _ *http.Request) {
	answer(w, http.StatusOK, jose.JSONWebKeySet{Keys: []jose.JSONWebKey{
		{Key: p.key.Public(), KeyID: "1", Algorithm: "RS256", Use: "sig"},
	}})
}

// question is what the page asks with: the client's request, which comes back with the choice.
type question struct {
	Query    string
	People   []Person
	Specials []Special
	Again    bool
}

// authorize shows who may log in.
func (p *Provider) authorize(w http.ResponseWriter, r *http.Request) {
	query := r.URL.Query()
	if trouble := p.wrong(query); trouble != "" {
		http.Error(w, trouble, http.StatusBadRequest)
		return
	}
	p.mu.Lock()
	people := append([]Person{}, p.people...)
	p.mu.Unlock()
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	_ = p.pages.ExecuteTemplate(w, "login.html", question{ // Whoever has gone needs no page.
		Query: r.URL.RawQuery, People: people, Specials: Specials(), Again: query.Get("prompt") == "login",
	})
}

// wrong says what a client's request lacks, "" for nothing.
func (p *Provider) wrong(query url.Values) string {
	switch {
	case query.Get("client_id") != ClientID:
		return "client_id is not known"
	case query.Get("redirect_uri") == "" || p.Redirect != "" && query.Get("redirect_uri") != p.Redirect:
		return "redirect_uri is not the client's"
	case query.Get("response_type") != "code":
		return "response_type has to be code"
	case !strings.Contains(" "+query.Get("scope")+" ", " openid "):
		return "scope has to hold openid"
	case query.Get("code_challenge_method") != "S256" || len(query.Get("code_challenge")) != 43:
		return "code_challenge has to be there, of method S256"
	case query.Get("state") == "" || query.Get("nonce") == "":
		return "state and nonce have to be there"
	}
	return ""
}

// login takes the choice and sends the browser back.
func (p *Provider) login(w http.ResponseWriter, r *http.Request) {
	if err := r.ParseForm(); err != nil {
		http.Error(w, "unreadable form", http.StatusBadRequest)
		return
	}
	query, err := url.ParseQuery(r.PostForm.Get("query"))
	if err != nil || p.wrong(query) != "" {
		http.Error(w, "the request has gone", http.StatusBadRequest)
		return
	}
	special := r.PostForm.Get("special")
	back := url.Values{"state": {query.Get("state")}, "iss": {p.Issuer}}
	p.mu.Lock()
	defer p.mu.Unlock()
	if special == Cancelled {
		back.Set("error", "access_denied")
	} else {
		person := p.people[0]
		for _, one := range p.people {
			if one.Subject == r.PostForm.Get("person") {
				person = one
			}
		}
		now, code := p.Now(), rand.Text()
		given := grant{
			person: person, special: special, nonce: query.Get("nonce"), challenge: query.Get("code_challenge"),
			redirect: query.Get("redirect_uri"), loggedIn: now, issued: now,
		}
		if special == StillLogged {
			given.loggedIn = now.Add(-time.Hour)
		}
		p.grants[code] = given
		back.Set("code", code)
	}
	if special == SpentState && p.spent != "" {
		back.Set("state", p.spent)
	} else {
		p.spent = query.Get("state")
	}
	http.Redirect(w, r, query.Get("redirect_uri")+"?"+back.Encode(), http.StatusSeeOther)
}

// codeLife is how long a code can be spent.
const codeLife = time.Minute

// token spends a code.
func (p *Provider) token(w http.ResponseWriter, r *http.Request) {
	id, secret, _ := r.BasicAuth()
	if id != ClientID || p.Secret() == "" || subtle.ConstantTimeCompare([]byte(secret), []byte(p.Secret())) != 1 {
		answer(w, http.StatusUnauthorized, map[string]string{"error": "invalid_client"})
		return
	}
	p.mu.Lock()
	given, there := p.grants[r.PostFormValue("code")]
	delete(p.grants, r.PostFormValue("code"))
	p.mu.Unlock()
	proof := sha256.Sum256([]byte(r.PostFormValue("code_verifier")))
	switch {
	case r.PostFormValue("grant_type") != "authorization_code", !there, p.Now().Sub(given.issued) > codeLife,
		r.PostFormValue("redirect_uri") != given.redirect,
		base64.RawURLEncoding.EncodeToString(proof[:]) != given.challenge:
		answer(w, http.StatusBadRequest, map[string]string{"error": "invalid_grant"})
		return
	case given.special == BrokenAnswer:
		http.Error(w, "out of order", http.StatusBadGateway)
		return
	}
	whole := map[string]any{"access_token": rand.Text(), "token_type": "Bearer", "expires_in": 300}
	if given.special != NoToken {
		signed, err := p.sign(given)
		if err != nil {
			http.Error(w, err.Error(), http.StatusInternalServerError)
			return
		}
		whole["id_token"] = signed
	}
	answer(w, http.StatusOK, whole)
}

func answer(w http.ResponseWriter, status int, value any) {
	w.Header().Set("Content-Type", "application/json")
	w.Header().Set("Cache-Control", "no-store")
	w.WriteHeader(status)
	_ = json.NewEncoder(w).Encode(value) // Whoever has gone needs no answer.
}
