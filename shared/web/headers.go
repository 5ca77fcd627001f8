package web

import (
	"net/http"
	"strings"
)

// policy is the Content-Security-Policy of every page: nothing from elsewhere,
// nothing inline. Data URIs are the arrows and ticks inside the style sheet.
const policy = "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self' data:; " +
	"font-src 'self'; connect-src 'self'; base-uri 'none'; frame-ancestors 'none'; form-action 'self'"

// permissions switches off what the portal never asks for.
const permissions = "camera=(), microphone=(), geolocation=(), payment=(), usb=(), browsing-topics=()"

func (s *Site) safeHeaders(h http.Header, id string) {
	h.Set("X-Request-Id", id)
	h.Set("Content-Security-Policy", policy)
	h.Set("Cache-Control", "no-store")
	h.Set("Referrer-Policy", "same-origin")
	h.Set("Permissions-Policy", permissions)
	h.Set("X-Content-Type-Options", "nosniff")
	h.Set("Cross-Origin-Opener-Policy", "same-origin")
	h.Set("Cross-Origin-Resource-Policy", "same-origin")
	if !s.LocalHTTP {
		h.Set("Strict-Transport-Security", "max-age=31536000")
	}
}

// allowForms lets the forms of a page end at other origins, such as pagoPA
// Checkout: browsers apply form-action to the redirect after a form too.
func allowForms(h http.Header, origins []string) {
	if len(origins) > 0 {
		h.Set("Content-Security-Policy", policy+" "+strings.Join(origins, " "))
	}
}
