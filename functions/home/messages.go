package main

import (
	"net/http"
	"slices"

	"serviziscolastici/shared/school"
	"serviziscolastici/shared/web"
)

// messages is the page of what a parent should know: what the portal notices about
// credit and payments, and what the office tells the families.
func (h Handler) messages(w http.ResponseWriter, r *http.Request, visit web.Visit) error {
	data, err := h.collect(r.Context(), visit)
	if err != nil {
		return err
	}
	return h.Site.Render(w, r, visit, web.Page{
		Title: "Messaggi", Template: "messages", Data: data,
		Lead: "Gli avvisi del portale e i messaggi dell'ufficio.",
	})
}

// HasAlerts reports whether the portal itself has something to say.
func (s summary) HasAlerts() bool { return len(s.Low) > 0 || s.Due.Count > 0 || s.Due.Verifying > 0 }

// Below are the children whose credit is below zero.
func (s summary) Below() []child {
	return slices.DeleteFunc(slices.Clone(s.Low), func(c child) bool { return !c.Below })
}

// RunningOut are the children who have little left, but are not below zero.
func (s summary) RunningOut() []child {
	return slices.DeleteFunc(slices.Clone(s.Low), func(c child) bool { return c.Below })
}

// Latest is the newest message of the office; nil when there is none.
func (s summary) Latest() *school.News {
	if len(s.News) == 0 {
		return nil
	}
	return &s.News[0]
}
