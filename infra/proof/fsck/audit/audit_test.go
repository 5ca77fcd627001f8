package audit_test

import (
	"strings"
	"testing"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"

	"serviziscolastici/infra/proof/fsck/audit"
	"serviziscolastici/shared/calendar"
	"serviziscolastici/shared/dynamo"
	"serviziscolastici/shared/ledger"
	"serviziscolastici/shared/school"
)

// damage is one way in which the tables may be wrong.
type damage struct {
	name string
	do   func(*fixture)
	// rule and key say what must be found; repaired, that a repair heals it.
	rule, key string
	repaired  bool
}

// guardian is where the notices are, messages where it is written what the parent was told.
const (
	guardian = "B#c_x000#g1"
	messages = "M#c_x000#g1"
)

// damages lists every kind of damage that the audit knows.
func damages() []damage {
	meal := "E#2026-11-20#M#pranzo"
	paid := func(w *fixture) string { return "N#2026-11-20#" + string(w.paid.Number) }
	open := func(w *fixture) string { return "N#2026-11-20#" + string(w.open.Number) }
	number := func(w *fixture) string { return "N#" + creditor + "#" + string(w.paid.Number) }
	marker := func(w *fixture, attribute, value string) {
		w.alter("T#c_x000#B#2026-11-20", "CLASS#3A", attribute, cents(value))
	}
	return []damage{
		{"balance", func(w *fixture) { w.alter(anna, "~ACC", "balance", cents("1")) }, audit.Balance, anna, true},
		{"version", func(w *fixture) { w.alter(anna, "~ACC", "version", cents("9")) }, audit.Balance, anna, true},
		{"no account", func(w *fixture) { w.remove(bruno, "~ACC") }, audit.Balance, bruno, true},
		{"a promise forgotten", func(w *fixture) { w.alter(bruno, "~ACC", "expected", cents("700")) }, audit.Expected, bruno, true},
		{"a promise that nobody made", func(w *fixture) { w.alter(anna, "~ACC", "expected", cents("2050")) }, audit.Expected, anna, true},
		{"lost deposit", func(w *fixture) {
			w.remove("A#c_x000#carla", "E#2026-11-20#J#deposit-"+w.deposit.String())
		}, audit.Notice, "N#2026-11-20#", false},
		{"a deposit of another amount", func(w *fixture) {
			w.alter("A#c_x000#carla", "E#2026-11-20#J#deposit-"+w.deposit.String(), "amount", cents("999"))
		}, audit.Notice, "N#2026-11-20#", false},
		{"a deposit that the office did not take", func(w *fixture) {
			w.alter("B#c_x000#g1", "N#2026-11-20#"+w.deposit.String(), "kind", word("document"))
		}, audit.Receipt, "carla", false},
		{"an adjustment of nobody", func(w *fixture) {
			w.duplicate("A#c_x000#carla", "E#2026-11-20#J#office-f", bruno, "E#2026-11-20#J#f")
		}, audit.Entries, bruno, false},
		{"lost opening", func(w *fixture) { w.remove(bruno, "E#2026-11-20#J#saldo") }, audit.Balance, bruno, false},
		{"lost meal", func(w *fixture) { w.remove(anna, meal) }, audit.Batch, "CLASS#3A", false},
		{"lost meal, by pupil", func(w *fixture) { w.remove(anna, meal) }, audit.Meal, "CLASS#3A", false},
		{"doubled meal", func(w *fixture) { w.duplicate(anna, meal, anna, meal+"2") }, audit.Meal, anna, false},
		{"another amount", func(w *fixture) { w.alter(anna, meal, "amount", cents("-451")) }, audit.Meal, anna, false},
		{"absent but charged", func(w *fixture) {
			w.duplicate(anna, meal, bruno, meal)
		}, audit.Meal, "CLASS#3A", false},
		{"told in time but charged", func(w *fixture) {
			w.duplicate(anna, meal, bruno, meal)
		}, audit.Told, "T#c_x000#P#bruno", false},
		{"told too late", func(w *fixture) {
			w.alterIn(w.auditor.Presence, "T#c_x000#P#bruno", "DAY#2026-11-20", "at", word("2026-11-20T08:00:01Z"))
		}, audit.Told, "T#c_x000#P#bruno", false},
		{"taken back too late", func(w *fixture) {
			w.alterIn(w.auditor.Presence, "T#c_x000#P#bruno", "DAY#2026-11-20", "withdrawn", word("2026-11-20T08:00:01Z"))
		}, audit.Told, "T#c_x000#P#bruno", false},
		{"told for another day", func(w *fixture) {
			w.alterIn(w.auditor.Presence, "T#c_x000#P#bruno", "DAY#2026-11-20", "day", word("2026-11-21"))
		}, audit.Tenant, "T#c_x000#P#bruno", false},
		{"one mail for two messages", func(w *fixture) {
			w.alterIn(w.ops, messages, "2026-11-20#credito#1#mail", "ref", word("m1"))
		}, audit.Messages, messages, false},
		{"a mail without a name", func(w *fixture) {
			w.alterIn(w.ops, messages, "2026-11-20#credito#1#mail", "ref", word(""))
		}, audit.Messages, messages, false},
		{"told on another day", func(w *fixture) {
			w.alterIn(w.ops, messages, "2026-11-20#avviso#1#io", "at", word("2026-11-20T23:00:00Z"))
		}, audit.Messages, messages, false},
		{"told of something else", func(w *fixture) {
			w.alterIn(w.ops, messages, "2026-11-20#avviso#1#io", "object", word("2"))
		}, audit.Tenant, messages, false},
		{"a message of no state", func(w *fixture) {
			w.alterIn(w.ops, messages, "2026-11-20#avviso#1#io", "state", word("lost"))
		}, audit.Messages, messages, false},
		{"low credit day after day", func(w *fixture) {
			w.alterIn(w.ops, messages, "2026-11-21#credito#1#mail", "state", word("sent"))
		}, audit.Messages, messages, false},
		{"unknown pupil", func(w *fixture) {
			w.duplicate(anna, meal, "A#c_x000#x", meal)
		}, audit.Meal, "A#c_x000#x", false},
		{"marker's meals", func(w *fixture) { marker(w, "meals", "3") }, audit.Batch, "CLASS#3A", false},
		{"marker's total", func(w *fixture) { marker(w, "total", "3") }, audit.Batch, "CLASS#3A", false},
		{"marker's bands", func(w *fixture) {
			w.alter("T#c_x000#B#2026-11-20", "CLASS#3A", "bands", &types.AttributeValueMemberM{Value: dynamo.Attributes{}})
		}, audit.Batch, "CLASS#3A", false},
		{"given back, says the marker", func(w *fixture) {
			w.closed(school.Closure{Day: day, School: "PRI"})
			w.alter("T#c_x000#B#2026-11-20", "CLASS#3A", "closed", &types.AttributeValueMemberBOOL{Value: true})
		}, audit.Meal, "CLASS#3A", false},
		{"closed, and nothing given back", func(w *fixture) {
			w.closed(school.Closure{Day: day, School: "PRI", Class: "3A"})
		}, audit.Meal, "CLASS#3A", false},
		{"a closure under another day", func(w *fixture) {
			w.closed(school.Closure{Day: day, School: "PRI"})
			w.alterIn(w.auditor.Core, "T#c_x000", "CLOSED#2026-11-20#PRI", "day", word("2026-11-21"))
		}, audit.Tenant, "CLOSED#", false},
		{"figures of a month", func(w *fixture) {
			w.alterIn(w.ops, "T#c_x000#FIGURES", "MONTH#2026-11", "rows", &types.AttributeValueMemberL{})
		}, audit.Figures, "2026-11", false},
		{"figures under another month", func(w *fixture) {
			w.alterIn(w.ops, "T#c_x000#FIGURES", "MONTH#2026-11", "month", word("2026-10"))
		}, audit.Tenant, "MONTH#2026-11", false},
		{"debts that nobody has", func(w *fixture) {
			w.alterIn(w.ops, "T#c_x000#DEBTORS", "SCHOOL#PRI", "list", &types.AttributeValueMemberL{})
		}, audit.Figures, "PRI", false},
		{"a debtor of another amount", func(w *fixture) {
			debtor := &types.AttributeValueMemberM{Value: dynamo.Attributes{"pupil": word("carla"), "balance": cents("-451")}}
			w.alterIn(w.ops, "T#c_x000#DEBTORS", "SCHOOL#PRI", "list", &types.AttributeValueMemberL{Value: []types.AttributeValue{debtor}})
		}, audit.Figures, "PRI", false},
		{"corrects nothing", func(w *fixture) {
			w.alter("A#c_x000#carla", "E#2026-11-20#S#pranzo-0001", "corrects", word("E#2026-11-19#M#pranzo"))
		}, audit.Entries, "carla", false},
		{"amount out of range", func(w *fixture) {
			w.alter(bruno, "E#2026-11-20#J#saldo", "amount", cents("100000000000"))
		}, audit.Amount, bruno, false},
		{"no stored receipt", func(w *fixture) { w.remove("R#"+creditor+"#r1", "R") }, audit.Receipt, anna, false},
		{"lost top-up", func(w *fixture) { w.remove(anna, "E#2026-11-20#R#r1") }, audit.Receipt, "#r1", false},
		{"doubled top-up", func(w *fixture) {
			w.duplicate(anna, "E#2026-11-20#R#r1", bruno, "E#2026-11-20#R#r1")
		}, audit.Receipt, "#r1", false},
		{"two settle one", func(w *fixture) {
			w.duplicate("R#"+creditor+"#r1", "R", "R#"+creditor+"#r9", "R")
		}, audit.Receipt, "N#", false},
		{"parked lost", func(w *fixture) { w.remove("T#c_x000#PARK", "2026-11-20#r3") }, audit.Receipt, "#r3", false},
		{"parked without stored receipt", func(w *fixture) { w.remove("R#"+creditor+"#r3", "R") }, audit.Receipt, "#r3", false},
		{"number lost", func(w *fixture) { w.remove(number(w), "N") }, audit.Notice, guardian, false},
		{"number leads to another parent", func(w *fixture) {
			w.alter(number(w), "N", "guardian", word("g2"))
		}, audit.Notice, guardian, false},
		{"number leads to another account", func(w *fixture) {
			w.alter(number(w), "N", "pupil", word("bruno"))
		}, audit.Notice, guardian, false},
		{"notice under another day", func(w *fixture) {
			w.duplicate(guardian, paid(w), guardian, strings.Replace(paid(w), "11-20", "11-19", 1))
			w.remove(guardian, paid(w))
		}, audit.Tenant, guardian, false},
		{"two notices of a number", func(w *fixture) {
			w.duplicate(guardian, paid(w), guardian, strings.Replace(paid(w), "11-20", "11-19", 1))
		}, audit.Notice, guardian, false},
		{"notice set back", func(w *fixture) {
			w.alter(guardian, paid(w), "revision", cents("0"))
		}, audit.Notice, guardian, false},
		{"top-up paid to the office", func(w *fixture) {
			payment := &types.AttributeValueMemberM{Value: dynamo.Attributes{
				"elsewhere": &types.AttributeValueMemberBOOL{Value: true},
			}}
			w.alter(guardian, open(w), "state", word("paid"))
			w.alter(guardian, open(w), "payment", payment)
		}, audit.Notice, guardian, false},
		{"a payment too many that nobody tells", func(w *fixture) {
			w.alter(guardian, paid(w), "extras", &types.AttributeValueMemberL{})
		}, audit.Receipt, "#r3", false},
		{"parked twice", func(w *fixture) {
			w.duplicate("T#c_x000#PARK", "2026-11-20#r3", "T#c_x000#PARK", "2026-11-21#r3")
		}, audit.Receipt, "#r3", false},
		{"parked as another", func(w *fixture) {
			w.duplicate("T#c_x000#PARK", "2026-11-20#r3", "T#c_x000#PARK", "2026-11-20#r4")
			w.remove("T#c_x000#PARK", "2026-11-20#r3")
		}, audit.Tenant, "#r4", false},
		{"a correction is missing", func(w *fixture) {
			w.remove("A#c_x000#carla", "E#2026-11-20#S#pranzo-0001")
		}, audit.Entries, "carla", false},
		{"corrects itself", func(w *fixture) {
			key := "E#2026-11-20#S#pranzo-0001"
			w.alter("A#c_x000#carla", key, "corrects", word(key))
		}, audit.Entries, "carla", false},
		{"credited by nothing", func(w *fixture) {
			w.alter("D#c_x000#2026-1", "D", "credited", word("2026/9"))
		}, audit.Notice, "D#c_x000#2026-1", false},
		{"notice lost", func(w *fixture) { w.remove(guardian, paid(w)) }, audit.Notice, "N#" + creditor, false},
		{"paid without receipt", func(w *fixture) {
			w.alter(guardian, open(w), "state", word("paid"))
		}, audit.Notice, guardian, false},
		{"cancelled with payment", func(w *fixture) { w.alter(guardian, paid(w), "state", word("cancelled")) },
			audit.Notice, guardian, false},
		{"document lost", func(w *fixture) { w.remove("D#c_x000#2026-1", "D") }, audit.Notice, guardian, false},
		{"other tenant", func(w *fixture) {
			w.alter(guardian, paid(w), "tenant", word("c_y000"))
		}, audit.Tenant, guardian, false},
		{"no valid number", func(w *fixture) {
			w.duplicate(guardian, open(w), guardian, "N#2026-11-20#302000000000000000")
			w.alter(guardian, "N#2026-11-20#302000000000000000", "nav", word("302000000000000000"))
		}, audit.Amount, guardian, false},
		{"refund lost", func(w *fixture) {
			w.remove("C#c_x000#R#g1", "2026-11-20#bruno#x1")
		}, audit.Entries, bruno, false},
		{"refund's entry lost", func(w *fixture) {
			w.remove(bruno, "E#2026-11-20#J#refund-x1")
		}, audit.Entries, bruno, false},
		{"refund of another amount", func(w *fixture) {
			w.alter("C#c_x000#R#g1", "2026-11-20#bruno#x1", "amount", cents("201"))
		}, audit.Entries, bruno, false},
		{"refund adds", func(w *fixture) {
			w.alter(bruno, "E#2026-11-20#J#refund-x1", "amount", cents("200"))
		}, audit.Amount, bruno, false},
		{"certificate lost", func(w *fixture) {
			w.remove("C#c_x000", "N#2026#000001")
		}, audit.Register, "LAST#2026", false},
		{"a certificate of several with another total", func(w *fixture) {
			w.alter("C#c_x000", "N#2026#000003", "content", &types.AttributeValueMemberM{Value: dynamo.Attributes{
				"expense": &types.AttributeValueMemberM{Value: dynamo.Attributes{"paid": cents("1000"), "total": cents("1000")}},
				"children": &types.AttributeValueMemberL{Value: []types.AttributeValue{&types.AttributeValueMemberM{
					Value: dynamo.Attributes{"expense": &types.AttributeValueMemberM{Value: dynamo.Attributes{
						"paid": cents("999"), "total": cents("999"),
					}}},
				}}},
			}})
		}, audit.Register, "N#2026#000003", false},
		{"number left out", func(w *fixture) {
			w.alter("C#c_x000", "LAST#2026", "last", cents("4"))
		}, audit.Register, "LAST#2026", false},
		{"register lost", func(w *fixture) { w.remove("C#c_x000", "LAST#2026") }, audit.Register, "LAST#2026", false},
		{"parked for another reason", func(w *fixture) {
			w.alter("T#c_x000#PARK", "2026-11-20#r3", "reason", word("cancelled_notice"))
		}, audit.Receipt, "#r3", false},
		{"parked although it fits", func(w *fixture) {
			w.alter(guardian, paid(w), "state", word("open"))
		}, audit.Receipt, "#r3", false},
		{"stored receipt's outcome", func(w *fixture) {
			w.alter("R#"+creditor+"#r1", "R", "outcome", word("lost"))
		}, audit.Receipt, "#r1", false},
		{"archive told of the future", func(w *fixture) {
			w.alterIn(w.ops, "T#c_x000#OUT", string(w.open.Number), "revision", cents("9"))
		}, audit.Notice, "#OUT", false},
		{"archive not told of the end", func(w *fixture) {
			w.must(w.billing.CancelTopUp(w.t.Context(), w.open))
			w.alterIn(w.ops, "T#c_x000#OUT", string(w.open.Number), "revision", cents("0"))
		}, audit.Notice, "#OUT", false},
		{"archive told of nothing", func(w *fixture) {
			w.alterIn(w.ops, "T#c_x000#OUT", string(w.open.Number), "nav", word("302000000000000000"))
		}, audit.Notice, "#OUT", false},
		{"expiry as text", func(w *fixture) {
			w.alterIn(w.ops, "F#s#f", "F", "expires", word("2026-11-20T10:00:00Z"))
		}, audit.Readable, "F#", false},
		{"a person's code in a key", func(w *fixture) {
			w.duplicate(bruno, "~ACC", "A#c_x000#RSSMRA80A01H501U", "~ACC")
		}, audit.Personal, "A#c_x000#…", false},
		{"a night that is over", func(w *fixture) {
			w.auditor.Night = "2026-11-20"
			marker(w, "presence", "0")
		}, audit.Meal, "CLASS#3A", false},
		{"a night without its marker", func(w *fixture) {
			w.auditor.Night = "2026-11-20"
			w.remove("T#c_x000#B#2026-11-20", "CLASS#3A")
		}, audit.Meal, "CLASS#3A", false},
		{"a night without prices", func(w *fixture) {
			w.auditor.Night = "2026-11-21"
			marker(w, "unpriced", "1")
		}, audit.Meal, "CLASS#3A", false},
		{"one side of a transfer", func(w *fixture) { w.remove(bruno, w.moved) }, audit.Transfers, anna, false},
		{"a transfer gives more than it takes", func(w *fixture) {
			w.alter(bruno, w.moved, "amount", cents("-99"))
		}, audit.Transfers, "#J#transfer", false},
		{"a transfer to somebody else", func(w *fixture) {
			w.alter(bruno, w.moved, "transfer", &types.AttributeValueMemberM{Value: dynamo.Attributes{
				"id": word(strings.TrimPrefix(w.moved, "E#2026-11-20#J#transfer-")), "other": word("carla"),
			}})
		}, audit.Transfers, "#J#transfer", false},
		{"a transfer to nobody", func(w *fixture) {
			w.alter(bruno, w.moved, "transfer", &types.AttributeValueMemberNULL{Value: true})
		}, audit.Transfers, bruno, false},
		{"gone back twice", func(w *fixture) {
			w.duplicate(bruno, w.wentBack+"-back", bruno, w.wentBack+"-back2")
		}, audit.Transfers, "#J#transfer", false},
		{"gone back on one side", func(w *fixture) {
			w.remove(bruno, w.wentBack+"-back")
		}, audit.Transfers, "#J#transfer", false},
		{"goes back against another", func(w *fixture) {
			w.alter(bruno, w.wentBack+"-back", "corrects", word(w.moved))
		}, audit.Transfers, "#J#transfer", false},
		{"unknown item", func(w *fixture) { w.duplicate(guardian, paid(w), "Z#1", "Z") }, audit.Readable, "Z#1", false},
		{"unreadable item", func(w *fixture) {
			w.alter(anna, meal, "amount", &types.AttributeValueMemberS{Value: "molto"})
		}, audit.Readable, anna, false},
	}
}

