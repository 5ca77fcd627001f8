package main

import (
	"net/http"
	"strings"

	"serviziscolastici/shared/beside"
	"serviziscolastici/shared/calendar"
	"serviziscolastici/shared/chart"
	"serviziscolastici/shared/ledger"
	"serviziscolastici/shared/money"
	"serviziscolastici/shared/school"
	"serviziscolastici/shared/web"
)

// spending is what the meals of a school year cost, by month and child.
type spending struct {
	Year     int
	Children []school.Link // for whom the parent pays
	Months   []monthSpent
	Sums     []money.Cents // of each child
	Total    money.Cents
	Previous bool // there is a year before to look at
}

// monthSpent is a month's row: what each child's meals cost, corrections included.
type monthSpent struct {
	Month calendar.Month
	Spent []money.Cents // in the order of the children
	Total money.Cents
	Bars  []chart.Column
}

// spent shows what the meals cost, month by month, as a drawing with its table.
func (h Handler) spent(w http.ResponseWriter, r *http.Request, visit web.Visit) error {
	ctx, tenant, today := r.Context(), visit.Municipality.ID, visit.Today()
	links, err := h.School.PupilsOf(ctx, tenant, visit.Session.Guardian)
	if err != nil {
		return err
	}
	data := spending{Year: today.SchoolYear(), Previous: true}
	if r.URL.Query().Get("anno") == "prima" {
		data.Year, data.Previous = data.Year-1, false
	}
	for _, link := range links {
		if link.Pays() {
			data.Children = append(data.Children, link)
		}
	}
	accounts := make([]ledger.Statement, len(data.Children))
	var reads []func() error
	for i, child := range data.Children {
		reads = append(reads, beside.Into(&accounts[i], func() (ledger.Statement, error) {
			return h.Ledger.Statement(ctx, tenant, child.Pupil, yearStart(data.Year))
		}))
	}
	if err := beside.Together(reads...); err != nil {
		return err
	}
	if err := data.add(accounts, today); err != nil {
		return err
	}
	return h.Site.Render(w, r, visit, web.Page{
		Title: "Spesa per mese", Section: "conto", Template: "spending", Data: data,
		Lead:   "Quanto costano i pasti, mese per mese e figlio per figlio.",
		Crumbs: []web.Crumb{{Name: "Conto corrente virtuale", Path: "/conto"}},
	})
}

// add adds up the meals and their corrections, and draws the bars.
func (s *spending) add(accounts []ledger.Statement, today calendar.Day) error {
	last := yearStart(s.Year + 1).AddDays(-1)
	if today.Before(last) {
		last = today
	}
	at := map[calendar.Month]int{}
	for month := yearStart(s.Year).Month(); !month.First().After(last); month = month.Next() {
		at[month] = len(s.Months)
		s.Months = append(s.Months, monthSpent{Month: month, Spent: make([]money.Cents, len(accounts))})
	}
	s.Sums = make([]money.Cents, len(accounts))
	for child, account := range accounts {
		for _, line := range account.Lines {
			month, known := at[line.Day.Month()]
			if !known || line.Kind != ledger.Meal && line.Kind != ledger.Correction {
				continue
			}
			for _, sum := range []*money.Cents{
				&s.Months[month].Spent[child], &s.Months[month].Total, &s.Sums[child], &s.Total,
			} {
				var err error
				if *sum, err = sum.Add(-line.Amount); err != nil {
					return err
				}
			}
		}
	}
	s.draw()
	return nil
}

// draw gives every month a bar for each child. A month that gave back more than it cost has none.
func (s *spending) draw() {
	groups := make([][]int64, len(s.Months))
	for i, month := range s.Months {
		for _, amount := range month.Spent {
			groups[i] = append(groups[i], int64(amount))
		}
	}
	for i, bars := range chart.Columns(groups) {
		s.Months[i].Bars = bars
	}
}

// Label is where the name of the i-th month stands.
func (s spending) Label(i int) int { return chart.Label(len(s.Months), i) }

// BarOf is the number by which the drawing knows the i-th child's bars.
func (s spending) BarOf(i int) int { return i + 1 }

// Names lists the children, by the numbers of their bars.
func (s spending) Names() string {
	var names []string
	for _, child := range s.Children {
		names = append(names, child.Name)
	}
	return strings.Join(names, ", ")
}
