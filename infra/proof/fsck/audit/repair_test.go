package audit_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/feature/dynamodb/attributevalue"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
)

// Goal: a repair never hides that something is lost. Method: an entry that cannot be read, an entry that is
// gone; what was stored stays.
func TestRepairRefusesToHideALoss(t *testing.T) {
	for name, c := range map[string]struct {
		do  func(*fixture)
		why string
	}{
		"unreadable entry": {
			func(w *fixture) { w.alter(anna, "E#2026-11-20#M#pranzo", "amount", cents("-450.5")) }, "cannot be read",
		},
		"lost entry": {
			func(w *fixture) { w.remove(bruno, "E#2026-11-20#J#saldo") }, "version 5 but 4 entries",
		},
	} {
		t.Run(name, func(t *testing.T) {
			w := newFixture(t)
			c.do(w)
			before := w.everything()
			report, err := w.auditor.Repair(t.Context())
			if err != nil || report.Clean() || len(report.Repairs) != 0 || len(report.Refused) != 1 ||
				!strings.Contains(report.Refused[0], c.why) {
				t.Errorf("%+v, %v", report, err)
			}
			if after := w.everything(); after != before {
				t.Errorf("was %s\nis  %s", before, after)
			}
		})
	}
}

// Goal: one account that cannot be repaired does not keep others from it. Method: a balance that is a text
// beside a wrong balance.
func TestRepairGoesOn(t *testing.T) {
	w := newFixture(t)
	w.alter(anna, "~ACC", "balance", word("molto"))
	w.alter(bruno, "~ACC", "balance", cents("1"))
	report, err := w.auditor.Repair(t.Context())
	if err != nil || len(report.Repairs) != 1 || len(report.Refused) != 1 || !strings.Contains(report.Refused[0], anna) {
		t.Fatalf("%q, refused %q, %v", report.Repairs, report.Refused, err)
	}
	for _, f := range report.Findings {
		if !strings.Contains(f.Key, anna) {
			t.Errorf("still %+v", f)
		}
	}
}

// Goal: an account in use is never set back. Method: an account whose entries fill more than one page of a
// scan, repaired again and again while entries that sort first are posted.
func TestRepairOfAnAccountInUse(t *testing.T) {
	w := newFixture(t)
	long := strings.Repeat("x", 9000)
	post := func(name, note string) {
		if _, err := w.billing.Accounts.PostOpening(t.Context(), tenant, "bruno", day, name, 1, note); err != nil {
			t.Error(err)
		}
	}
	for i := range 150 {
		post(fmt.Sprintf("p%03d", i), long)
	}
	posted := make(chan struct{})
	go func() {
		defer close(posted)
		for i := range 100 {
			post(fmt.Sprintf("a%03d", i), "")
		}
	}()
	for repairing := true; repairing; {
		select {
		case <-posted:
			repairing = false
		default:
		}
		report, err := w.auditor.Repair(t.Context())
		if err != nil || len(report.Repairs) != 0 {
			t.Errorf("%q, %v", report.Repairs, err)
		}
	}
	if report, err := w.auditor.Check(t.Context()); err != nil || !report.Clean() {
		t.Errorf("%+v, %v", report.Findings, err)
	}
}

// everything returns all of the ledger.
func (w *fixture) everything() string {
	w.t.Helper()
	answer, err := w.db.Scan(w.t.Context(), &dynamodb.ScanInput{TableName: &w.ledger, ConsistentRead: aws.Bool(true)})
	w.must(err)
	items := map[string]string{}
	for _, item := range answer.Items {
		var plain map[string]any
		w.must(attributevalue.UnmarshalMap(item, &plain))
		items[fmt.Sprint(plain["pk"], " ", plain["sk"])] = fmt.Sprint(plain)
	}
	return fmt.Sprint(items)
}
