package main

import (
	"net/url"
	"strconv"

	"serviziscolastici/shared/calendar"
	"serviziscolastici/shared/money"
	"serviziscolastici/shared/school"
)

// perPage is how many movements a page shows: more make it heavy on a phone.
const perPage = 50

// statementPage is what the template shows.
type statementPage struct {
	Cards  []card
	Child  school.Link
	Filter filter
	Types  []movementType
	Period period
	Rows   []movement // those of Period that are on this page
	First  int        // the number of the first row, from 1
	Pages  []pageLink // empty when one page holds all
	CSV    string     // address of the file with the same movements
	Years  []yearLink // shortcuts to whole school years
}

// card is the account of one child.
type card struct {
	school.Link
	Credit  money.Cents
	Coming  money.Cents // top-ups in verification, not in Credit yet
	Low     bool        // the credit is running out
	Empty   bool        // nothing has ever moved
	Current bool        // its movements are shown below
}

// pageLink leads to one page of a long list.
type pageLink struct {
	Number  int
	Address string
	Current bool
}

// yearLink leads to the movements of a school year.
type yearLink struct{ Name, Address string }

func newStatementPage(home household, f filter, low money.Cents) (statementPage, error) {
	data := statementPage{Child: home.Child, Filter: f, Types: movementTypes()}
	if len(home.Links) == 0 {
		return data, nil
	}
	for _, link := range home.Links {
		account := home.Accounts[link.Pupil]
		data.Cards = append(data.Cards, card{
			Link: link, Credit: account.Balance, Coming: home.Coming[link.Pupil], Low: account.Balance < low,
			Empty: account.Version == 0, Current: link.Pupil == home.Child.Pupil,
		})
	}
	var err error
	if data.Period, err = choose(home.Statement, home.Child, f); err != nil {
		return data, err
	}
	data.Filter.Pupil = home.Child.Pupil
	data.CSV = "/conto/movimenti.csv?" + data.Filter.query().Encode()
	data.Years = years(data.Filter)
	data.paginate()
	return data, nil
}

// paginate picks the rows of the page that was asked for; one beyond the end is
// the last one.
func (p *statementPage) paginate() {
	all := p.Period.Movements
	last := max(1, (len(all)+perPage-1)/perPage)
	current := min(p.Filter.Page, last)
	start := (current - 1) * perPage
	p.Rows, p.First = all[start:min(start+perPage, len(all))], start+1
	if last == 1 {
		return
	}
	for number := 1; number <= last; number++ {
		query := p.Filter.query()
		query.Set("pagina", strconv.Itoa(number))
		p.Pages = append(p.Pages, pageLink{number, address(query), number == current})
	}
}

// Last is the number of the last row on the page.
func (p statementPage) Last() int { return p.First + len(p.Rows) - 1 }

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
