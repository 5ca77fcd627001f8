// Package service is App IO as its contract describes it (IO API for Public Administration Services, 4.1.1):
// profiles, messages and their state. A citizen's fiscal code says what becomes of messages to them, by its name
// part, see Citizen.
package service

import (
	"crypto/rand"
	"encoding/json"
	"fmt"
	"html/template"
	"net/http"
	"regexp"
	"slices"
	"strings"
	"sync"
	"time"
	"unicode/utf8"
)

// Message is one that was taken.
type Message struct {
	ID         string
	FiscalCode string
	Subject    string
	Markdown   string
	DueDate    string
	Notice     string
	Amount     int64
}

// Service is App IO. Set may change what citizens are at any time.
type Service struct {
	keys func() string
	mux  *http.ServeMux

	mu       sync.Mutex
	messages []Message
	citizens map[string]Citizen
}

// Citizen is how a citizen stands to the app.
type Citizen string

// The citizens. Reachable is everybody who is not told apart.
const (
	Reachable Citizen = ""
	Absent    Citizen = "absent"  // not on the app
	Refusing  Citizen = "refuses" // takes no messages of this service
	Lossy     Citizen = "lossy"   // messages are accepted and fail afterwards
	Throttled Citizen = "429"     // messages are too many for now
	Failing   Citizen = "500"     // messages fail, and are not taken
)

// New returns the app. Keys tells which keys are good: they stand after "=" in a list separated by blanks.
func New(keys func() string) *Service {
	s := &Service{keys: keys, mux: http.NewServeMux(), citizens: map[string]Citizen{}}
	s.mux.HandleFunc("POST /api/v1/profiles", s.known(s.profile))
	s.mux.HandleFunc("POST /api/v1/messages", s.known(s.take))
	s.mux.HandleFunc("GET /api/v1/messages/{code}/{id}", s.known(s.state))
	s.mux.HandleFunc("GET /{$}", s.page)
	s.mux.HandleFunc("PUT /citizens/{code}/{citizen}", func(_ http.ResponseWriter, r *http.Request) {
		s.Set(r.PathValue("code"), Citizen(strings.Trim(r.PathValue("citizen"), "-")))
	})
	s.mux.HandleFunc("GET /messages.json", func(w http.ResponseWriter, _ *http.Request) { answer(w, http.StatusOK, s.Taken()) })
	return s
}

// ServeHTTP implements http.Handler.
func (s *Service) ServeHTTP(w http.ResponseWriter, r *http.Request) { s.mux.ServeHTTP(w, r) }

// Set says how a citizen stands to the app from now on.
func (s *Service) Set(fiscalCode string, citizen Citizen) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.citizens[fiscalCode] = citizen
}

// Taken returns all messages that were taken, in their order.
func (s *Service) Taken() []Message {
	s.mu.Lock()
	defer s.mu.Unlock()
	return slices.Clone(s.messages)
}

func (s *Service) citizen(fiscalCode string) Citizen {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.citizens[fiscalCode]
}

// known refuses callers without a key.
func (s *Service) known(next http.HandlerFunc) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		given := r.Header.Get("Ocp-Apim-Subscription-Key")
		for pair := range strings.FieldsSeq(s.keys()) {
			if _, key, _ := strings.Cut(pair, "="); given != "" && key == given {
				next(w, r)
				return
			}
		}
		problem(w, http.StatusUnauthorized, "unknown key")
	}
}

// codes is the form of FiscalCode in the contract.
var codes = regexp.MustCompile(`^[A-Z]{6}[0-9LMNPQRSTUV]{2}[ABCDEHLMPRST][0-9LMNPQRSTUV]{2}[A-Z][0-9LMNPQRSTUV]{3}[A-Z]$`)

func (s *Service) profile(w http.ResponseWriter, r *http.Request) {
	var asked struct {
		FiscalCode string `json:"fiscal_code"`
	}
	if json.NewDecoder(r.Body).Decode(&asked) != nil || !codes.MatchString(asked.FiscalCode) {
		problem(w, http.StatusBadRequest, "no fiscal code")
		return
	}
	citizen := s.citizen(asked.FiscalCode)
	if citizen == Absent {
		problem(w, http.StatusNotFound, "no user found for the provided fiscal code")
		return
	}
	answer(w, http.StatusOK, map[string]any{"sender_allowed": citizen != Refusing, "preferred_languages": []string{"it_IT"}})
}

// newMessage is NewMessage of the contract.
type newMessage struct {
	FiscalCode string `json:"fiscal_code"`
	Level      string `json:"feature_level_type"`
	Content    struct {
		Subject  string `json:"subject"`
		Markdown string `json:"markdown"`
		DueDate  string `json:"due_date"`
		Private  bool   `json:"require_secure_channels"`
		Payment  *struct {
			Amount  int64  `json:"amount"`
			Notice  string `json:"notice_number"`
			Expires bool   `json:"invalid_after_due_date"`
			Payee   struct {
				FiscalCode string `json:"fiscal_code"`
			} `json:"payee"`
		} `json:"payment_data"`
	} `json:"content"`
}

