package main

import (
	"cmp"
	"slices"
	"time"

	"serviziscolastici/shared/billing"
	"serviziscolastici/shared/calendar"
	"serviziscolastici/shared/ledger"
	"serviziscolastici/shared/money"
	"serviziscolastici/shared/school"
	"serviziscolastici/shared/web"
)

// shownMovements is how many movements Riepilogo shows.
const shownMovements = 5

// summary is what Riepilogo shows.
type summary struct {
	Children  []child
	Low       []child
	Due       due
	Movements []movement
	News      []school.News     // of the office, newest first
	Halfway   []billing.Halfway // top-ups that wait for the parent, newest first
}

// child is a pupil with the credit of the badge.
type child struct {
	school.Link
	Credit money.Cents
	// Meals is how many meals the credit pays for; Priced is false when the price
	// of a meal is not known, and then Meals means nothing.
	Meals  int
	Priced bool
	Low    bool
	// Below says that the credit is below zero. Suggested is a top-up then; Month says that it is enough for a
	// month's meals too, where the child's pace is known.
	Below     bool
	Suggested money.Cents
	Month     bool
	// Days is for how many days it lasts at the usual pace; 0 when unknown.
	Days int
}

// Long reports whether the credit lasts longer than an estimate makes sense.
func (c child) Long() bool { return c.Days >= ledger.MaxDaysLeft }

// Many reports whether another adult is told no exact number of meals.
func (c child) Many() bool { return c.Meals > ledger.MaxMeals }

// newChild tells how far the credit goes. Another adult gets it in meals: two
// amounts and a meal between them would tell the price, and so the ISEE band.
func newChild(found family, i int, visit web.Visit) child {
	link, account, today := found.pupils[i], found.accounts[i], visit.Today()
	one := child{Link: link, Credit: account.Account.Balance, Days: account.DaysLeft(today)}
	price, known := school.MealPrice(found.tariffs, found.enrolments[i], today)
	if !link.Pays() {
		one.Meals, one.Priced = ledger.MealsLeft(one.Credit, price), known
		one.Low = known && one.Meals < ledger.FewMeals
		return one
	}
	m := visit.Municipality
	one.Below = one.Credit < 0
	one.Low = one.Below || known && one.Credit < m.LowCredit // who does not eat needs none
	one.Suggested = account.BackAMonth(today, m.TopUpMin, m.TopUpMax)
	spent, _ := account.Pace(today)
	one.Month = spent > 0
	if known && price > 0 {
		one.Meals, one.Priced = int(max(one.Credit, 0)/price), true
	}
	return one
}

// due is what a parent still has to pay.
type due struct {
	Count, Verifying int
	Total            money.Cents
	// Until is when the last payment in verification counts as not made, zero for one that the office checks.
	Until time.Time
	// Next is the nearest due day, zero when no notice has one.
	Next    calendar.Day
	Overdue bool
}

// movement is a line of an account with its child.
type movement struct {
	ledger.Line
	Child string // first name
	Pays  bool   // the parent sees amounts
}

// Amounts reports whether the parent sees the amount of any movement shown.
func (s summary) Amounts() bool {
	return slices.ContainsFunc(s.Movements, func(m movement) bool { return m.Pays })
}

func summarise(found family, visit web.Visit) (summary, error) {
	var s summary
	for i, link := range found.pupils {
		one := newChild(found, i, visit)
		if one.Low {
			s.Low = append(s.Low, one)
		}
		s.Children = append(s.Children, one)
		for _, line := range found.accounts[i].Lines {
			s.Movements = append(s.Movements, movement{Line: line, Child: link.Name, Pays: link.Pays()})
		}
	}
	slices.SortStableFunc(s.Movements, newestFirst)
	s.Movements = s.Movements[:min(len(s.Movements), shownMovements)]
	s.News = school.NewsFor(found.news, found.pupils, visit.Today())
	s.Halfway, _ = billing.HalfwayOf(found.notices, found.pupils, visit.Now)
	var err error
	s.Due, err = dueOf(found.notices, visit)
	return s, err
}

func newestFirst(a, b movement) int {
	return cmp.Or(cmp.Compare(b.Day.String(), a.Day.String()), b.Posted.Compare(a.Posted))
}

// dueOf adds up the open notices. One whose payment has begun, or for which money came
// that the office checks, is counted apart, so that nobody pays it twice.
func dueOf(notices []billing.Position, visit web.Visit) (due, error) {
	var d due
	var err error
	for _, notice := range notices {
		if notice.State != billing.Open || notice.Expired(visit.Today()) {
			continue
		}
		if notice.InVerification(visit.Now) || notice.Held() {
			d.Verifying++
			if until := notice.VerifiedBy(); notice.InVerification(visit.Now) && until.After(d.Until) {
				d.Until = until
			}
			continue
		}
		if notice.Kind == billing.TopUp { // No debt: see billing.Halfway.
			continue
		}
		d.Count++
		if d.Total, err = d.Total.Add(notice.Amount); err != nil {
			return due{}, err
		}
		d.Overdue = d.Overdue || notice.Overdue(visit.Today())
		if !notice.Due.IsZero() && (d.Next.IsZero() || notice.Due.Before(d.Next)) {
			d.Next = notice.Due
		}
	}
	return d, nil
}
