// Package post is Amazon SES as far as the portal calls it: SendEmail of its version 2, with a simple message. Mails
// are kept in memory, where tests and a page read them.
package post

import (
	"crypto/rand"
	"encoding/json"
	"fmt"
	"html/template"
	"net/http"
	"net/mail"
	"slices"
	"sync"
)

// Mail is one that was taken.
type Mail struct {
	ID      string            `json:"id"`
	From    string            `json:"from"`
	To      string            `json:"to"`
	ReplyTo []string          `json:"reply_to"`
	Subject string            `json:"subject"`
	Text    string            `json:"text"`
	Headers map[string]string `json:"headers"`
	Tags    map[string]string `json:"tags"`
}

// Post is SES.
type Post struct {
	mux   *http.ServeMux
	mu    sync.Mutex
	mails []Mail
}

// New returns it, empty.
func New() *Post {
	p := &Post{mux: http.NewServeMux()}
	p.mux.HandleFunc("POST /v2/email/outbound-emails", p.take)
	p.mux.HandleFunc("GET /mails.json", func(w http.ResponseWriter, _ *http.Request) { answer(w, http.StatusOK, p.Taken()) })
	p.mux.HandleFunc("GET /{$}", p.page)
	return p
}

// ServeHTTP implements http.Handler.
func (p *Post) ServeHTTP(w http.ResponseWriter, r *http.Request) { p.mux.ServeHTTP(w, r) }

// Taken returns all mails that were taken, in their order.
func (p *Post) Taken() []Mail {
	p.mu.Lock()
	defer p.mu.Unlock()
	return slices.Clone(p.mails)
}

// text is Content of SES's API.
type text struct{ Data string }

// pair is a header, or a tag, of a mail.
type pair struct{ Name, Value string }

func pairs(list []pair) map[string]string {
	all := map[string]string{}
	for _, p := range list {
		all[p.Name] = p.Value
	}
	return all
}

func (p *Post) take(w http.ResponseWriter, r *http.Request) {
	var asked struct {
		FromEmailAddress string
		Destination      struct{ ToAddresses []string }
		ReplyToAddresses []string
		EmailTags        []pair
		Content          struct {
			Simple *struct {
				Subject text
				Body    struct{ Text text }
				Headers []pair
			}
		}
	}
	err := json.NewDecoder(r.Body).Decode(&asked)
	to := asked.Destination.ToAddresses
	if err != nil || asked.Content.Simple == nil || len(to) != 1 || asked.Content.Simple.Body.Text.Data == "" {
		refuse(w, "BadRequestException", "not a simple mail to one address")
		return
	}
	for _, address := range []string{asked.FromEmailAddress, to[0]} {
		if _, err := mail.ParseAddress(address); err != nil {
			refuse(w, "BadRequestException", "an address is none")
			return
		}
	}
	if r.Header.Get("Authorization") == "" {
		refuse(w, "MissingAuthenticationTokenException", "not signed")
		return
	}
	simple := asked.Content.Simple
	taken := Mail{
		ID: rand.Text(), From: asked.FromEmailAddress, To: to[0], ReplyTo: asked.ReplyToAddresses, Subject: simple.Subject.Data,
		Text: simple.Body.Text.Data, Headers: pairs(simple.Headers), Tags: pairs(asked.EmailTags),
	}
	p.mu.Lock()
	p.mails = append(p.mails, taken)
	p.mu.Unlock()
	answer(w, http.StatusOK, map[string]string{"MessageId": taken.ID})
}

func refuse(w http.ResponseWriter, kind, why string) {
	w.Header().Set("X-Amzn-ErrorType", kind)
	answer(w, http.StatusBadRequest, map[string]string{"message": why})
}

func answer(w http.ResponseWriter, status int, body any) {
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(status)
	_ = json.NewEncoder(w).Encode(body) // the caller may be gone
}

func (p *Post) page(w http.ResponseWriter, _ *http.Request) {
	mails := p.Taken()
	slices.Reverse(mails)
	if err := view().Execute(w, mails); err != nil {
		_, _ = fmt.Fprintf(w, "<p>%v", err)
	}
}

func view() *template.Template {
	return template.Must(template.New("page").Parse(`<!DOCTYPE html><html lang="it"><meta charset="utf-8"><title>Posta simulata</title>
<style>body{font:1rem sans-serif;max-width:45rem;margin:2rem auto;padding:0 1rem}article{border-top:1px solid #ccc}pre{white-space:pre-wrap;font:inherit;overflow-wrap:anywhere}</style>
<h1>Posta simulata</h1>{{range .}}<article><h2>{{.Subject}}</h2><p>Da {{.From}}<br>a {{.To}}</p><pre>{{.Text}}</pre></article>
{{else}}<p>Nessuna e-mail.</p>{{end}}</html>`))
}
