package main

import (
	"net/http"
	"net/url"
	"slices"

	"serviziscolastici/shared/billing"
	"serviziscolastici/shared/money"
	"serviziscolastici/shared/school"
	"serviziscolastici/shared/web"
)

// due is a notice as the pages show it.
type due struct {
	billing.Position
	Name    string // of the pupil
	Wait    bool   // a payment is under way
	Late    bool   // past its due day
	Checked bool
}

// listing is what the page of open notices knows.
type listing struct {
	Notices []due
	Total   money.Cents // of what is ticked
	// Wait says that at least one notice is in verification.
	Wait bool
}

// list shows the open notices, those that expire first on top. The notice that
// the address names is ticked, else all that are not under way.
func (h Handler) list(w http.ResponseWriter, r *http.Request, visit web.Visit) error {
	return h.showList(w, r, visit, r.URL.Query()["avviso"], web.Page{})
}

func (h Handler) showList(
	w http.ResponseWriter, r *http.Request, visit web.Visit, ticked []string, page web.Page,
) error {
	open, err := h.open(r, visit)
	if err != nil {
		return err
	}
	data := listing{}
	for _, notice := range open {
		notice.Checked = slices.Contains(ticked, notice.Number.String()) || len(ticked) == 0 && !notice.Wait
		if len(page.Errors) > 0 {
			notice.Checked = false
		}
		if notice.Checked {
			if data.Total, err = data.Total.Add(notice.Amount); err != nil {
				return err
			}
		}
		data.Wait = data.Wait || notice.Wait
		data.Notices = append(data.Notices, notice)
	}
	page.Title, page.Section, page.Template = "Pagamento servizi scolastici", "pagamenti", "list"
	page.Lead = "Scegli uno o più avvisi: li paghi insieme, con un solo pagamento."
	page.Data = data
	return h.Site.Render(w, r, visit, page)
}

// open returns the parent's open notices with the pupils' names.
func (h Handler) open(r *http.Request, visit web.Visit) ([]due, error) {
	tenant, guardian := visit.Municipality.ID, visit.Session.Guardian
	positions, err := h.Billing.ListOf(r.Context(), tenant, guardian)
	if err != nil {
		return nil, err
	}
	positions = slices.DeleteFunc(positions, func(p billing.Position) bool { return p.State != billing.Open })
	notices, err := h.named(r, visit, positions)
	if err != nil {
		return nil, err
	}
	slices.SortStableFunc(notices, func(a, b due) int {
		switch {
		case a.Due == b.Due:
			return 0
		case b.Due.IsZero() || !a.Due.IsZero() && a.Due.Before(b.Due):
			return -1
		default:
			return 1
		}
	})
	return notices, nil
}

// named adds what the parent reads to positions: names live in Core, not beside money.
func (h Handler) named(r *http.Request, visit web.Visit, positions []billing.Position) ([]due, error) {
	links, err := h.School.PupilsOf(r.Context(), visit.Municipality.ID, visit.Session.Guardian)
	if err != nil {
		return nil, err
	}
	notices := make([]due, 0, len(positions))
	for _, position := range positions {
		notices = append(notices, due{
			Position: position, Name: nameOf(links, position.Pupil),
			Wait: position.InVerification(visit.Now), Late: position.Overdue(visit.Today()),
		})
	}
	return notices, nil
}

func nameOf(links []school.Link, pupil string) string {
	at := slices.IndexFunc(links, func(l school.Link) bool { return l.Pupil == pupil })
	if at < 0 {
		return ""
	}
	return links[at].FullName()
}

// choose keeps the ticked notices as a cart (AVVIA PAGAMENTO).
func (h Handler) choose(w http.ResponseWriter, r *http.Request, visit web.Visit) error {
	form, err := web.Form(r, visit)
	if err != nil {
		return err
	}
	ticked := form["avviso"]
	if len(ticked) == 0 {
		return h.refuse(w, r, visit, "Scegli almeno un avviso da pagare.")
	}
	if len(ticked) > maxTogether {
		return h.refuse(w, r, visit, "Puoi pagare al massimo cinque avvisi per volta: togli qualche scelta.")
	}
	positions, err := h.Billing.ListOf(r.Context(), visit.Municipality.ID, visit.Session.Guardian)
	if err != nil {
		return err
	}
	chosen, err := pick(positions, ticked)
	if err != nil {
		return err
	}
	cart, err := h.Billing.NewCart(r.Context(), visit.Municipality.ID, visit.Session.Guardian, chosen)
	if err != nil {
		return err
	}
	http.Redirect(w, r, "/pagamenti/scelta/"+url.PathEscape(cart.ID), http.StatusSeeOther)
	return nil
}

func (h Handler) refuse(w http.ResponseWriter, r *http.Request, visit web.Visit, text string) error {
	return h.showList(w, r, visit, nil, web.Page{
		Status: http.StatusBadRequest, Errors: []web.FieldError{{Field: "avvisi", Text: text}},
	})
}
