package audit

import (
	"fmt"
	"strings"

	"serviziscolastici/shared/money"
)

// numbered is the register of a year's certificates.
type numbered struct {
	last, count, highest int
}

// refund is C#tenant#R#guardian / day#id of Ledger.
type refund struct {
	ID     string      `dynamodbav:"id"`
	Pupil  string      `dynamodbav:"pupil"`
	Day    string      `dynamodbav:"day"`
	Amount money.Cents `dynamodbav:"amount"`
}

// expense is what a certificate, or one of its children, comes to.
type expense struct {
	Paid     money.Cents `dynamodbav:"paid"`
	Refunded money.Cents `dynamodbav:"refunded"`
	Total    money.Cents `dynamodbav:"total"`
}

// familyContent is what a certificate says, of one pupil or of several.
type familyContent struct {
	Expense  expense `dynamodbav:"expense"`
	Children []struct {
		Expense expense `dynamodbav:"expense"`
	} `dynamodbav:"children"`
}

// agrees reports whether a certificate comes to what it has paid less what was given back, and to its children's sum.
func (c familyContent) agrees() bool {
	sum := c.Expense
	for _, child := range c.Children {
		sum.Paid -= child.Expense.Paid
		sum.Refunded -= child.Expense.Refunded
		sum.Total -= child.Expense.Total
		if child.Expense.Total != child.Expense.Paid-child.Expense.Refunded {
			return false
		}
	}
	return c.Expense.Total == c.Expense.Paid-c.Expense.Refunded && (len(c.Children) == 0 || sum == expense{})
}

// certificateItem reads what the certificates rest on: their register, the codes by which they are
// found, and the refunds. The parents' oppositions are theirs alone.
func (b *books) certificateItem(item attributes, pk, sk string) {
	key := pk + " " + sk
	tenant, rest, _ := strings.Cut(strings.TrimPrefix(pk, "C#"), "#")
	switch {
	case tenant == "CODE":
		var to struct {
			Tenant string `dynamodbav:"tenant"`
			Year   int    `dynamodbav:"year"`
			Serial int    `dynamodbav:"serial"`
		}
		if b.read(item, key, &to) {
			b.codes[fmt.Sprintf("C#%s N#%d#%06d", to.Tenant, to.Year, to.Serial)]++
		}
	case rest == "" && strings.HasPrefix(sk, "LAST#"):
		var counter struct {
			Last int `dynamodbav:"last"`
		}
		if b.read(item, key, &counter) {
			b.register(pk, strings.TrimPrefix(sk, "LAST#")).last = counter.Last
		}
	case rest == "" && strings.HasPrefix(sk, "N#"):
		var year, serial int
		if _, err := fmt.Sscanf(sk, "N#%d#%d", &year, &serial); err != nil {
			b.find(Readable, key, "no number of a certificate")
			return
		}
		var c struct {
			Content familyContent `dynamodbav:"content"`
		}
		if b.read(item, key, &c) && !c.Content.agrees() {
			b.find(Register, key, "its total is not that of its children")
		}
		r := b.register(pk, fmt.Sprint(year))
		r.count++
		r.highest = max(r.highest, serial)
		b.codes[key] += certificate
	case strings.HasPrefix(rest, "R#"):
		var r refund
		if b.read(item, key, &r) {
			b.match(key, pk+" "+r.Day+"#"+r.Pupil+"#"+r.ID, key)
			b.refunds["A#"+tenant+"#"+r.Pupil+" E#"+r.Day+"#J#refund-"+r.ID] = r.Amount
		}
	case strings.HasPrefix(rest, "G#"), strings.HasPrefix(rest, "O#"):
	default:
		b.find(Readable, key, "no item of this form is known")
	}
}

// certificate is what a stored certificate adds to the count of its codes, so that one with one code
// comes to certificate + 1.
const certificate = 1000

func (b *books) register(pk, year string) *numbered {
	at := pk + " LAST#" + year
	if b.registers[at] == nil {
		b.registers[at] = &numbered{}
	}
	return b.registers[at]
}

// judgeRegisters looks for gaps in the numbers, and for certificates without their code.
func (b *books) judgeRegisters() {
	for key, r := range b.registers {
		if r.count != r.last || r.highest != r.last {
			b.find(Register, key, "%d certificates up to number %d, but the register says %d", r.count, r.highest, r.last)
		}
	}
	for key, count := range b.codes {
		if count != certificate+1 {
			b.find(Register, key, "%d codes lead to %d certificates", count%certificate, count/certificate)
		}
	}
}

// judgeRefunds compares the refunds that certificates count with those that accounts show.
func (b *books) judgeRefunds() {
	for key, amount := range b.refunds {
		if b.refunded[key] != amount {
			b.find(Entries, key, "a refund of %d cents, but the account shows %d", int64(amount), int64(b.refunded[key]))
		}
	}
	for key := range b.refunded {
		if _, known := b.refunds[key]; !known {
			b.find(Entries, key, "a refund that no certificate will count")
		}
	}
}
