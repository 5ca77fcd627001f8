package main

import (
	"cmp"
	"context"
	"net/http"
	"net/url"
	"slices"

	"serviziscolastici/shared/billing"
	"serviziscolastici/shared/money"
	"serviziscolastici/shared/municipality"
	"serviziscolastici/shared/problem"
	"serviziscolastici/shared/school"
	"serviziscolastici/shared/web"
)

// situation is what step 1 knows: the parent's children with their credit, and
// the list not yet confirmed.
type situation struct {
	Children []child
	List     billing.Draft // of these children
	// Rows are the list as the page shows it, with its Total.
	Rows  []row
	Total money.Cents
	// Quick are amounts offered as buttons.
	Quick []money.Cents
}

// child is a pupil whom the parent may top up.
type child struct {
	school.Link
	Credit money.Cents
	// Expected is the credit once all open top-ups are paid: what the limit counts.
	Expected money.Cents
	// Price is that of a meal today; Priced is false when none applies.
	Price  money.Cents
	Priced bool
	// Chosen marks the child that the form proposes.
	Chosen bool
}

// row is a line of the list.
type row struct {
	billing.PupilAmount
	Name  string
	After money.Cents // the credit once paid
	Meals int         // how many meals the amount pays for; 0 when not known
}

// show is step 1: choose, add, check the list and confirm.
func (h Handler) show(w http.ResponseWriter, r *http.Request, visit web.Visit) error {
	now, err := h.situation(r.Context(), visit, h.credits, h.prices)
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
	now.Quick = quick(visit.Municipality)
	if err := now.list(); err != nil {
		return err
	}
	page.Title, page.Section, page.Template = "Ricariche con pagoPA", "ricariche", "list"
	page.Lead = "Ricarica il conto mensa di uno o più figli con un solo pagamento."
	page.Data = now
	return h.Site.Render(w, r, visit, page)
}

// read adds something to what is known of the children.
type read func(ctx context.Context, visit web.Visit, children []child) error

// situation reads children and draft together, then what else is asked for.
func (h Handler) situation(ctx context.Context, visit web.Visit, also ...read) (situation, error) {
	tenant, guardian := visit.Municipality.ID, visit.Session.Guardian
	var now situation
	var links []school.Link
	err := web.Together(
		web.Into(&links, func() ([]school.Link, error) { return h.School.PupilsOf(ctx, tenant, guardian) }),
		web.Into(&now.List, func() (billing.Draft, error) { return h.Billing.DraftOf(ctx, tenant, guardian) }),
	)
	if err != nil {
		return situation{}, err
	}
	for _, link := range links {
		if link.Pays() {
			now.Children = append(now.Children, child{Link: link})
		}
	}
	for _, topUp := range now.List.TopUps {
		if _, mine := now.child(topUp.Pupil); !mine { // no longer: the list forgets the row
			now.List = now.List.Without(topUp.Pupil)
		}
	}
	reads := make([]func() error, 0, len(also))
	for _, one := range also {
		reads = append(reads, func() error { return one(ctx, visit, now.Children) })
	}
	return now, web.Together(reads...)
}

// credits reads what is on the children's accounts.
func (h Handler) credits(ctx context.Context, visit web.Visit, children []child) error {
	ids := make([]string, 0, len(children))
	for _, one := range children {
		ids = append(ids, one.Pupil)
	}
	accounts, err := h.Accounts.Accounts(ctx, visit.Municipality.ID, ids)
	for i := range children {
		account := accounts[children[i].Pupil]
		children[i].Credit, children[i].Expected = account.Balance, account.Expected
	}
	return err
}

// prices reads what a meal costs each child. Only the page shows it.
func (h Handler) prices(ctx context.Context, visit web.Visit, children []child) error {
	tenant := visit.Municipality.ID
	var tariffs []school.Tariff
	enrolments := make([][]school.Enrolment, len(children))
	reads := []func() error{
		web.Into(&tariffs, func() ([]school.Tariff, error) {
			return h.School.Tariffs(ctx, tenant, visit.Today().SchoolYear())
		}),
	}
	for i, one := range children {
		reads = append(reads, web.Into(&enrolments[i], func() ([]school.Enrolment, error) {
			return h.School.Enrolments(ctx, tenant, one.Pupil)
		}))
	}
	if err := web.Together(reads...); err != nil {
		return err
	}
	for i := range children {
		children[i].Price, children[i].Priced = school.MealPrice(tariffs, enrolments[i], visit.Today())
	}
	return nil
}

// list fills in the rows and their total.
func (s *situation) list() error {
	var err error
	for _, topUp := range s.List.TopUps {
		one, _ := s.child(topUp.Pupil)
		line := row{PupilAmount: topUp, Name: one.FullName()}
		if one.Price > 0 {
			line.Meals = int(topUp.Amount / one.Price)
		}
		if line.After, err = one.Credit.Add(topUp.Amount); err != nil {
			return err
		}
		if s.Total, err = s.Total.Add(topUp.Amount); err != nil {
			return err
		}
		s.Rows = append(s.Rows, line)
	}
	return nil
}

// quick returns the amounts to offer as buttons: those that the municipality's limits allow.
func quick(m municipality.Municipality) []money.Cents {
	return slices.DeleteFunc([]money.Cents{20_00, 50_00, 100_00}, func(amount money.Cents) bool {
		return within(m, child{}, amount) != ""
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
			listed := slices.ContainsFunc(s.List.TopUps, func(t billing.PupilAmount) bool { return t.Pupil == one.Pupil })
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
