package certificate_test

import (
	"crypto/rand"
	"slices"
	"sync"
	"testing"
	"time"

	"serviziscolastici/shared/billing"
	"serviziscolastici/shared/calendar"
	"serviziscolastici/shared/certificate"
	"serviziscolastici/shared/dynamo/dynamotest"
	"serviziscolastici/shared/ledger"
	"serviziscolastici/shared/money"
	"serviziscolastici/shared/problem"
)

const tenant = "c_x000"

// today is the fixed day of these tests.
var today = calendar.NewDay(2026, time.November, 22)

func newStore(t *testing.T, at calendar.Day) certificate.Store {
	t.Helper()
	table, clock := dynamotest.Table(t), calendar.Fixed(at.Start())
	return certificate.Store{
		Ledger: table, Accounts: ledger.Store{Ledger: table, Clock: clock}, Clock: clock, Random: rand.Reader,
	}
}

func content(paid money.Cents) certificate.Content {
	return certificate.Content{
		Year: 2026, Payer: certificate.Person{FullName: "Maria Bianchi", FiscalCode: "BNCMRA85A41A794Y"},
		Expense: certificate.Expense{Paid: paid, Total: paid},
	}
}

// Goal: the same content has one number for ever, another content a new one. Method: issue three times.
func TestIssueOnce(t *testing.T) {
	store := newStore(t, today)
	issue := func(paid money.Cents) certificate.Certificate {
		t.Helper()
		issued, err := store.Issue(t.Context(), tenant, "parent", "A001", content(paid))
		if err != nil {
			t.Fatal(err)
		}
		return issued
	}
	first, again, other := issue(1000), issue(1000), issue(2000)
	if first.Number() != "1/2026" || again.Number() != "1/2026" || again.Code != first.Code {
		t.Errorf("first %s %s, again %s %s", first.Number(), first.Code, again.Number(), again.Code)
	}
	if other.Number() != "2/2026" || other.Code == first.Code {
		t.Errorf("after a payment: %s %s", other.Number(), other.Code)
	}
}

// Goal: parents who ask at the same moment get different numbers without a gap. Method: eight at once.
func TestIssueTogether(t *testing.T) {
	store := newStore(t, today)
	const parents = 8
	var calls sync.WaitGroup
	numbers, failures := make([]int, parents), make([]error, parents)
	for i := range parents {
		calls.Go(func() {
			issued, err := store.Issue(t.Context(), tenant, string(rune('a'+i)), "A001", content(1000))
			numbers[i], failures[i] = issued.Serial, err
		})
	}
	calls.Wait()
	slices.Sort(numbers)
	for i, number := range numbers {
		if number != i+1 || failures[i] != nil {
			t.Fatalf("numbers %v, errors %v", numbers, failures)
		}
	}
}

// Goal: a code leads to its certificate, in its own municipality only, and tells when a newer one
// replaced it. Method: verify before and after a second issue, and from elsewhere.
func TestVerify(t *testing.T) {
	store := newStore(t, today)
	first, err := store.Issue(t.Context(), tenant, "parent", "A001", content(1000))
	if err != nil {
		t.Fatal(err)
	}
	found, err := store.Verify(t.Context(), tenant, first.Code)
	if err != nil || found.Replaced || found.Paid != 1000 {
		t.Errorf("%+v, %v", found, err)
	}
	if _, err := store.Issue(t.Context(), tenant, "parent", "A001", content(2000)); err != nil {
		t.Fatal(err)
	}
	if found, err = store.Verify(t.Context(), tenant, first.Code); err != nil || !found.Replaced {
		t.Errorf("after the second: %+v, %v", found, err)
	}
	if _, err := store.Verify(t.Context(), "c_y000", first.Code); !problem.Is(err, problem.NotFound) {
		t.Errorf("another municipality gets %v", err)
	}
}

// Goal: an opposition is recorded, withdrawn, and refused after the year. Method: the three in turn.
func TestOppose(t *testing.T) {
	store := newStore(t, today)
	oppose := func(year int, opposed bool) error {
		return store.Oppose(t.Context(), tenant, "parent", year, "A001", opposed)
	}
	for _, opposed := range []bool{true, true, false} {
		if err := oppose(2026, opposed); err != nil {
			t.Fatal(err)
		}
	}
	list, err := store.OppositionsOf(t.Context(), tenant, "parent")
	if err != nil || len(list) != 1 || len(list[0].Choices) != 2 || list[0].Opposed() {
		t.Errorf("%+v, %v", list, err)
	}
	if err := oppose(2025, true); !problem.Is(err, problem.Conflict) {
		t.Errorf("after the year: %v", err)
	}
}

