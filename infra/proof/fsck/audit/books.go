package audit

import (
	"fmt"
	"strings"

	"github.com/aws/aws-sdk-go-v2/feature/dynamodb/attributevalue"

	"serviziscolastici/shared/money"
)

// books is what one pass remembers of the tables.
type books struct {
	report         Report
	municipalities map[string]municipality // by tenant
	tariffs        map[string]money.Cents  // by tenant and version
	links          map[link]int            // how many of its two directions were seen
	classes        map[string]string       // the school of each class, by tenant and class
	closures       map[string][]closure    // by tenant and day
	sheets         map[classDay]*register
	batches        map[classDay]batch
	corrected      map[classDay]int    // the version of a past day's sheet that the next evening looks at
	absent         map[pupilDay]string // the key of what a parent told in time, and did not take back
	names          map[string]uint32   // a small number for each pupil of each tenant
	open           *partition          // the account that is being read
	seen           map[string]bool     // the accounts that were read
	stored         map[string]stored   // by key
	credits        map[string][]credit
	deposits       map[string]credit   // by tenant and number
	parked         map[string][]parked // by the key of the stored receipt that each needs
	granted        map[string][]credit // of parked receipts, by tenant and their id
	waiting        map[string]bool     // marks of what waits, by tenant, kind, day and id
	deeds          map[string]bool     // marks of what operators did
	audited        bool                // the deeds were read
	notices        map[string]facts    // by the key of their number
	numbers        map[string]pointer  // by key
	documents      map[string]document
	marks          map[string]unpublished // by the key of the notice's number
	messages       messages
	figures        figures
	refunds        map[string]money.Cents // as the certificates count them, by entry
	refunded       map[string]money.Cents // as the accounts say
	transfers      map[string][]moved     // by tenant and id
	registers      map[string]*numbered   // by tenant and year
	codes          map[string]int         // how many codes lead to a certificate, by tenant, year and serial
	night          string
	wrongAccounts  []string               // by partition key
	promised       map[string]money.Cents // what open top-ups add to an account, by partition key
	expected       map[string]money.Cents // what an account expects above its balance, as it says itself
}

// credit is a top-up entry, by the tenant and receipt that it names.
type credit struct {
	account, notice string
	amount          money.Cents
}

func newBooks() *books {
	return &books{
		municipalities: map[string]municipality{}, tariffs: map[string]money.Cents{}, links: map[link]int{},
		classes: map[string]string{}, closures: map[string][]closure{},
		sheets: map[classDay]*register{}, batches: map[classDay]batch{},
		corrected: map[classDay]int{},
		absent:    map[pupilDay]string{}, names: map[string]uint32{},
		seen: map[string]bool{}, stored: map[string]stored{}, credits: map[string][]credit{}, deposits: map[string]credit{},
		parked: map[string][]parked{}, granted: map[string][]credit{},
		waiting: map[string]bool{}, deeds: map[string]bool{}, notices: map[string]facts{}, numbers: map[string]pointer{},
		documents: map[string]document{}, marks: map[string]unpublished{},
		refunds: map[string]money.Cents{}, refunded: map[string]money.Cents{},
		transfers: map[string][]moved{},
		registers: map[string]*numbered{}, codes: map[string]int{},
		promised: map[string]money.Cents{}, expected: map[string]money.Cents{}, messages: newMessages(), figures: newFigures(),
	}
}

func (b *books) find(rule, key, format string, values ...any) {
	b.report.Findings = append(b.report.Findings, Finding{rule, key, fmt.Sprintf(format, values...)})
}

// read decodes an item; one that cannot be read is a finding.
func (b *books) read(item attributes, key string, out any) bool {
	err := attributevalue.UnmarshalMap(item, out)
	if err != nil {
		b.unreadable(key, err)
	}
	return err == nil
}

func (b *books) unreadable(key string, err error) {
	b.find(Readable, key, "cannot be read: %v", err)
}

// text returns a text attribute of an item, such as its keys.
func text(item attributes, name string) string {
	var value string
	if err := attributevalue.Unmarshal(item[name], &value); err != nil {
		return ""
	}
	return value
}

