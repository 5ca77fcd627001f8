package main

import (
	"net/url"

	"serviziscolastici/shared/calendar"
	"serviziscolastici/shared/ledger"
	"serviziscolastici/shared/money"
	"serviziscolastici/shared/school"
	"serviziscolastici/shared/web"
)

// statementPage is what the template shows.
type statementPage struct {
	web.Paged[movement] // those of Period that are on this page

	Cards  []card
	Child  school.Link
	Filter filter
	Types  []movementType
	Period period
	CSV    string     // address of the file with the same movements
	PDF    string     // address of the same as a statement to print
	Years  []yearLink // shortcuts to whole school years
	// Movable says that the parent pays for several children, between whom credit can be moved.
	Movable bool
}

// card is the account of one child.
type card struct {
	school.Link
	Credit money.Cents
	Coming coming // top-ups in verification, not in Credit yet
	Days   int    // for how many days it lasts at the usual pace; 0 when unknown
	Meals  int    // for how many meals it lasts, up to ledger.MaxMeals+1
	Priced bool   // Meals is known
	Low    bool   // the credit is running out
	// Below says that the credit is below zero; Suggested is a top-up then, enough for a month's meals too if Month.
	Below, Month bool
	Suggested    money.Cents
	Empty        bool // nothing has ever moved
	Current      bool // its movements are shown below
}

// yearLink leads to the movements of a school year.
type yearLink struct{ Name, Address string }

// Long reports whether the credit lasts longer than an estimate makes sense.
func (c card) Long() bool { return c.Days >= ledger.MaxDaysLeft }

// Many reports whether the credit pays for more meals than matters.
func (c card) Many() bool { return c.Meals > ledger.MaxMeals }

func newCard(home household, i int, visit web.Visit) card {
	link, statement := home.Links[i], home.Accounts[i]
	one := card{
		Link: link, Credit: statement.Account.Balance, Coming: home.Coming[link.Pupil],
		Days:  statement.DaysLeft(visit.Today()),
		Empty: statement.Account.Version == 0, Current: link.Pupil == home.Child.Pupil,
	}
	m := visit.Municipality
	one.Below, one.Suggested = link.Pays() && one.Credit < 0, statement.BackAMonth(visit.Today(), m.TopUpMin, m.TopUpMax)
	spent, _ := statement.Pace(visit.Today())
	one.Month = spent > 0
	var price money.Cents
	price, one.Priced = school.MealPrice(home.Tariffs, home.Enrolments[i], visit.Today())
	one.Meals = ledger.MealsLeft(one.Credit, price)
	one.Low = one.Priced && one.Meals < ledger.FewMeals // who does not eat needs none
	if link.Pays() {
		one.Low = one.Below || one.Priced && one.Credit < m.LowCredit
	}
	return one
}

func newStatementPage(home household, f filter, visit web.Visit) (statementPage, error) {
	data := statementPage{Child: home.Child, Filter: f, Types: movementTypes()}
	if len(home.Links) == 0 {
		return data, nil
	}
	for i := range home.Links {
		data.Cards = append(data.Cards, newCard(home, i, visit))
	}
	data.Movable = payers(home.Links) > 1
	var err error
	if data.Period, err = choose(home, f); err != nil {
		return data, err
	}
	data.Filter.Pupil = home.Child.Pupil
	data.CSV = "/conto/movimenti.csv?" + data.Filter.query().Encode()
	data.PDF = "/conto/estratto.pdf?" + data.Filter.query().Encode()
	data.Years = years(data.Filter)
	data.Paged = web.Paginate(data.Period.Movements, f.Page, "/conto", data.Filter.query())
	return data, nil
}

// payers counts the children whom the parent pays for.
func payers(links []school.Link) int {
	count := 0
	for _, link := range links {
		if link.Pays() {
			count++
		}
	}
	return count
}

// years are the school year in which the shown period ends and the one before.
func years(f filter) []yearLink {
	var links []yearLink
	for year := f.To.SchoolYear(); year > f.To.SchoolYear()-2; year-- {
		whole := filter{Pupil: f.Pupil, Type: f.Type, From: yearStart(year), To: yearStart(year + 1).AddDays(-1)}
		links = append(links, yearLink{calendar.SchoolYear(year), address(whole.query())})
	}
	return links
}

func address(query url.Values) string { return "/conto?" + query.Encode() }
