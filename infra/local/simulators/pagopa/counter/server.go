package counter

import (
	"embed"
	"html/template"
	"log"
	"net/http"
	"path/filepath"
	"sync"
	"sync/atomic"
	"time"

	"serviziscolastici/infra/local/simulators/journal"
	"serviziscolastici/infra/local/simulators/pagopa/node"
	"serviziscolastici/shared/calendar"
	"serviziscolastici/shared/money"
)

//go:embed pages
var pageFiles embed.FS

var pages = template.Must(template.New("").Funcs(template.FuncMap{
	"euro": func(cents int64) string { return money.Cents(cents).String() },
	"hour": func(at time.Time) string { return at.In(calendar.Rome()).Format("02/01/2006 15:04:05") },
	"nav":  spaced,
}).ParseFS(pageFiles, "pages/*.html"))

// Config is what the counter needs to know.
type Config struct {
	PublicURL string // own address, without a final slash
	Key       func() (string, error)
	// ArchiveKey is the subscription key of the archive.
	ArchiveKey func() (string, error)
	Creditor   string // fiscal code whose notices are payable here
	Node       *node.Node
	StateDir   string
	Late       time.Duration // how late the receipt is when the payer asks for that
	Now        func() time.Time
}

// Server answers the counter's addresses.
type Server struct {
	config Config
	carts  *journal.Journal[cart]
	// archive holds the positions by notice number.
	archive       *journal.Journal[archived]
	archiveAnswer atomic.Int32 // the status that the archive answers to everything; 0: none
	mu            sync.Mutex
	paying        map[string]bool // ids of the carts whose payment is going on
}

// Open returns a server with the carts of its last life.
func Open(config Config) (*Server, error) {
	path := filepath.Join(config.StateDir, "carts.jsonl")
	carts, err := journal.Open(path, func(c cart) string { return c.ID })
	if err != nil {
		return nil, err
	}
	path = filepath.Join(config.StateDir, "archive.jsonl")
	archive, err := journal.Open(path, func(a archived) string { return a.Notice })
	if err != nil {
		return nil, err
	}
	return &Server{config: config, carts: carts, archive: archive, paying: map[string]bool{}}, nil
}

// Handler returns the routes.
func (s *Server) Handler() http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("GET /{$}", s.home)
	mux.HandleFunc("POST /checkout/ec/v2/carts", s.postCarts)
	mux.HandleFunc("POST /aca/v1/paCreatePosition", s.putPosition)
	s.sharedArchive(mux)
	mux.HandleFunc("GET /checkout/{cart}", s.checkoutPage)
	mux.HandleFunc("POST /checkout/{cart}", s.checkoutAction)
	mux.HandleFunc("GET /sportello", s.desk)
	mux.HandleFunc("POST /sportello", s.deskPay)
	mux.HandleFunc("GET /nodo", s.nodePage)
	mux.HandleFunc("POST /nodo/comportamento", s.nodeBehave)
	mux.HandleFunc("POST /nodo/rilascia", s.nodeRelease)
	mux.HandleFunc("POST /nodo/paga", s.nodePay)
	mux.HandleFunc("POST /nodo/ricevute/{id}/rimanda", s.nodeRepeat)
	mux.HandleFunc("POST /nodo/archivio", s.archiveBehave)
	s.api(mux)
	mux.HandleFunc("GET /static/style.css", func(w http.ResponseWriter, r *http.Request) {
		http.ServeFileFS(w, r, pageFiles, "pages/style.css")
	})
	return secured(mux)
}

func (s *Server) home(w http.ResponseWriter, _ *http.Request) {
	render(w, http.StatusOK, "home.html", nil)
}

func render(w http.ResponseWriter, status int, page string, data any) {
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	w.WriteHeader(status)
	if err := pages.ExecuteTemplate(w, page, data); err != nil {
		log.Printf("pagopa: page %s: %v", page, err)
	}
}

// trouble shows the page for something that cannot go on, with a way out.
func trouble(w http.ResponseWriter, status int, reason, backTo, back string) {
	render(w, status, "trouble.html", map[string]string{"Reason": reason, "BackTo": backTo, "Back": back})
}

// secured adds the headers that keep the pages to themselves. There is no
// script, and forms may lead on to the portal.
func secured(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Security-Policy",
			"default-src 'none'; style-src 'self'; frame-ancestors 'none'; base-uri 'none'")
		w.Header().Set("X-Content-Type-Options", "nosniff")
		w.Header().Set("Referrer-Policy", "no-referrer")
		w.Header().Set("Cache-Control", "no-store")
		next.ServeHTTP(w, r)
	})
}
