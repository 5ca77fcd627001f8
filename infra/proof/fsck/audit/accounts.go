package audit

import (
	"fmt"
	"slices"
	"strings"

	"serviziscolastici/shared/money"
)

// partition is one account while its items come by.
type partition struct {
	key, tenant, pupil string
	sum                money.Cents
	count              int
	account            *account
	meals              map[string]*mealDay // by day
	keys               map[string]string   // day of each entry
	corrections        []entry
}

// mealDay is what a pupil's canteen day comes to.
type mealDay struct {
	net   money.Cents
	meals int
	last  string // sort key of the entry that decides class and price
	class string
	price money.Cents
}

// accountItem reads an entry or a balance. The items of one account come one after the other.
func (b *books) accountItem(item attributes, pk, sk string) error {
	if b.open == nil || b.open.key != pk {
		b.closeAccount()
		if b.seen[pk] {
			return ErrScattered
		}
		b.seen[pk] = true
		tenant, pupil, _ := strings.Cut(strings.TrimPrefix(pk, "A#"), "#")
		b.open = &partition{
			key: pk, tenant: tenant, pupil: pupil, meals: map[string]*mealDay{}, keys: map[string]string{},
		}
		if _, known := b.municipalities[tenant]; !known || pupil == "" {
			b.find(Tenant, pk, "the account belongs to no known municipality")
		}
	}
	switch {
	case sk == "~ACC":
		b.open.account = &account{}
		b.read(item, pk+" "+sk, b.open.account)
	case strings.HasPrefix(sk, "E#"):
		var e entry
		if b.read(item, pk+" "+sk, &e) {
			b.entry(b.open, e)
		}
	default:
		b.find(Readable, pk+" "+sk, "no item of this form is known")
	}
	return nil
}

func (b *books) entry(p *partition, e entry) {
	key := p.key + " " + e.Key
	b.report.Entries++
	p.count++
	p.sum += e.Amount
	p.keys[e.Key] = e.Day
	b.inRange(key, e.Amount, -money.Max)
	if !strings.HasPrefix(e.Key, "E#"+e.Day+"#") {
		b.find(Tenant, key, "the entry is of the day %s", e.Day)
	}
	byOffice := slices.Contains([]string{"credit", "adjusted", "deposit"}, e.Kind) || e.Kind == "transfer" && e.Note != ""
	if b.audited && e.Audit == "" && byOffice {
		b.find(Deed, key, "an entry of the office's pages without its record")
	}
	switch e.Kind {
	case "meal", "correction":
		b.figures.spend(p.tenant, e)
		b.mealEntry(p, e)
	case "topup":
		if e.TopUp == nil || e.Amount <= 0 || e.Key != "E#"+e.Day+"#R#"+e.TopUp.Receipt {
			b.find(Receipt, key, "a top-up of %d cents without its receipt", int64(e.Amount))
			return
		}
		at := p.tenant + " " + e.TopUp.Receipt
		b.credits[at] = append(b.credits[at], credit{p.key, e.TopUp.Notice, e.Amount})
	case "credit":
		if e.TopUp == nil || e.Amount <= 0 || e.Key != "E#"+e.Day+"#R#"+e.TopUp.Receipt {
			b.find(Receipt, key, "a credit of %d cents without its receipt", int64(e.Amount))
			return
		}
		at := p.tenant + " " + e.TopUp.Receipt
		b.granted[at] = append(b.granted[at], credit{p.key, e.TopUp.Notice, e.Amount})
	case "opening":
	case "adjusted":
		if !strings.HasPrefix(e.Key, "E#"+e.Day+"#J#office-") {
			b.find(Entries, key, "an adjustment that no form of the office made")
		}
	case "deposit":
		if e.TopUp == nil || e.Amount <= 0 || e.Key != "E#"+e.Day+"#J#deposit-"+e.TopUp.Notice {
			b.find(Receipt, key, "a deposit of %d cents without its number", int64(e.Amount))
			return
		}
		b.deposits[p.tenant+" "+e.TopUp.Notice] = credit{p.key, e.TopUp.Notice, e.Amount}
	case "refund":
		if e.Amount >= 0 {
			b.find(Amount, key, "a refund of %d cents adds to the credit", int64(e.Amount))
		}
		b.refunded[key] = -e.Amount
	case "transfer":
		b.transferEntry(p, e)
	default:
		b.find(Readable, key, "an entry of unknown kind %q", e.Kind)
	}
}

