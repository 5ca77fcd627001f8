package figures

import (
	"cmp"
	"slices"
	"time"

	"serviziscolastici/shared/calendar"
	"serviziscolastici/shared/ledger"
	"serviziscolastici/shared/money"
)

// Age is for how long an account has been below zero without a break, or one in credit has not moved, as offices sort both.
type Age int

// The ages: up to 30 days, 31 to 90, 91 to 180, and more.
const (
	Young Age = iota
	Middle
	Old
	Oldest
)

// Ages are all of them, the youngest first.
func Ages() []Age { return []Age{Young, Middle, Old, Oldest} }

// Name is what pages call an age.
func (a Age) Name() string {
	return [...]string{"fino a 30 giorni", "da 31 a 90 giorni", "da 91 a 180 giorni", "oltre 180 giorni"}[a]
}

// lookBack is how many days of an account say how old its debt is: one more than where the oldest age begins.
const lookBack = 181

// ageOf returns the age of a debt or a credit.
func ageOf(since, today calendar.Day) Age {
	switch {
	case !since.AddDays(30).Before(today):
		return Young
	case !since.AddDays(90).Before(today):
		return Middle
	case !since.AddDays(180).Before(today):
		return Old
	default:
		return Oldest
	}
}

// Debts is the credit and the debt of all pupils who eat or ate at the canteen.
type Debts struct {
	Day     calendar.Day  `dynamodbav:"day"`
	Schools []SchoolDebts `dynamodbav:"schools"` // by school
	// Deep counts the pupils who are further below zero than the office wants to be told, and DeepSince is since when
	// the first of them has been below zero.
	Deep      int          `dynamodbav:"deep"`
	DeepSince calendar.Day `dynamodbav:"deepSince"`
	Unpriced  Unpriced     `dynamodbav:"unpriced"`
	Unsent    Unsent       `dynamodbav:"unsent"`
	// Vacant are the classes, by id, in which nobody is enrolled on Day.
	Vacant []string `dynamodbav:"vacant,omitempty"`
	// Built is when it was made, UTC.
	Built time.Time `dynamodbav:"built"`
}

// Unpriced is what was eaten in the months that are made and cannot be debited, for want of a tariff or an enrolment.
type Unpriced struct {
	Meals   int          `dynamodbav:"meals"`
	Since   calendar.Day `dynamodbav:"since"`   // the first day of such a meal; zero for none
	Classes []string     `dynamodbav:"classes"` // their names, sorted
	// Sheets are where they were eaten, the last MostUnpriced, the newest first. What was made before there were any has none.
	Sheets []UnpricedSheet `dynamodbav:"sheets,omitempty"`
}

// MostUnpriced is how many sheets with meals that cannot be debited are named: whoever has more begins with these.
const MostUnpriced = 40

// UnpricedSheet is a class and day with meals that cannot be debited.
type UnpricedSheet struct {
	Class string       `dynamodbav:"class"`
	Name  string       `dynamodbav:"name"` // the class's, with the school
	Day   calendar.Day `dynamodbav:"day"`
	Meals int          `dynamodbav:"meals"`
}

// listed adds a sheet to those that are named.
func (u *Unpriced) listed(one UnpricedSheet) {
	u.Sheets = append(u.Sheets, one)
	slices.SortFunc(u.Sheets, func(a, b UnpricedSheet) int {
		return cmp.Or(cmp.Compare(b.Day.String(), a.Day.String()), cmp.Compare(a.Name, b.Name), cmp.Compare(a.Class, b.Class))
	})
	u.Sheets = u.Sheets[:min(len(u.Sheets), MostUnpriced)]
}

// add counts what the markers of a day say.
func (u *Unpriced) add(day calendar.Day, batches map[string]ledger.Batch, names map[string]string) {
	for class, batch := range batches {
		if batch.Unpriced == 0 {
			continue
		}
		u.listed(UnpricedSheet{Class: class, Name: cmp.Or(names[class], class), Day: day, Meals: batch.Unpriced})
		u.Meals += batch.Unpriced
		if u.Since.IsZero() || day.Before(u.Since) {
			u.Since = day
		}
		if name := cmp.Or(names[class], class); !slices.Contains(u.Classes, name) {
			u.Classes = append(u.Classes, name)
			slices.Sort(u.Classes)
		}
	}
}

