package main

import (
	"bytes"
	"compress/gzip"
	"net/http"
	"path"
	"strconv"
	"strings"
	"sync"

	"serviziscolastici/shared/web/assets"
)

const (
	forever  = "public, max-age=31536000, immutable"
	anHour   = "public, max-age=3600"
	tooShort = 200 // Bytes below which gzip gains nothing.
)

// file is an asset ready to send; packed is its gzip form, nil when that gains nothing.
type file struct {
	kind, hash    string
	plain, packed []byte
}

// handler serves the embedded files from memory. Each is hashed and compressed when it is first asked
// for: doing all of them at the start made it three times as long, for a browser that asks for one.
type handler struct {
	files map[string]func() (file, error)
}

func newHandler() (handler, error) {
	names, err := assets.Names()
	if err != nil {
		return handler{}, err
	}
	h := handler{files: make(map[string]func() (file, error), len(names))}
	for _, name := range names {
		h.files[name] = sync.OnceValues(func() (file, error) { return prepare(name) })
	}
	return h, nil
}

func prepare(name string) (file, error) {
	content, err := assets.Read(name)
	if err != nil {
		return file{}, err
	}
	ready := file{kind: kind(path.Ext(name)), hash: assets.Hash(content), plain: content}
	if path.Ext(name) != ".woff2" {
		ready.packed, err = pack(content)
	}
	return ready, err
}

// kind is the media type of a file. The table of the standard library reads the machine's own at
// the first question, which takes longer than the answer.
func kind(extension string) string {
	switch extension {
	case ".css":
		return "text/css; charset=utf-8"
	case ".js":
		return "text/javascript; charset=utf-8"
	case ".svg":
		return "image/svg+xml"
	case ".woff2":
		return "font/woff2"
	default:
		return "text/plain; charset=utf-8"
	}
}

func pack(content []byte) ([]byte, error) {
	var packed bytes.Buffer
	zip, err := gzip.NewWriterLevel(&packed, gzip.BestCompression)
	if err != nil {
		return nil, err
	}
	if _, err := zip.Write(content); err != nil {
		return nil, err
	}
	if err := zip.Close(); err != nil {
		return nil, err
	}
	return packed.Bytes(), nil
}

// ServeHTTP implements http.Handler.
func (h handler) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	w.Header().Set("X-Content-Type-Options", "nosniff")
	if r.Method != http.MethodGet && r.Method != http.MethodHead {
		w.Header().Set("Allow", "GET, HEAD")
		http.Error(w, "Metodo non previsto", http.StatusMethodNotAllowed)
		return
	}
	name := strings.TrimPrefix(r.URL.Path, assets.Prefix)
	if colour, found := strings.CutPrefix(name, "tema/"); found {
		h.theme(w, r, strings.TrimSuffix(colour, ".css"))
		return
	}
	plain, hash := split(name)
	ready, ok := h.files[plain]
	if !ok {
		http.Error(w, "File non trovato", http.StatusNotFound)
		return
	}
	found, err := ready()
	if err != nil {
		http.Error(w, "File non disponibile", http.StatusInternalServerError)
		return
	}
	// While a new version is being rolled out, a page may ask for the other
	// version's file: it gets this one, and does not keep it.
	caching := "no-cache"
	if hash == found.hash {
		caching = forever
	}
	send(w, r, found, caching)
}

func (h handler) theme(w http.ResponseWriter, r *http.Request, colour string) {
	css, ok := assets.Theme(colour)
	if !ok {
		http.Error(w, "File non trovato", http.StatusNotFound)
		return
	}
	send(w, r, file{kind: "text/css; charset=utf-8", plain: []byte(css)}, anHour)
}

// split takes the hash out of a name: "app.1f2e3d4c5b6a.css" is "app.css".
func split(name string) (string, string) {
	extension := path.Ext(name)
	stem := strings.TrimSuffix(name, extension)
	hash := path.Ext(stem)
	return strings.TrimSuffix(stem, hash) + extension, strings.TrimPrefix(hash, ".")
}

func send(w http.ResponseWriter, r *http.Request, f file, caching string) {
	body := f.plain
	w.Header().Set("Content-Type", f.kind)
	w.Header().Set("Cache-Control", caching)
	if f.packed != nil && len(f.plain) > tooShort {
		w.Header().Set("Vary", "Accept-Encoding")
		if strings.Contains(r.Header.Get("Accept-Encoding"), "gzip") {
			w.Header().Set("Content-Encoding", "gzip")
			body = f.packed
		}
	}
	w.Header().Set("Content-Length", strconv.Itoa(len(body)))
	if r.Method == http.MethodHead {
		return
	}
	// A browser that went away is no error of ours.
	_, _ = w.Write(body)
}
