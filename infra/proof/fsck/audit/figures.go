package audit

import (
	"strings"
	"time"

	"serviziscolastici/shared/money"
)

// monthFigures is T#tenant#FIGURES / MONTH#month of Ops: what a month's meals come to.
type monthFigures struct {
	Month string `dynamodbav:"month"`
	Rows  []struct {
		Total money.Cents `dynamodbav:"total"`
	} `dynamodbav:"rows"`
	Built time.Time `dynamodbav:"built"`
}

// debtFigures is T#tenant#FIGURES / DEBT of Ops: debts by school and age.
type debtFigures struct {
	Schools []struct {
		School string `dynamodbav:"school"`
		Debts  []struct {
			Pupils int         `dynamodbav:"pupils"`
			Amount money.Cents `dynamodbav:"amount"`
		} `dynamodbav:"debts"`
	} `dynamodbav:"schools"`
	Built time.Time `dynamodbav:"built"`
}

// debtorList is T#tenant#DEBTORS / SCHOOL#school of Ops: who is below zero.
type debtorList struct {
	School string `dynamodbav:"school"`
	List   []struct {
		Pupil   string      `dynamodbav:"pupil"`
		Balance money.Cents `dynamodbav:"balance"`
	} `dynamodbav:"list"`
	Built time.Time `dynamodbav:"built"`
}

// figures are copies of what accounts say, made in the morning.
type figures struct {
	months  map[string]monthFigures // by tenant and month
	debts   map[string]debtFigures  // by tenant
	debtors map[string]debtorList   // by tenant and school
	spent   map[string]spent        // what meals cost by the entries, by tenant and month
	below   map[string]balance      // accounts below zero, by tenant and pupil
	due     map[string]bool         // months of which something is not debited as it is registered
}

// spent is the sum of entries, and when the newest of them was posted.
type spent struct {
	sum    money.Cents
	newest time.Time
}

// balance is that of an account, and when it last moved.
type balance struct {
	amount money.Cents
	moved  time.Time
}

func newFigures() figures {
	return figures{
		months: map[string]monthFigures{}, debts: map[string]debtFigures{}, debtors: map[string]debtorList{},
		spent: map[string]spent{}, below: map[string]balance{}, due: map[string]bool{},
	}
}

// figure reads an item of the figures.
func (b *books) figure(item attributes, pk, sk string) {
	key := pk + " " + sk
	tenant, kind, _ := strings.Cut(strings.TrimPrefix(pk, "T#"), "#")
	switch {
	case kind == "DEBTORS":
		var list debtorList
		if b.read(item, key, &list) {
			b.match(key, "SCHOOL#"+list.School, sk)
			b.figures.debtors[tenant+" "+list.School] = list
		}
	case sk == "DEBT":
		var debts debtFigures
		if b.read(item, key, &debts) {
			b.figures.debts[tenant] = debts
		}
	default:
		var month monthFigures
		if b.read(item, key, &month) {
			b.match(key, "MONTH#"+month.Month, sk)
			b.figures.months[tenant+" "+month.Month] = month
		}
	}
}

// spend adds an entry of a meal to its month.
func (f figures) spend(tenant string, e entry) {
	if len(e.Day) < len("2026-11") {
		return
	}
	at := tenant + " " + e.Day[:len("2026-11")]
	month := f.spent[at]
	month.sum -= e.Amount
	if e.Posted.After(month.newest) {
		month.newest = e.Posted
	}
	f.spent[at] = month
}

// judgeFigures compares the figures with the entries and accounts that have not moved since they were made.
func (b *books) judgeFigures() {
	for at, month := range b.figures.months {
		spent := b.figures.spent[at]
		if b.figures.due[at] || !spent.newest.Before(month.Built) {
			continue
		}
		var total money.Cents
		for _, row := range month.Rows {
			total += row.Total
		}
		if total != spent.sum {
			b.find(Figures, at, "the figures of the month say %d cents, the entries %d", int64(total), int64(spent.sum))
		}
	}
	for tenant, debts := range b.figures.debts {
		b.judgeDebts(tenant, debts)
	}
}

func (b *books) judgeDebts(tenant string, debts debtFigures) {
	for _, school := range debts.Schools {
		list := b.figures.debtors[tenant+" "+school.School]
		if !list.Built.Equal(debts.Built) { // the morning was interrupted, and comes again
			continue
		}
		pupils, owed := 0, money.Cents(0)
		for _, age := range school.Debts {
			pupils, owed = pupils+age.Pupils, owed+age.Amount
		}
		for _, one := range list.List {
			pupils, owed = pupils-1, owed+one.Balance
			account, isBelow := b.figures.below[tenant+" "+one.Pupil]
			if isBelow && account.moved.Before(debts.Built) && account.amount != one.Balance {
				b.find(Figures, tenant+" "+school.School, "the list says %d cents of %s, the account %d",
					int64(one.Balance), one.Pupil, int64(account.amount))
			}
		}
		if pupils != 0 || owed != 0 {
			b.find(Figures, tenant+" "+school.School, "the ages and the list differ by %d pupils and %d cents", pupils, int64(owed))
		}
	}
}