var (
	notices = regexp.MustCompile(`^[0123][0-9]{17}$`)
	payees  = regexp.MustCompile(`^[0-9]{11}$`)
)

// wrong returns what the contract says against a message; "" for nothing.
func (m newMessage) wrong() string {
	within := func(text string, from, to int) bool {
		n := utf8.RuneCountInString(text)
		return n >= from && n <= to
	}
	c := m.Content
	switch {
	case !codes.MatchString(m.FiscalCode):
		return "fiscal_code"
	case m.Level != "" && m.Level != "STANDARD":
		return "feature_level_type"
	case !within(c.Subject, 10, 120):
		return "subject"
	case !within(c.Markdown, 80, 10_000):
		return "markdown"
	}
	if c.DueDate != "" {
		if at, err := time.Parse("2006-01-02T15:04:05.000Z", c.DueDate); err != nil || at.Location() != time.UTC {
			return "due_date"
		}
	}
	if p := c.Payment; p != nil {
		switch {
		case p.Amount < 1 || p.Amount > 9_999_999_999:
			return "amount"
		case !notices.MatchString(p.Notice):
			return "notice_number"
		case p.Payee.FiscalCode != "" && !payees.MatchString(p.Payee.FiscalCode):
			return "payee"
		case p.Expires && c.DueDate == "":
			return "invalid_after_due_date"
		}
	}
	return ""
}

func (s *Service) take(w http.ResponseWriter, r *http.Request) {
	var m newMessage
	if err := json.NewDecoder(r.Body).Decode(&m); err != nil {
		problem(w, http.StatusBadRequest, "not a message")
		return
	}
	if field := m.wrong(); field != "" {
		problem(w, http.StatusBadRequest, "value of "+field+" is not valid")
		return
	}
	switch s.citizen(m.FiscalCode) {
	case Absent, Refusing:
		problem(w, http.StatusForbidden, "the profile was not asked for")
		return
	case Throttled:
		problem(w, http.StatusTooManyRequests, "too many requests")
		return
	case Failing:
		problem(w, http.StatusInternalServerError, "the message cannot be delivered")
		return
	case Reachable, Lossy:
	}
	taken := Message{
		ID: rand.Text(), FiscalCode: m.FiscalCode, Subject: m.Content.Subject, Markdown: m.Content.Markdown, DueDate: m.Content.DueDate,
	}
	if p := m.Content.Payment; p != nil {
		taken.Notice, taken.Amount = p.Notice, p.Amount
	}
	s.mu.Lock()
	s.messages = append(s.messages, taken)
	s.mu.Unlock()
	w.Header().Set("Location", "/api/v1/messages/"+m.FiscalCode+"/"+taken.ID)
	answer(w, http.StatusCreated, map[string]string{"id": taken.ID})
}

func (s *Service) state(w http.ResponseWriter, r *http.Request) {
	code, id := r.PathValue("code"), r.PathValue("id")
	if !slices.ContainsFunc(s.Taken(), func(m Message) bool { return m.FiscalCode == code && m.ID == id }) {
		problem(w, http.StatusNotFound, "no message found for the provided ID")
		return
	}
	status := "PROCESSED"
	if s.citizen(code) == Lossy {
		status = "FAILED"
	}
	answer(w, http.StatusOK, map[string]any{
		"status": status, "notification": map[string]string{"webhook": "SENT"},
		"message": map[string]any{"id": id, "fiscal_code": code, "feature_level_type": "STANDARD"},
	})
}

func answer(w http.ResponseWriter, status int, body any) {
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(status)
	_ = json.NewEncoder(w).Encode(body) // the caller may be gone
}

func problem(w http.ResponseWriter, status int, detail string) {
	answer(w, status, map[string]any{"status": status, "title": http.StatusText(status), "detail": detail})
}

func (s *Service) page(w http.ResponseWriter, _ *http.Request) {
	messages := s.Taken()
	slices.Reverse(messages)
	if err := view().Execute(w, messages); err != nil {
		_, _ = fmt.Fprintf(w, "<p>%v", err)
	}
}

func view() *template.Template {
	return template.Must(template.New("page").Parse(`<!DOCTYPE html><html lang="it"><meta charset="utf-8"><title>App IO simulata</title>
<style>body{font:1rem sans-serif;max-width:45rem;margin:2rem auto;padding:0 1rem}article{border-top:1px solid #ccc}pre{white-space:pre-wrap;font:inherit}</style>
<h1>App IO simulata</h1>{{range .}}<article><h2>{{.Subject}}</h2><p>A {{.FiscalCode}}</p><pre>{{.Markdown}}</pre>{{with .Notice}}<p>Avviso {{.}}</p>{{end}}</article>
{{else}}<p>Nessun messaggio.</p>{{end}}</html>`))
}