// Goal: history is not judged by today's settings: notices keep the segregation code that they were numbered
// with. Method: a municipality that has another one by now.
func TestNumbersOfAnEarlierSegregationCode(t *testing.T) {
	w := newFixture(t)
	w.alterIn(w.auditor.Core, "T#c_x000", "META", "segregation", word("47"))
	if report, err := w.auditor.Check(t.Context()); err != nil || !report.Clean() {
		t.Errorf("%+v, %v", report.Findings, err)
	}
}

// Goal: tables written by the code that ships are clean. Method: a bit of everything, then an audit.
func TestHealthyTablesAreClean(t *testing.T) {
	report, err := newFixture(t).auditor.Check(t.Context())
	if err != nil || !report.Clean() {
		t.Fatalf("%+v, %v", report.Findings, err)
	}
	want := audit.Report{Accounts: 3, Entries: 15, Notices: 6, Receipts: 3, Parked: 2, Batches: 1, Waiting: 5}
	if report.Accounts != want.Accounts || report.Entries != want.Entries || report.Notices != want.Notices ||
		report.Receipts != want.Receipts || report.Parked != want.Parked || report.Batches != want.Batches || report.Due != 0 || report.Waiting != want.Waiting {
		t.Errorf("%+v, want %+v", report, want)
	}
}

