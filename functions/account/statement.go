package main

import (
	"context"
	"errors"
	"net/http"
	"sync"

	"serviziscolastici/shared/billing"
	"serviziscolastici/shared/ledger"
	"serviziscolastici/shared/money"
	"serviziscolastici/shared/school"
	"serviziscolastici/shared/web"
)

// household is what is known of the parent's accounts.
type household struct {
	Links    []school.Link
	Accounts map[string]ledger.Account
	// Coming are the top-ups paid a moment ago whose receipt is not here, by pupil.
	Coming map[string]money.Cents
	// Child is the one whose movements are shown.
	Child     school.Link
	Statement ledger.Statement
}

// household reads the children, then the accounts, the movements of the chosen
// child and the top-ups under way, which do not need one another.
func (h Handler) household(ctx context.Context, visit web.Visit, f filter) (household, error) {
	tenant, guardian := visit.Municipality.ID, visit.Session.Guardian
	var home household
	var err error
	if home.Links, err = h.School.PupilsOf(ctx, tenant, guardian); err != nil {
		return home, err
	}
	if len(home.Links) == 0 && f.Pupil == "" {
		return home, nil
	}
	if home.Child, err = f.child(home.Links); err != nil {
		return home, err
	}
	var positions []billing.Position
	var failures [3]error
	var calls sync.WaitGroup
	calls.Go(func() { home.Accounts, failures[0] = h.Ledger.Accounts(ctx, tenant, pupilsOf(home.Links)) })
	calls.Go(func() { home.Statement, failures[1] = h.Ledger.Statement(ctx, tenant, home.Child.Pupil, f.From) })
	calls.Go(func() { positions, failures[2] = h.Billing.ListOf(ctx, tenant, guardian) })
	calls.Wait()
	if err := errors.Join(failures[:]...); err != nil {
		return home, err
	}
	home.Coming, err = coming(positions, visit)
	return home, err
}

func pupilsOf(links []school.Link) []string {
	pupils := make([]string, 0, len(links))
	for _, link := range links {
		pupils = append(pupils, link.Pupil)
	}
	return pupils
}

// coming adds up the top-ups in verification, by pupil.
func coming(positions []billing.Position, visit web.Visit) (map[string]money.Cents, error) {
	sums := make(map[string]money.Cents)
	for _, p := range positions {
		if p.Kind != billing.TopUp || !p.InVerification(visit.Now) {
			continue
		}
		sum, err := sums[p.Pupil].Add(p.Amount)
		if err != nil {
			return nil, err
		}
		sums[p.Pupil] = sum
	}
	return sums, nil
}

// show is the page of the accounts.
func (h Handler) show(w http.ResponseWriter, r *http.Request, visit web.Visit) error {
	values := r.URL.Query()
	f, wrong := readFilter(values, visit.Today())
	home, err := h.household(r.Context(), visit, f)
	if err != nil {
		return err
	}
	data, err := newStatementPage(home, f, visit.Municipality.LowCredit)
	if err != nil {
		return err
	}
	page := web.Page{
		Title: "Conto corrente virtuale", Section: "conto", Template: "statement",
		Lead: "Il credito dei badge mensa, con tutte le ricariche e tutti gli addebiti.",
		Data: data, Form: f.form(values, wrong), Errors: wrong,
	}
	if len(wrong) > 0 {
		page.Status = http.StatusBadRequest
	}
	return h.Site.Render(w, r, visit, page)
}