func (b *books) mealEntry(p *partition, e entry) {
	key := p.key + " " + e.Key
	if e.Meal == nil {
		b.find(Meal, key, "says nothing about the meal")
		return
	}
	day := p.meals[e.Day]
	if day == nil {
		day = &mealDay{}
		p.meals[e.Day] = day
	}
	day.net += e.Amount
	price, known := b.tariffs[p.tenant+" "+e.Meal.Version]
	if e.Meal.Version != "" && (!known || price != e.Meal.Price) {
		b.find(Meal, key, "the price %d is not that of tariff %s", int64(e.Meal.Price), e.Meal.Version)
	}
	if e.Kind == "correction" {
		p.corrections = append(p.corrections, e)
	} else {
		day.meals++
		if e.Amount != -e.Meal.Price || !strings.HasPrefix(e.Key, "E#"+e.Day+"#M#") {
			b.find(Meal, key, "a meal of %d cents at a price of %d", int64(e.Amount), int64(e.Meal.Price))
		}
	}
	// Corrections sort after their meal, by number: the last one decides.
	if e.Key > day.last {
		day.last, day.class, day.price = e.Key, e.Meal.Class, e.Meal.Price
	}
}

// closeAccount judges the account that was read and hands its days to their classes.
func (b *books) closeAccount() {
	p := b.open
	b.open = nil
	if p == nil {
		return
	}
	b.report.Accounts++
	key := p.key + " ~ACC"
	if p.account == nil || p.account.Balance != p.sum || p.account.Version != p.count {
		b.wrongAccounts = append(b.wrongAccounts, p.key)
	}
	switch {
	case p.account == nil:
		b.find(Balance, key, "%d entries and no account", p.count)
	case p.account.Balance != p.sum || p.account.Version != p.count:
		b.find(Balance, key, "balance %d and version %d, but %d entries that sum to %d",
			int64(p.account.Balance), p.account.Version, p.count, int64(p.sum))
	}
	if p.account != nil {
		b.expected[p.key] = p.account.Expected - p.account.Balance
		if p.account.Balance < 0 {
			b.figures.below[p.tenant+" "+p.pupil] = balance{p.account.Balance, p.account.Updated}
		}
	}
	b.inRange(key, p.sum, -money.Max)
	numbers := map[string]int{} // of a day's corrections; the entries come by in the order of their keys
	for _, c := range p.corrections {
		if day, found := p.keys[c.Corrects]; !found || day != c.Day || !strings.HasPrefix(c.Corrects, "E#"+day+"#M#") {
			b.find(Entries, p.key+" "+c.Key, "corrects %q, which is no meal of the day", c.Corrects)
		}
		numbers[c.Day]++
		if !strings.HasSuffix(c.Key, fmt.Sprintf("-%04d", numbers[c.Day])) {
			b.find(Entries, p.key+" "+c.Key, "is number %d of the day's corrections", numbers[c.Day])
		}
	}
	for day, m := range p.meals {
		b.mealDay(p, day, *m)
	}
}

func (b *books) mealDay(p *partition, day string, m mealDay) {
	key := fmt.Sprintf("%s E#%s", p.key, day)
	if m.meals > 1 {
		b.find(Meal, key, "%d meals on one day", m.meals)
	}
	if m.net != 0 && m.net != -m.price {
		b.find(Meal, key, "entries of %d cents for a meal of %d", int64(m.net), int64(m.price))
	}
	if !b.charge(classDay{p.tenant, m.class, day}, b.number(p.tenant, p.pupil), m.net) {
		if m.net != 0 {
			b.judgeTold(p.tenant, day, b.number(p.tenant, p.pupil))
		}
		b.find(Meal, key, "a meal of class %q, whose presence sheet does not name the pupil", m.class)
	}
}

// judgeExpected compares what accounts expect above their balance with the open top-ups.
func (b *books) judgeExpected() {
	for pk := range b.seen {
		if b.expected[pk] != b.promised[pk] {
			b.find(Expected, pk+" ~ACC", "expects %d cents above its balance, but the open top-ups are %d",
				int64(b.expected[pk]), int64(b.promised[pk]))
			b.wrongAccounts = append(b.wrongAccounts, pk)
		}
	}
	for pk, amount := range b.promised {
		if !b.seen[pk] {
			b.find(Expected, pk+" ~ACC", "no account expects the open top-ups of %d cents", int64(amount))
			b.wrongAccounts = append(b.wrongAccounts, pk)
		}
	}
}
