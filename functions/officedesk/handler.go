package main

import (
	"embed"
	"net/http"

	"serviziscolastici/shared/web"
)

//go:embed pages/*.html
var pages embed.FS

// Handler serves the office's desk.
type Handler struct {
	Site *web.Site
}

// Routes returns the pages by address.
func (h Handler) Routes() http.Handler {
	router := h.Site.Router()
	router.Operator("GET /ufficio", h.desk)
	return router
}

// desk shows what waits for somebody.
func (h Handler) desk(w http.ResponseWriter, r *http.Request, visit web.Visit) error {
	return h.Site.Render(w, r, visit, web.Page{Title: "Scrivania", Template: "desk"})
}