// Goal: every kind of damage is found under its rule, and what can be rebuilt is. Method: plant
// each into healthy tables.
func TestDamageIsFound(t *testing.T) {
	for _, d := range damages() {
		t.Run(d.name, func(t *testing.T) {
			w := newFixture(t)
			d.do(w)
			report, err := w.auditor.Check(t.Context())
			if err != nil || !found(report, d.rule, d.key) {
				t.Fatalf("no %s about %s in %+v, %v", d.rule, d.key, report.Findings, err)
			}
			report, err = w.auditor.Repair(t.Context())
			if err != nil {
				t.Fatal(err)
			}
			if d.repaired && (!report.Clean() || len(report.Repairs) != 1) || !d.repaired && report.Clean() {
				t.Errorf("after the repair: %+v, %q", report.Findings, report.Repairs)
			}
		})
	}
}

// Goal: a finding never shows a person. Method: all findings of all damage, looked at for the payer.
func TestFindingsNameNobody(t *testing.T) {
	w := newFixture(t)
	w.alter(anna, "~ACC", "balance", cents("1"))
	w.remove("R#"+creditor+"#r1", "R")
	report, err := w.auditor.Check(t.Context())
	if err != nil || report.Clean() {
		t.Fatalf("%+v, %v", report, err)
	}
	for _, f := range report.Findings {
		if strings.Contains(f.Text, "Banca") || strings.Contains(f.Text+f.Key, "Rossi") {
			t.Errorf("%+v", f)
		}
	}
}

