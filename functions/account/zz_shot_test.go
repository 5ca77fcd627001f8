package main

import (
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"strings"
	"testing"

	"serviziscolastici/shared/web/assets"
	"serviziscolastici/shared/web/webtest"
)

func TestZZShot(t *testing.T) {
	routes := newWorld().routes(t)
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if strings.HasPrefix(r.URL.Path, "/assets/") {
			names, _ := assets.Names()
			for _, n := range names {
				if p, _ := assets.Path(n); p == r.URL.Path {
					b, _ := assets.Read(n)
					if strings.HasSuffix(n, ".css") {
						w.Header().Set("Content-Type", "text/css")
					}
					if strings.HasSuffix(n, ".js") {
						w.Header().Set("Content-Type", "text/javascript")
					}
					w.Write(b)
					return
				}
			}
			w.Write(nil)
			return
		}
		q := webtest.Request(r.Method, r.URL.RequestURI(), nil)
		routes.ServeHTTP(w, q)
	}))
	defer server.Close()
	for name, path := range map[string]string{"conto": "/conto", "conto-errore": "/conto?dal=31/02/2026&al=ieri"} {
		for _, width := range []string{"390,2600", "1280,1900"} {
			out, err := exec.Command("chromium", "--headless=new", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
				"--disable-background-networking", "--hide-scrollbars", "--virtual-time-budget=3000",
				"--window-size="+width, "--screenshot=/tmp/shots-ad/"+name+"-"+width[:3]+".png", server.URL+path).CombinedOutput()
			if err != nil {
				t.Log(string(out))
			}
		}
	}
	_ = os.Stdout
}
