package main

import (
	"net/http"
	"strconv"

	"serviziscolastici/shared/problem"
	"serviziscolastici/shared/web"
)

// picture is the policy of a logo: even one that was opened on its own may load and
// run nothing.
const picture = "default-src 'none'; style-src 'unsafe-inline'; sandbox"

// logo sends the municipality's coat of arms. Its name follows from its content, so
// browsers keep it; the name of another one is not found.
func (h Handler) logo(w http.ResponseWriter, r *http.Request, visit web.Visit) error {
	name := r.PathValue("file")
	if name == "" || name != visit.Municipality.LogoPath {
		return problem.Missing()
	}
	logo, err := h.Logos.Logo(r.Context(), visit.Municipality.ID)
	if err != nil {
		return err
	}
	header := w.Header()
	header.Set("Content-Type", logo.Kind)
	header.Set("Content-Security-Policy", picture)
	header.Set("Cache-Control", "public, max-age=31536000, immutable")
	header.Set("Content-Length", strconv.Itoa(len(logo.Data)))
	_, err = w.Write(logo.Data)
	return err
}