// number is the small number that stands for a pupil.
func (b *books) number(tenant, pupil string) uint32 {
	name := tenant + "#" + pupil
	n, known := b.names[name]
	if !known {
		n = uint32(len(b.names))
		b.names[name] = n
	}
	return n
}

// core reads municipalities, tariffs, classes, closures and the links between guardians and pupils.
func (b *books) core(item attributes) error {
	pk, sk := text(item, "pk"), text(item, "sk")
	key := pk + " " + sk
	switch {
	case sk == "META" && strings.HasPrefix(pk, "T#") && strings.Count(pk, "#") == 1:
		var m municipality
		if b.read(item, key, &m) {
			b.municipalities[pk[2:]] = m
			b.match(key, "T#"+m.ID, pk)
		}
	case strings.HasPrefix(sk, "TARIFF#"):
		b.marked(item, key)
		var t tariff
		if b.read(item, key, &t) {
			b.tariffs[pk[2:]+" "+t.Version] = t.Price
			b.inRange(key, t.Price, 0)
		}
	case strings.HasPrefix(sk, "CLASS#") && strings.Count(pk, "#") == 1:
		var c class
		if b.read(item, key, &c) {
			b.match(key, "CLASS#"+c.ID, sk)
			b.classes[pk[2:]+" "+c.ID] = c.School
		}
	case strings.HasPrefix(sk, "CLOSED#"):
		b.marked(item, key)
		var c closure
		if b.read(item, key, &c) {
			b.match(key, c.key(), sk)
			b.closures[pk[2:]+" "+c.Day] = append(b.closures[pk[2:]+" "+c.Day], c)
		}
	case strings.HasPrefix(sk, "ENR#"): // class and band say what a meal costs
		b.marked(item, key)
	case strings.HasPrefix(sk, "PUPIL#") && strings.HasPrefix(pk, "G#"):
		b.link(item, key, func(l link) string { return "G#" + l.Guardian + " PUPIL#" + l.Tenant + "#" + l.Pupil })
	case strings.HasPrefix(sk, "GUARD#"):
		b.link(item, key, func(l link) string { return "T#" + l.Tenant + "#P#" + l.Pupil + " GUARD#" + l.Guardian })
	}
	return nil
}

func (b *books) link(item attributes, key string, expected func(link) string) {
	var l link
	if b.read(item, key, &l) {
		b.match(key, expected(l), key)
		b.links[l]++
	}
}

// ledger reads one item of the money table.
func (b *books) ledger(item attributes) error {
	pk, sk := text(item, "pk"), text(item, "sk")
	b.impersonal(pk + " " + sk)
	b.marked(item, pk+" "+sk)
	if strings.HasPrefix(pk, "A#") {
		return b.accountItem(item, pk, sk)
	}
	key := pk + " " + sk
	switch kind, _, _ := strings.Cut(pk, "#"); {
	case kind == "N":
		b.numberItem(item, key)
	case kind == "B":
		b.noticeItem(item, key)
	case kind == "R":
		b.receiptItem(item, key)
	case kind == "D":
		b.documentItem(item, key)
	case kind == "K": // a choice of notices
	case kind == "C":
		b.certificateItem(item, pk, sk)
	case kind == "T" && strings.HasSuffix(pk, "#PARK"):
		b.parkedItem(item, key)
	case kind == "T" && strings.Contains(pk, "#B#"):
		b.batchItem(item, key)
	default:
		b.find(Readable, key, "no item of this form is known")
	}
	return nil
}

// match finds a key that says something else than its item.
func (b *books) match(key, expected, got string) {
	if expected != got {
		b.find(Tenant, key, "the item belongs under %q", expected)
	}
}

// inRange finds an amount that is below the lowest or beyond what the portal handles.
func (b *books) inRange(key string, amount, lowest money.Cents) {
	if amount < lowest || !amount.InRange() {
		b.find(Amount, key, "amount of %d cents", int64(amount))
	}
}
