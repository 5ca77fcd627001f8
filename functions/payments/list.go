package main

import (
	"net/http"
	"slices"

	"serviziscolastici/shared/beside"
	"serviziscolastici/shared/billing"
	"serviziscolastici/shared/money"
	"serviziscolastici/shared/pagopa"
	"serviziscolastici/shared/school"
	"serviziscolastici/shared/web"
)

// due is a notice as the pages show it.
type due struct {
	billing.Position
	Name    string // of the pupil
	Wait    bool   // a payment is under way
	Held    bool   // money of another amount came, which the office checks
	Late    bool   // past its due day
	Expired bool   // and not payable any more
	Checked bool
}

// Choosable reports whether the parent may tick the notice. A top-up that is being paid is no debt that cannot wait.
func (d due) Choosable() bool { return !d.Expired && !d.Held && !d.verifying() }

func (d due) verifying() bool { return d.Wait && d.Kind == billing.TopUp }

// listing is what the page of open notices knows.
type listing struct {
	Notices []due
	// Halfway are top-ups that were confirmed and not paid: no debts. UnderWay are those of
	// them that wait for pagoPA or the office.
	Halfway, UnderWay []due
	Total             money.Cents // of what is ticked
	Hidden            int         // how many more are open
	Waiting           int         // how many are in verification
	// Extras are payments that fit no notice: the office gives them back.
	Extras []extra
	// Checking says that the office has still to deal with one of them.
	Checking bool
	// TopsUp says that the parent pays for a pupil, and so may top up.
	TopsUp bool
}

// Verifying reports whether a top-up cannot be chosen because a payment of it is under way.
func (l listing) Verifying() bool { return slices.ContainsFunc(l.UnderWay, due.verifying) }

// list shows the open notices, those that expire first on top. The notices that
// the address names are ticked, else those that a parent most likely means.
func (h Handler) list(w http.ResponseWriter, r *http.Request, visit web.Visit) error {
	data, err := h.open(r, visit)
	if err != nil {
		return err
	}
	ticked := r.URL.Query()["avviso"]
	if len(ticked) == 0 {
		ticked = proposed(data.Notices) // never a top-up: it is no debt
	}
	return h.showList(w, r, visit, data, ticked, web.Page{Notice: web.ResumedNotice(r.URL.Query())})
}

// proposed returns the notices to tick for a parent who has not chosen: none
// that is under way, and no more than one payment takes.
func proposed(open []due) []string {
	var numbers []string
	for _, notice := range open {
		if !notice.Wait && notice.Choosable() && len(numbers) < pagopa.MaxCartNotices {
			numbers = append(numbers, notice.Number.String())
		}
	}
	return numbers
}

func (h Handler) showList(
	w http.ResponseWriter, r *http.Request, visit web.Visit, data listing, ticked []string, page web.Page,
) error {
	for _, notice := range data.all() {
		notice.Checked = notice.Choosable() && slices.Contains(ticked, notice.Number.String())
		if notice.Checked {
			var err error
			if data.Total, err = data.Total.Add(notice.Amount); err != nil {
				return err
			}
		}
		if notice.Wait {
			data.Waiting++
		}
	}
	for _, group := range data.groups() {
		var more int
		*group, more = shown(*group)
		data.Hidden += more
	}
	page.Title, page.Section, page.Template = "Pagamento servizi scolastici", "pagamenti", "list"
	page.Lead = "Scegli uno o più avvisi: li paghi insieme, con un solo pagamento."
	page.Data = data
	return h.Site.Render(w, r, visit, page)
}

// shown returns the notices that a page has room for, those that expire first and those that are ticked, and how
// many more there are.
func shown(open []due) ([]due, int) {
	var some []due
	for i, notice := range open {
		if i < web.RowsPerPage || notice.Checked {
			some = append(some, notice)
		}
	}
	return some, len(open) - len(some)
}

// groups are the tables of the page.
func (l *listing) groups() []*[]due { return []*[]due{&l.Notices, &l.UnderWay, &l.Halfway} }

// all are the notices that can be ticked.
func (l *listing) all() []*due {
	var all []*due
	for _, group := range l.groups() {
		for i := range *group {
			all = append(all, &(*group)[i])
		}
	}
	return all
}

// open returns the parent's open notices with the pupils' names, and the payments that fit none.
func (h Handler) open(r *http.Request, visit web.Visit) (listing, error) {
	tenant, guardian := visit.Municipality.ID, visit.Session.Guardian
	var positions []billing.Position
	var links []school.Link // names live in Core, not beside money
	err := beside.Together(
		beside.Into(&positions, func() ([]billing.Position, error) {
			return h.Billing.ListOf(r.Context(), tenant, guardian)
		}),
		beside.Into(&links, func() ([]school.Link, error) { return h.School.PupilsOf(r.Context(), tenant, guardian) }),
	)
	if err != nil {
		return listing{}, err
	}
	extras := extrasOf(positions, visit.Now)
	positions = slices.DeleteFunc(positions, func(p billing.Position) bool { return p.State != billing.Open })
	notices := named(links, visit, positions)
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
	data := listing{
		Extras: extras, Checking: checking(extras), TopsUp: slices.ContainsFunc(links, school.Link.Pays),
	}
	for _, notice := range notices {
		group := &data.Notices
		switch {
		case notice.Kind == billing.TopUp && (notice.Wait || notice.Held):
			group = &data.UnderWay
		case notice.Kind == billing.TopUp:
			group = &data.Halfway
		}
		*group = append(*group, notice)
	}
	return data, nil
}

// named adds what the parent reads to positions.
func named(links []school.Link, visit web.Visit, positions []billing.Position) []due {
	notices := make([]due, 0, len(positions))
	for _, position := range positions {
		notices = append(notices, due{
			Position: position, Name: school.NameOf(links, position.Pupil),
			Wait: position.InVerification(visit.Now), Late: position.Overdue(visit.Today()),
			Expired: position.Expired(visit.Today()), Held: position.Held(),
		})
	}
	return notices
}
