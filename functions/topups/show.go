package main

import (
	"cmp"
	"context"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strings"

	"serviziscolastici/shared/beside"
	"serviziscolastici/shared/billing"
	"serviziscolastici/shared/money"
	"serviziscolastici/shared/municipality"
	"serviziscolastici/shared/school"
	"serviziscolastici/shared/web"
)

// situation is what step 1 knows: the parent's children with their credit, and
// the list not yet confirmed.
type situation struct {
	Children []child
	List     billing.Draft // of these children
	// Forgotten says that the stored list has a row for a child whom the parent tops up no more.
	Forgotten bool
	// Rows are the list as the page shows it, with its Total.
	Rows  []row
	Total money.Cents
	// Halfway are the children's top-ups that were confirmed and not paid, UnderWay those
	// of them that wait for pagoPA or the office.
	Halfway, UnderWay []billing.Halfway
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
	// Called is what the buttons call the child: the first name, or both where two have the same.
	Called string
}

// Promised is what the open top-ups add once they are paid.
func (c child) Promised() money.Cents { return c.Expected - c.Credit }

// row is a line of the list.
type row struct {
	billing.PupilAmount
	Name   string
	Called string
	After  money.Cents // the credit once paid
	Meals  int         // how many meals to come the amount pays for; 0 when none or not known
}

// show is step 1: choose, add, check the list and confirm.
func (h Handler) show(w http.ResponseWriter, r *http.Request, visit web.Visit) error {
	now, err := h.situation(r.Context(), visit, h.credits, h.prices, h.halfway)
	if err != nil {
		return err
	}
	query := r.URL.Query()
	pupil, amount := asked(query)
	now.choose(cmp.Or(query.Get("figlio"), pupil))
	return h.render(w, r, visit, now, web.Page{
		Notice: cmp.Or(web.ResumedNotice(query), now.notice(query)), Form: url.Values{"importo": {amount}},
	})
}

// notice is the sentence that follows an action, "" when none does. The address names it
// and the child; the amount is that of the list.
func (s situation) notice(query url.Values) string {
	one, _ := s.child(query.Get("per"))
	amount := s.List.Of(one.Pupil)
	switch name := query.Get("esito"); {
	case name == "tolta":
		return "Ricarica tolta dall'elenco."
	case amount == 0: // What the address speaks of is gone.
		return ""
	case name == "aggiunta":
		return fmt.Sprintf("Ricarica aggiunta per %s: %s. Controlla il riepilogo e premi CONFERMA, oppure "+
			"aggiungine un'altra.", one.Called, amount)
	case name == "sostituita":
		former, err := money.Parse(query.Get("prima"))
		if err != nil {
			return ""
		}
		return fmt.Sprintf("Ricarica di %s sostituita: %s → %s. Controlla il riepilogo e premi CONFERMA.",
			one.Called, former, amount)
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

// read adds something to what is known.
type read func(ctx context.Context, visit web.Visit, now *situation) error

// situation reads children and draft together, then what else is asked for.
func (h Handler) situation(ctx context.Context, visit web.Visit, also ...read) (situation, error) {
	tenant, guardian := visit.Municipality.ID, visit.Session.Guardian
	var now situation
	var links []school.Link
	err := beside.Together(
		beside.Into(&links, func() ([]school.Link, error) { return h.School.PupilsOf(ctx, tenant, guardian) }),
		beside.Into(&now.List, func() (billing.Draft, error) { return h.Billing.DraftOf(ctx, tenant, guardian) }),
	)
	if err != nil {
		return situation{}, err
	}
	now.Children = own(links)
	now.tellApart()
	for _, topUp := range now.List.TopUps {
		if _, mine := now.child(topUp.Pupil); !mine { // no longer: the list forgets the row
			now.List, now.Forgotten = now.List.Without(topUp.Pupil), true
		}
	}
	reads := make([]func() error, 0, len(also))
	for _, one := range also {
		reads = append(reads, func() error { return one(ctx, visit, &now) })
	}
	return now, beside.Together(reads...)
}

// credits reads what is on the children's accounts.
func (h Handler) credits(ctx context.Context, visit web.Visit, now *situation) error {
	children := now.Children
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

// halfway reads the top-ups that were confirmed and not paid. Only the page shows them.
func (h Handler) halfway(ctx context.Context, visit web.Visit, now *situation) error {
	positions, err := h.Billing.ListOf(ctx, visit.Municipality.ID, visit.Session.Guardian)
	links := make([]school.Link, 0, len(now.Children))
	for _, one := range now.Children {
		links = append(links, one.Link)
	}
	now.Halfway, now.UnderWay = billing.HalfwayOf(positions, links, visit.Now)
	return err
}

// prices reads what a meal costs each child. Only the page shows it.
func (h Handler) prices(ctx context.Context, visit web.Visit, now *situation) error {
	children := now.Children
	tenant := visit.Municipality.ID
	var tariffs []school.Tariff
	enrolments := make([][]school.Enrolment, len(children))
	reads := []func() error{
		beside.Into(&tariffs, func() ([]school.Tariff, error) {
			return h.School.Tariffs(ctx, tenant, visit.Today().SchoolYear())
		}),
	}
	for i, one := range children {
		reads = append(reads, beside.Into(&enrolments[i], func() ([]school.Enrolment, error) {
			return h.School.Enrolments(ctx, tenant, one.Pupil)
		}))
	}
	if err := beside.Together(reads...); err != nil {
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
		line := row{PupilAmount: topUp, Name: one.FullName(), Called: one.Called}
		if line.After, err = one.Credit.Add(topUp.Amount); err != nil {
			return err
		}
		if one.Price > 0 { // what fills a debt pays for no meal to come
			line.Meals = int(max(0, min(topUp.Amount, line.After)) / one.Price)
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

// choose marks the child that the form proposes: the one asked for, or an only child. Among
// several nobody is proposed: a parent who overlooks the choice would pay for the wrong one.
func (s *situation) choose(pupil string) {
	for i := range s.Children {
		s.Children[i].Chosen = s.Children[i].Pupil == pupil || len(s.Children) == 1
	}
}

// tellApart calls children who have the same first name by both names.
func (s *situation) tellApart() {
	for i, one := range s.Children {
		if slices.ContainsFunc(s.Children, func(c child) bool { return c.Pupil != one.Pupil && c.Name == one.Name }) {
			s.Children[i].Called = one.FullName()
		}
	}
}

// For names the children of the list: "Anna", "Anna e Luca", "Anna, Luca e Gaia".
func (s situation) For() string {
	var names []string
	for _, line := range s.Rows {
		names = append(names, line.Called)
	}
	last := len(names) - 1
	if last < 1 {
		return strings.Join(names, "")
	}
	return strings.Join(names[:last], ", ") + " e " + names[last]
}
