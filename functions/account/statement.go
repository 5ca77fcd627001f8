package main

import (
	"context"
	"net/http"
	"time"

	"serviziscolastici/shared/beside"
	"serviziscolastici/shared/billing"
	"serviziscolastici/shared/ledger"
	"serviziscolastici/shared/money"
	"serviziscolastici/shared/school"
	"serviziscolastici/shared/web"
)

// household is what is known of the parent's accounts.
type household struct {
	Links []school.Link
	// Accounts reach back as far as the estimate of each account's pace, that of the
	// chosen child also as far as the filter. They and Enrolments, those of each
	// child, are in the order of Links.
	Accounts   []ledger.Statement
	Enrolments [][]school.Enrolment
	Tariffs    []school.Tariff
	// Coming are the top-ups paid a moment ago whose receipt is not here, by pupil.
	Coming map[string]coming
	// Child is the one whose movements are shown.
	Child school.Link
}

// household reads the children, then all that does not need one another: each
// child's account and enrolments, the tariffs and the top-ups under way.
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
	reads := append(h.children(ctx, visit, f, &home),
		beside.Into(&home.Tariffs, func() ([]school.Tariff, error) {
			return h.School.Tariffs(ctx, tenant, visit.Today().SchoolYear())
		}),
		beside.Into(&positions, func() ([]billing.Position, error) {
			return h.Billing.ListOf(ctx, tenant, guardian)
		}))
	if err := beside.Together(reads...); err != nil {
		return home, err
	}
	home.Coming, err = comingOf(positions, visit)
	return home, err
}

// children returns the reads of each child's account and enrolments.
func (h Handler) children(ctx context.Context, visit web.Visit, f filter, home *household) []func() error {
	tenant, pace := visit.Municipality.ID, visit.Today().AddDays(1-ledger.PaceDays)
	home.Accounts = make([]ledger.Statement, len(home.Links))
	home.Enrolments = make([][]school.Enrolment, len(home.Links))
	var reads []func() error
	for i, link := range home.Links {
		from := pace
		if link.Pupil == home.Child.Pupil && f.From.Before(from) {
			from = f.From
		}
		reads = append(reads,
			beside.Into(&home.Accounts[i], func() (ledger.Statement, error) {
				return h.Ledger.Statement(ctx, tenant, link.Pupil, from)
			}),
			beside.Into(&home.Enrolments[i], func() ([]school.Enrolment, error) {
				return h.School.Enrolments(ctx, tenant, link.Pupil)
			}))
	}
	return reads
}

// chosen returns the account and the enrolments of the child whose movements are
// shown; there are none without children.
func (h household) chosen() (ledger.Statement, []school.Enrolment) {
	for i, link := range h.Links {
		if link.Pupil == h.Child.Pupil {
			return h.Accounts[i], h.Enrolments[i]
		}
	}
	return ledger.Statement{}, nil
}

// coming are a child's top-ups in verification.
type coming struct {
	Sum   money.Cents
	Until time.Time // when the last of them counts as not made
}

// comingOf adds up the top-ups in verification, by pupil.
func comingOf(positions []billing.Position, visit web.Visit) (map[string]coming, error) {
	found := make(map[string]coming)
	for _, p := range positions {
		if p.Kind != billing.TopUp || !p.InVerification(visit.Now) {
			continue
		}
		one := found[p.Pupil]
		var err error
		if one.Sum, err = one.Sum.Add(p.Amount); err != nil {
			return nil, err
		}
		if until := p.VerifiedBy(); until.After(one.Until) {
			one.Until = until
		}
		found[p.Pupil] = one
	}
	return found, nil
}

// show is the page of the accounts.
func (h Handler) show(w http.ResponseWriter, r *http.Request, visit web.Visit) error {
	values := r.URL.Query()
	f, wrong := readFilter(values, visit.Today())
	home, err := h.household(r.Context(), visit, f)
	if err != nil {
		return err
	}
	data, err := newStatementPage(home, f, visit)
	if err != nil {
		return err
	}
	page := web.Page{
		Title: "Conto corrente virtuale", Section: "conto", Template: "statement",
		Lead: "Credito, ricariche e addebiti dei badge.",
		Data: data, Form: f.form(values, wrong), Errors: wrong,
	}
	if len(wrong) > 0 {
		page.Status = http.StatusBadRequest
	}
	return h.Site.Render(w, r, visit, page)
}