// Goal: a refund lowers account and expense once. Method: post it twice, and another under its id.
func TestRefund(t *testing.T) {
	store := newStore(t, today)
	refund := certificate.Refund{ID: "r1", Pupil: "A001", Day: today, Year: 2026, Amount: 1500, Note: "Rimborso"}
	for _, want := range []bool{true, false} {
		if posted, err := store.PostRefund(t.Context(), tenant, "parent", refund); err != nil || posted != want {
			t.Fatalf("posted %t, %v", posted, err)
		}
	}
	other := refund
	other.Amount = 1600
	if _, err := store.PostRefund(t.Context(), tenant, "parent", other); !problem.Is(err, problem.Conflict) {
		t.Errorf("another under the same id: %v", err)
	}
	accounts, err := store.Accounts.Accounts(t.Context(), tenant, []string{"A001"})
	if err != nil || accounts["A001"].Balance != -1500 {
		t.Errorf("%+v, %v", accounts, err)
	}
	refunds, err := store.RefundsOf(t.Context(), tenant, "parent")
	if err != nil || len(refunds) != 1 || refunds[0] != refund {
		t.Errorf("%+v, %v", refunds, err)
	}
}

// Goal: the same words on the same day are a refund of each child. Kind: keys that two things share. Method: siblings.
func TestRefundsOfSiblings(t *testing.T) {
	store := newStore(t, today)
	for _, pupil := range []string{"A001", "A002"} {
		posted, err := store.PostRefund(t.Context(), tenant, "parent", certificate.Refund{
			ID: "r1", Pupil: pupil, Day: today, Year: 2026, Amount: 1500, Note: "Rimborso",
		})
		if err != nil || !posted {
			t.Errorf("%s: %v, %v", pupil, posted, err)
		}
	}
}

// Goal: payments count in the year of Rome in which they were made, cash in no total, refunds off it.
// Method: one of each.
func TestExpenses(t *testing.T) {
	rome := calendar.Rome()
	paid := func(service, method string, amount money.Cents, at time.Time) billing.Position {
		return billing.Position{
			Number: "302000000000000001", Pupil: "A001", Service: service, Amount: amount, State: billing.Paid,
			Payment: &billing.Payment{Receipt: "r", At: at, Method: method},
		}
	}
	found, err := certificate.Expenses([]billing.Position{
		paid("mensa", "", 2000, time.Date(2026, 5, 1, 9, 0, 0, 0, rome)),
		paid("trasporto", "creditCard", 3000, time.Date(2026, 1, 1, 0, 30, 0, 0, rome)),
		paid("mensa", "cash", 700, time.Date(2026, 6, 1, 9, 0, 0, 0, rome)),
		paid("mensa", "", 5000, time.Date(2025, 12, 31, 23, 30, 0, 0, rome)),
		{Pupil: "A001", Amount: 9900, State: billing.Open},
	}, []certificate.Refund{{ID: "r1", Pupil: "A001", Year: 2026, Day: today, Amount: 500}})
	if err != nil || len(found) != 2 || found[0].Year != 2026 || found[1].Paid != 5000 {
		t.Fatalf("%+v, %v", found, err)
	}
	this := found[0]
	if this.Paid != 5000 || this.Refunded != 500 || this.Total != 4500 || len(this.Cash) != 1 || this.Count() != 2 {
		t.Errorf("%+v", this)
	}
}

// Goal: a code is read as people type it. Method: right and wrong ones.
func TestParseCode(t *testing.T) {
	for typed, want := range map[string]bool{
		"abcd-efgh-ijkl-mnop": true, "ABCD EFGH IJKL MNOP": true, "ABCD": false,
		"ABCD\u00a0EFGH\u2011IJKL\u2013MNOP": true, "\ufeffABCDEFGHIJKL\u00adMNOP\n": true, "ABCDEFGHIJKLMNOſ": false, "ABCDEFGHIJKLMNO1": false, "": false,
	} {
		code, valid := certificate.ParseCode(typed)
		if valid != want || valid && certificate.Grouped(code) != "ABCD-EFGH-IJKL-MNOP" {
			t.Errorf("%q gives %q, %t", typed, code, valid)
		}
	}
}