// SchoolDebts is that of a school's pupils.
type SchoolDebts struct {
	School string `dynamodbav:"school"`
	// Credits and Debts are in the order of Ages, with positive amounts.
	Credits []Sum `dynamodbav:"credits"`
	Debts   []Sum `dynamodbav:"debts"`
}

// Sum is a number of pupils and an amount.
type Sum struct {
	Pupils int         `dynamodbav:"pupils"`
	Amount money.Cents `dynamodbav:"amount"`
}

// Add counts one more amount.
func (s *Sum) Add(pupils int, amount money.Cents) error {
	var err error
	s.Pupils += pupils
	s.Amount, err = s.Amount.Add(amount)
	return err
}

// Debtors are the pupils of a school whose account is below zero, the deepest first. Names are not kept here.
type Debtors struct {
	School string    `dynamodbav:"school"`
	List   []Debtor  `dynamodbav:"list"`
	Built  time.Time `dynamodbav:"built"`
}

// Debtor is a pupil whose account is below zero.
type Debtor struct {
	Pupil   string      `dynamodbav:"pupil"`
	Class   string      `dynamodbav:"class"`   // with which the pupil eats, or ate last
	Payer   string      `dynamodbav:"payer"`   // the guardian who pays; "" for none
	Balance money.Cents `dynamodbav:"balance"` // negative
	// Since is the first day of those on which the balance has been below zero, the oldest that is looked at for older ones.
	Since calendar.Day `dynamodbav:"since"`
}

// Age is how old the debt is on a day.
func (d Debtor) Age(today calendar.Day) Age { return ageOf(d.Since, today) }

// since returns the first day of those on which an account has been below zero until now. The statement begins on from.
func since(statement ledger.Statement, from calendar.Day) calendar.Day {
	first := from
	for _, line := range statement.Lines { // the newest first
		if line.Balance >= 0 {
			return first
		}
		first = line.Day
	}
	if statement.Before < 0 {
		return from
	}
	return first
}

// account is a pupil's place and balance, with who pays when it is below zero.
type account struct {
	pupil, class, school string
	payer                string
	balance              money.Cents
	// since is the day from which one below zero has been so, or of the last movement of one in credit.
	since calendar.Day
}

// newDebts sorts accounts by school and age, and counts those that are more than deep below zero.
func newDebts(accounts []account, today calendar.Day, now time.Time, deep money.Cents) (Debts, []Debtors, error) {
	debts := Debts{Day: today, Built: now.UTC()}
	bySchool := map[string]*SchoolDebts{}
	lists := map[string][]Debtor{}
	for _, a := range accounts {
		there := bySchool[a.school]
		if there == nil {
			there = &SchoolDebts{School: a.school, Credits: make([]Sum, len(Ages())), Debts: make([]Sum, len(Ages()))}
			bySchool[a.school] = there
		}
		age := ageOf(a.since, today)
		sum, amount := &there.Credits[age], a.balance
		switch {
		case a.balance == 0:
			continue
		case a.balance < 0:
			sum, amount = &there.Debts[age], -a.balance
			lists[a.school] = append(lists[a.school], Debtor{
				Pupil: a.pupil, Class: a.class, Payer: a.payer, Balance: a.balance, Since: a.since,
			})
			if a.balance < -deep {
				debts.Deep++
				if debts.DeepSince.IsZero() || a.since.Before(debts.DeepSince) {
					debts.DeepSince = a.since
				}
			}
		}
		if err := sum.Add(1, amount); err != nil {
			return Debts{}, nil, err
		}
	}
	var all []Debtors
	for id, one := range bySchool {
		debts.Schools = append(debts.Schools, *one)
		list := lists[id]
		slices.SortFunc(list, func(a, b Debtor) int {
			return cmp.Or(cmp.Compare(a.Balance, b.Balance), cmp.Compare(a.Pupil, b.Pupil))
		})
		all = append(all, Debtors{School: id, List: list, Built: now.UTC()})
	}
	slices.SortFunc(debts.Schools, func(a, b SchoolDebts) int { return cmp.Compare(a.School, b.School) })
	return debts, all, nil
}