func found(report audit.Report, rule, key string) bool {
	for _, f := range report.Findings {
		if f.Rule == rule && strings.Contains(f.Key, key) {
			return true
		}
	}
	return false
}

// closed suspends the canteen of the class 3A by a file.
func (w *fixture) closed(closure school.Closure) {
	w.t.Helper()
	people := w.people()
	_, err := people.SaveClass(w.t.Context(), tenant, school.Class{ID: "3A", School: "PRI"})
	w.must(err)
	_, err = people.SaveClosure(w.t.Context(), tenant, closure)
	w.must(err)
	w.auditor.Night = day.String()
}

func (w *fixture) people() school.Store {
	return school.Store{
		Core: dynamo.Table{Client: w.db, Name: w.auditor.Core}, Presence: dynamo.Table{Client: w.db, Name: w.auditor.Presence},
		Clock: calendar.Fixed(noon),
	}
}

// Goal: closures that take no meal away change nothing, and one that the office has just entered has its evening before
// it. Method: one of each, on a day that was debited.
func TestClosuresThatChangeNothing(t *testing.T) {
	for name, closure := range map[string]school.Closure{
		"another school": {School: "SEC"}, "another class": {School: "PRI", Class: "3B"}, "the bus": {School: "PRI", Service: school.Bus},
		"withdrawn": {School: "PRI", Withdrawn: true}, "entered the day after": {School: "PRI", Changed: day.AddDays(1)},
	} {
		w := newFixture(t)
		closure.Day = day
		w.closed(closure)
		report, err := w.auditor.Check(t.Context())
		if err != nil || !report.Clean() || report.Due != 0 != (name == "entered the day after") {
			t.Errorf("%s: %+v, %v", name, report, err)
		}
	}
}

// Goal: a pupil who changed class after the debit is charged once, and that is clean. Method: Anna's meal was
// debited by 3A, which says absent now, and 3B says present.
func TestWhoChangesClassTakesTheMealAlong(t *testing.T) {
	w := newFixture(t)
	people := w.people()
	for class, mark := range map[string]school.Mark{"3A": "A", "3B": "P"} {
		_, err := people.SaveMarks(t.Context(), tenant, class, day, map[string]school.Mark{"anna": mark})
		w.must(err)
		before, err := w.billing.Accounts.BatchOf(t.Context(), tenant, day, class)
		w.must(err)
		sheet, err := people.ClassDay(t.Context(), tenant, class, day)
		w.must(err)
		_, err = w.billing.Accounts.SaveBatch(t.Context(), tenant, before,
			ledger.Batch{Class: class, Day: day, Presence: sheet.Version, Meals: 1, Total: 450})
		w.must(err)
	}
	report, err := w.auditor.Check(t.Context())
	if err != nil || !report.Clean() || report.Due != 0 {
		t.Errorf("%+v, %v", report, err)
	}
}
