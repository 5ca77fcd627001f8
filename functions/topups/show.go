package main

import (
	"cmp"
	"context"
	"net/http"
	"net/url"
	"slices"

	"serviziscolastici/shared/billing"
	"serviziscolastici/shared/ledger"
	"serviziscolastici/shared/money"
	"serviziscolastici/shared/municipality"
	"serviziscolastici/shared/problem"
	"serviziscolastici/shared/school"
	"serviziscolastici/shared/web"
)

// situation is what the page of step 1 knows: the parent's children with their
// credit, and the list not yet confirmed.
type situation struct {
	Children []child
	Rows     []row
	Total    money.Cents
	// Quick are amounts offered as buttons.
	Quick []money.Cents
}

// child is a pupil whom the parent may top up.
type child struct {
	school.Link
	Credit money.Cents
	// Price is that of a meal today; Priced is false when none applies.
	Price  money.Cents
	Priced bool
	// Chosen marks the child that the form proposes.
	Chosen bool
}

// row is a line of the list.
type row struct {
	Pupil, Name string
	Amount      money.Cents
	After       money.Cents // the credit once paid
	Meals       int         // how many meals the amount pays for; 0 when not known
}

// show is step 1: choose, add, check the list and confirm.
func (h Handler) show(w http.ResponseWriter, r *http.Request, visit web.Visit) error {
	now, err := h.situation(r.Context(), visit)
	if err != nil {
		return err
	}
	query := r.URL.Query()
	now.choose(cmp.Or(query.Get("figlio"), query.Get("alunno")))
	return h.render(w, r, visit, now, web.Page{
		Notice: cmp.Or(web.ResumedNotice(query), notices(query.Get("esito"))),
		Form:   url.Values{"importo": {cmp.Or(query.Get("importo"), query.Get("rapido"))}},
	})
}

// notices are the sentences that follow an action; the address names them only.
func notices(name string) string {
	switch name {
	case "aggiunta":
		return "Ricarica aggiunta. Controlla il riepilogo e premi Conferma, oppure aggiungine un'altra."
	case "tolta":
		return "Ricarica tolta dall'elenco."
	case "annullata":
		return "Ricarica annullata."
	default:
		return ""
	}
}

func (h Handler) render(
	w http.ResponseWriter, r *http.Request, visit web.Visit, now situation, page web.Page,
) error {
	page.Title, page.Section, page.Template = "Ricariche con pagoPA", "ricariche", "list"
	page.Lead = "Ricarica il conto mensa di uno o più figli con un solo pagamento."
	page.Data = now
	return h.Site.Render(w, r, visit, page)
}

// situation reads children and draft together, then the credit.
func (h Handler) situation(ctx context.Context, visit web.Visit) (situation, error) {
	tenant, guardian := visit.Municipality.ID, visit.Session.Guardian
	var links []school.Link
	var draft billing.Draft
	err := web.Together(
		web.Into(&links, func() ([]school.Link, error) { return h.School.PupilsOf(ctx, tenant, guardian) }),
		web.Into(&draft, func() (billing.Draft, error) { return h.Billing.DraftOf(ctx, tenant, guardian) }),
	)
	if err != nil {
		return situation{}, err
	}
	links = slices.DeleteFunc(links, func(l school.Link) bool { return !l.Pays() })
	children, err := h.children(ctx, visit, links)
	if err != nil {
		return situation{}, err
	}
	return newSituation(visit.Municipality, children, draft)
}

// children reads, side by side, the credit of each child and what a meal costs.
func (h Handler) children(ctx context.Context, visit web.Visit, links []school.Link) ([]child, error) {
	tenant := visit.Municipality.ID
	ids := make([]string, len(links))
	enrolments := make([][]school.Enrolment, len(links))
	var accounts map[string]ledger.Account
	var tariffs []school.Tariff
	reads := []func() error{
		web.Into(&tariffs, func() ([]school.Tariff, error) {
			return h.School.Tariffs(ctx, tenant, visit.Today().SchoolYear())
		}),
	}
	for i, link := range links {
		ids[i] = link.Pupil
		reads = append(reads, web.Into(&enrolments[i], func() ([]school.Enrolment, error) {
			return h.School.Enrolments(ctx, tenant, link.Pupil)
		}))
	}
	reads = append(reads, web.Into(&accounts, func() (map[string]ledger.Account, error) {
		return h.Accounts.Accounts(ctx, tenant, ids)
	}))
	if err := web.Together(reads...); err != nil {
		return nil, err
	}
	var children []child
	for i, link := range links {
		one := child{Link: link, Credit: accounts[link.Pupil].Balance}
		one.Price, one.Priced = school.MealPrice(tariffs, enrolments[i], visit.Today())
		children = append(children, one)
	}
	return children, nil
}

func newSituation(
	m municipality.Municipality, children []child, draft billing.Draft,
) (situation, error) {
	now := situation{Quick: quick(m), Children: children}
	var err error
	for _, topUp := range draft.TopUps {
		one, found := now.child(topUp.Pupil)
		if !found {
			continue // no longer the parent's pupil: the list forgets the row
		}
		line := row{Pupil: topUp.Pupil, Name: one.FullName(), Amount: topUp.Amount}
		if one.Price > 0 {
			line.Meals = int(topUp.Amount / one.Price)
		}
		if line.After, err = one.Credit.Add(topUp.Amount); err != nil {
			return situation{}, err
		}
		if now.Total, err = now.Total.Add(topUp.Amount); err != nil {
			return situation{}, err
		}
		now.Rows = append(now.Rows, line)
	}
	return now, nil
}

// quick returns the amounts to offer as buttons: those that the municipality's limits allow.
func quick(m municipality.Municipality) []money.Cents {
	return slices.DeleteFunc([]money.Cents{20_00, 50_00, 100_00}, func(amount money.Cents) bool {
		return within(m, 0, amount) != ""
	})
}

func (s situation) child(pupil string) (child, bool) {
	at := slices.IndexFunc(s.Children, func(c child) bool { return c.Pupil == pupil })
	if at < 0 {
		return child{}, false
	}
	return s.Children[at], true
}

// choose marks the child that the form proposes: the one asked for, else the
// first that is not in the list yet. An only child is always proposed.
func (s *situation) choose(pupil string) {
	if _, found := s.child(pupil); !found {
		pupil = ""
		for _, one := range s.Children {
			listed := slices.ContainsFunc(s.Rows, func(r row) bool { return r.Pupil == one.Pupil })
			if !listed || len(s.Children) == 1 {
				pupil = one.Pupil
				break
			}
		}
	}
	for i := range s.Children {
		s.Children[i].Chosen = s.Children[i].Pupil == pupil
	}
}

// mine returns the parent's own child of a form, or the one answer for both
// "not there" and "not yours".
func (s situation) mine(form url.Values) (child, error) {
	one, found := s.child(form.Get("alunno"))
	if !found {
		return child{}, problem.Missing()
	}
	return one, nil
}
