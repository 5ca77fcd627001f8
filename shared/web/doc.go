// Package web is the edge between parents' browsers and the portal's functions:
// layout, forms, errors, security headers, downloads. A function brings its
// handlers and its pages; everything that all pages share is here, once.
//
// # How to write a page
//
// A function embeds its pages, one file a page, and has webhost build the Site:
//
//	//go:embed pages/*.html
//	var pages embed.FS
//
//	webhost.Serve(pages, func(p webhost.Parts) http.Handler {
//		h := Handler{Site: p.Site, School: school.Store{Core: p.Core, Clock: p.Clock}}
//		router := p.Site.Router()
//		router.Parent("GET /ricariche", h.list)     // session required
//		router.Form("POST /ricariche", back, h.add) // a form that outlives its session
//		router.Public("GET /aiuto", h.help)         // session optional
//		return router
//	})
//
// A Handler decodes, authorises, makes one call into the domain and renders, or
// returns an error, which the Site turns into a page with the right status:
//
//	func (h Handler) list(w http.ResponseWriter, r *http.Request, visit web.Visit) error {
//		links, err := h.School.PupilsOf(r.Context(), visit.Municipality.ID, visit.Session.Guardian)
//		if err != nil {
//			return err
//		}
//		return h.Site.Render(w, r, visit, web.Page{
//			Title: "Ricariche con pagoPA", Section: "ricariche", Template: "list", Data: links,
//		})
//	}
//
// What does not need one another is read side by side, with package beside. A
// list that may be long is cut into pages by Paginate.
//
// The file pages/list.html defines the block "main". The layout writes title,
// breadcrumb, error summary, notice, the one <h1> (Page.Title) and Page.Lead;
// the page's own headings start at <h2>. The dot is a View: .Data is the page's
// own, and .Municipality, .Session, .Today and .Form (what the parent typed)
// are there for all.
//
//	{{define "main"}}
//	{{template "stepper" (steps 1 "Importi" "Conferma" "Pagamento")}}
//	<form method="post" action="/ricariche">
//	{{template "form" .}}
//	<div class="form-group">
//	  <label for="importo">Importo</label>
//	  <input class="form-control" id="importo" name="importo" inputmode="decimal"
//	    value="{{.Form.Get "importo"}}" {{invalid . "importo"}}>
//	  {{template "error" (fieldError . "importo")}}
//	</div>
//	<button class="btn btn-primary">Aggiungi ricarica</button>
//	</form>
//	{{end}}
//
// The template "form" writes the hidden fields csrf and form_id; Form checks
// the first, FormKey reads the second, so that a form sent twice can act
// once; KeyedForm reads both.
// Inside range and with, pass $ in place of the dot.
//
// Pages are written in Italian. The test of infra/proof/language asks for the
// translation of every new text; words that a template shows from Go code need
// {{tr .Word}}, and what the office wrote lang="it". See shared/language.
//
// Functions for templates: money, signed, day, longDay, weekday, month, time,
// schoolYear, groups (notice numbers and IBANs in fours), plural, tr, icon, badge,
// steps, dict, asset, invalid, fieldError. Partials: form, error, stepper,
// print. Lists become stacked rows on phones when the table has the class
// "table-stacked" and each cell its data-etichetta:
//
//	<table class="table table-stacked">…
//	<td data-etichetta="Importo" class="importo">{{signed .Amount}}</td>
//
// A list of movements is a "table-righe" instead: a line a row, with the rest in
// <details class="dettaglio">, which wide screens and paper show opened.
//
// The rest of the vocabulary is Bootstrap Italia's: callout callout-warning,
// alert alert-success, card, badge, accordion (as <details class="accordion">),
// pagination, btn btn-primary, btn btn-outline-primary, form-check.
package web
