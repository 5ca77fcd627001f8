// Package audit reads the tables and checks the promises that the portal makes about money.
//
// It reads the stored form by itself: it shares no item type, key builder or rule with the code that
// writes the tables, so that a mistake there cannot hide here. It reads consistently and a page at a
// time, and keeps a few bytes for each account, mark, notice and receipt.
package audit

import (
	"cmp"
	"context"
	"errors"
	"slices"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
)

// The promises, numbered as in the list of invariants.
const (
	Balance   = "I1"  // an account's balance is the sum of its entries, its version their number
	Receipt   = "I2"  // a receipt has exactly one effect
	Meal      = "I3"  // one pupil, one day, one meal, and that of the presence sheet
	Batch     = "I4"  // a class's completion marker agrees with the entries
	Entries   = "I6"  // entries stay as they are; a correction names the entry that it corrects
	Notice    = "I7"  // a notice only moves forward, its number leads to it; paid means that a receipt exists
	Tenant    = "I10" // the key of an item agrees with the item
	Amount    = "I14" // amounts are in range, notice numbers valid
	Personal  = "I15" // no key of money or presences holds a fiscal code of a person
	Expected  = "I17" // an account expects its balance and the open top-ups of its pupil
	Register  = "I16" // certificates are numbered without gaps, and each code leads to one
	Told      = "I18" // a meal that a parent told in time will not be eaten is not charged, unless a sheet says present
	Messages  = "I19" // a message about one thing on one day goes out at most once for each channel
	Deed      = "I20" // an operator's change of money has its record
	Refund    = "I21" // a refund takes two persons, and never exceeds what was paid
	Waits     = "I22" // what waits for the office is marked so, and nothing else
	Transfers = "I23" // moved credit sums to zero over two accounts, and goes back at most once, as it came
	Figures   = "I24" // the office's figures are the sums of what accounts say
	Readable  = "I0"  // an item of the table has a form that is known
)

// Finding is one broken promise. Key names the item; it holds ids, never a person's name or fiscal code.
type Finding struct {
	Rule string `json:"rule"`
	Key  string `json:"key"`
	Text string `json:"text"`
}

// Report is what a run found.
type Report struct {
	Accounts int       `json:"accounts"`
	Entries  int       `json:"entries"`
	Notices  int       `json:"notices"`
	Receipts int       `json:"receipts"`
	Parked   int       `json:"parked"`
	Batches  int       `json:"batches"`
	Due      int       `json:"due"`      // class days that are not debited, or not as they are registered now
	Waiting  int       `json:"waiting"`  // notices that pagoPA's archive does not know yet as they are
	Messages int       `json:"messages"` // to parents, that are remembered
	Deeds    int       `json:"deeds"`    // of operators, that are recorded
	Records  int       `json:"records"`  // of a baseline that the tables were compared with
	Findings []Finding `json:"findings"`
	Repairs  []string  `json:"repairs,omitempty"`
	Refused  []string  `json:"refused,omitempty"` // repairs that would hide a loss, or had no chance
}

// Clean reports whether every promise holds.
func (r Report) Clean() bool { return len(r.Findings) == 0 }

// Auditor knows the tables.
type Auditor struct {
	Client                      *dynamodb.Client
	Core, Presence, Ledger, Ops string // table names
	// Audit is the name of the table of what operators did; "" leaves it out.
	Audit string
	// Night is the last day, YYYY-MM-DD, whose evening is over: all presences until then must be
	// debited. Empty when nothing is known about that.
	Night string
}

// ErrScattered says that a scan did not return the items of an account one after the other, as
// DynamoDB does; the audit cannot go on then.
var ErrScattered = errors.New("audit: the scan is not grouped by partition key")

// Check reads everything and returns what is broken. The tables may be in use: what is found is
// looked for a second time, and counts only if it is still there, because two items of one
// transaction may be read before and after it.
func (a Auditor) Check(ctx context.Context) (Report, error) {
	first, err := a.pass(ctx)
	if err != nil || len(first.report.Findings) == 0 {
		return first.report, err
	}
	second, err := a.pass(ctx)
	if err != nil {
		return second.report, err
	}
	second.report.Findings = slices.DeleteFunc(second.report.Findings, func(f Finding) bool {
		return !slices.ContainsFunc(first.report.Findings, f.same)
	})
	return second.report, nil
}

// same ignores the text, which shows figures that may go on moving in an account in use.
func (f Finding) same(other Finding) bool { return f.Rule == other.Rule && f.Key == other.Key }

// pass is one reading of all tables.
func (a Auditor) pass(ctx context.Context) (*books, error) {
	b := newBooks()
	b.night, b.audited = a.Night, a.Audit != ""
	for _, step := range []struct {
		table string
		each  func(*books, attributes) error
	}{
		{a.Audit, (*books).deed}, {a.Core, (*books).core}, {a.Presence, (*books).presence}, {a.Ledger, (*books).ledger},
		{a.Ops, (*books).ops},
	} {
		if step.table == "" {
			continue
		}
		if err := a.scan(ctx, step.table, func(item attributes) error { return step.each(b, item) }); err != nil {
			return b, err
		}
	}
	b.closeAccount()
	b.judge()
	slices.SortFunc(b.report.Findings, func(x, y Finding) int {
		return cmp.Or(cmp.Compare(x.Rule, y.Rule), cmp.Compare(x.Key, y.Key), cmp.Compare(x.Text, y.Text))
	})
	return b, nil
}
