package main

import (
	"net/http"
	"net/url"
	"slices"
	"strings"

	"serviziscolastici/shared/certificate"
	"serviziscolastici/shared/letters"
	"serviziscolastici/shared/problem"
	"serviziscolastici/shared/web"
)

// verification is what the public page says of a code. It names nobody: who holds
// the paper reads the names there, and may ask whether they are the right ones.
type verification struct {
	Code  string // grouped, "" while none was asked for
	Found bool
	certificate.Verified
	// Payer and Pupil say whether the fiscal codes that were typed are those of the
	// certificate: "sì", "no", or "" when none was typed.
	Payer, Pupil string
}

// verify is the public page where anybody who holds a certificate can check it.
func (h Handler) verify(w http.ResponseWriter, r *http.Request, visit web.Visit) error {
	return h.showVerification(w, r, visit, r.URL.Query())
}

// compare is the same page with fiscal codes, which stay out of addresses.
func (h Handler) compare(w http.ResponseWriter, r *http.Request, visit web.Visit) error {
	form, err := web.Form(r, visit)
	if err != nil {
		return err
	}
	return h.showVerification(w, r, visit, form)
}

func (h Handler) showVerification(
	w http.ResponseWriter, r *http.Request, visit web.Visit, typed url.Values,
) error {
	page := web.Page{
		Title: "Verifica un'attestazione", Template: "verify", Form: typed,
		Lead: "Controlla che un'attestazione dei pagamenti sia stata rilasciata da questo Comune.",
	}
	var data verification
	if text := strings.TrimSpace(typed.Get("codice")); text != "" {
		code, valid := certificate.ParseCode(text)
		if !valid {
			page.Status, page.Errors = http.StatusBadRequest, []web.FieldError{{
				Field: "codice", Text: "Il codice di verifica ha 16 caratteri: controlla di averlo copiato tutto.",
			}}
		} else if err := h.find(r, visit, code, typed, &data); err != nil {
			return err
		}
	}
	page.Data = data
	return h.Site.Render(w, r, visit, page)
}

// find looks a code up. An unknown one is an answer too.
func (h Handler) find(r *http.Request, visit web.Visit, code string, typed url.Values, data *verification) error {
	found, err := h.Certificates.Verify(r.Context(), visit.Municipality.ID, code)
	data.Code = certificate.Grouped(code)
	if problem.Is(err, problem.NotFound) {
		return nil
	}
	if err != nil {
		return err
	}
	data.Found, data.Verified = true, found
	data.Payer = same(typed.Get("pagante"), found.Content.Payer)
	data.Pupil = same(typed.Get("alunno"), found.Content.Pupils()...)
	return nil
}

// same says whether a code is that of one of the people.
func same(typed string, people ...certificate.Person) string {
	code := letters.Code(typed)
	if code == "" {
		return ""
	}
	if slices.ContainsFunc(people, func(p certificate.Person) bool { return p.FiscalCode == code }) {
		return "sì"
	}
	return "no"
}
