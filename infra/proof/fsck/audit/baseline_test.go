package audit_test

import (
	"bytes"
	"errors"
	"strings"
	"testing"

	"serviziscolastici/infra/proof/fsck/audit"
	"serviziscolastici/shared/billing"
	"serviziscolastici/shared/ledger"
)

// baseline takes one of a fixture.
func (w *fixture) baseline() string {
	w.t.Helper()
	var out bytes.Buffer
	saved, err := w.auditor.Save(w.t.Context(), &out)
	w.must(err)
	if lines := strings.Count(out.String(), "\n"); saved == 0 || lines != saved+1 {
		w.t.Fatalf("%d records in %d lines", saved, lines)
	}
	return out.String()
}

// Goal: whatever was recorded and then changed, deleted or set back is found under its rule, with no
// other finding. Method: plant each into healthy tables after a baseline; the audit of one reading alone
// cannot know of most.
func TestSinceABaseline(t *testing.T) {
	meal, note := "E#2026-11-20#M#pranzo", "E#2026-11-20#J#saldo"
	for _, d := range []damage{
		{"entry changed", func(w *fixture) { w.alter(bruno, note, "note", word("altro")) }, audit.Entries, note, false},
		{"entry deleted", func(w *fixture) { w.remove(anna, meal) }, audit.Entries, meal, false},
		{"account set back", func(w *fixture) { w.alter(bruno, "~ACC", "version", cents("1")) }, audit.Balance, bruno, false},
		{"account deleted", func(w *fixture) { w.remove(anna, "~ACC") }, audit.Balance, anna, false},
		{"paid notice open again", func(w *fixture) {
			w.alter(guardian, "N#2026-11-20#"+w.paid.Number.String(), "state", word("open"))
		}, audit.Notice, guardian, false},
		{"paid notice cancelled", func(w *fixture) {
			w.alter(guardian, "N#2026-11-20#"+w.paid.Number.String(), "state", word("cancelled"))
		}, audit.Notice, guardian, false},
		{"revision set back", func(w *fixture) {
			w.alter(guardian, "N#2026-11-20#"+w.paid.Number.String(), "revision", cents("0"))
		}, audit.Notice, "", false},
		{"notice deleted", func(w *fixture) {
			w.remove(guardian, "N#2026-11-20#"+w.open.Number.String())
		}, audit.Notice, guardian, false},
		{"number leads elsewhere", func(w *fixture) {
			w.alter("N#"+creditor+"#"+w.paid.Number.String(), "N", "guardian", word("g2"))
		}, audit.Notice, "N#" + creditor, false},
		{"number deleted", func(w *fixture) {
			w.remove("N#"+creditor+"#"+w.open.Number.String(), "N")
		}, audit.Notice, "N#" + creditor, false},
		{"stored receipt changed", func(w *fixture) { w.alter("R#"+creditor+"#r1", "R", "tenant", word("x")) }, audit.Receipt, "#r1", false},
		{"stored receipt deleted", func(w *fixture) { w.remove("R#"+creditor+"#r1", "R") }, audit.Receipt, "#r1", false},
		{"parked deleted", func(w *fixture) { w.remove("T#c_x000#PARK", "2026-11-20#r3") }, audit.Receipt, "#r3", false},
		{"marker set back", func(w *fixture) {
			w.alter("T#c_x000#B#2026-11-20", "CLASS#3A", "run", cents("0"))
		}, audit.Batch, "CLASS#3A", false},
		{"certificate changed", func(w *fixture) {
			w.alter("C#c_x000", "N#2026#000001", "school", word("altra"))
		}, audit.Register, "N#2026#000001", false},
		{"register set back", func(w *fixture) { w.alter("C#c_x000", "LAST#2026", "last", cents("1")) }, audit.Register, "LAST", false},
		{"refund deleted", func(w *fixture) { w.remove("C#c_x000#R#g1", "2026-11-20#bruno#x1") }, audit.Entries, "#R#g1", false},
		{"document changed", func(w *fixture) { w.alter("D#c_x000#2026-1", "D", "amount", cents("1")) }, audit.Entries, "D#", false},
	} {
		t.Run(d.name, func(t *testing.T) {
			w := newFixture(t)
			saved := w.baseline()
			d.do(w)
			findings, _, err := w.auditor.Since(t.Context(), strings.NewReader(saved))
			if err != nil || len(findings) != 1 || findings[0].Rule != d.rule || !strings.Contains(findings[0].Key, d.key) {
				t.Errorf("%+v, %v; want one %s of %q", findings, err, d.rule, d.key)
			}
		})
	}
}

// Goal: a baseline stays true while the work goes on. Method: after it a payment, a meal, a cancellation,
// the office's note on a parked receipt, another number for a notice, and a credit note.
func TestWorkAfterABaseline(t *testing.T) {
	w := newFixture(t)
	saved := w.baseline()
	detail := ledger.MealDetail{Class: "3A", Mark: "P", Band: "B", Price: 450, Presence: 1}
	_, err := w.billing.Accounts.PostMeal(t.Context(), tenant, "anna", day.AddDays(-1), detail)
	w.must(err)
	outcome, err := w.billing.Settle(t.Context(), tenant, receipt(w.open, "r8"))
	if w.must(err); outcome != billing.Settled {
		t.Fatal(outcome)
	}
	w.must(w.billing.Handle(t.Context(), tenant, "r3", billing.Refunded))
	_, err = w.billing.Reissue(w.noting(), town(), w.noticeOf("2026/2"), day.AddDays(60))
	w.must(err)
	_, err = w.billing.IssueCreditNote(w.noting(), town(), w.creditNote("2026/1"))
	w.must(err)
	findings, seen, err := w.auditor.Since(t.Context(), strings.NewReader(saved))
	if err != nil || len(findings) != 0 || seen != strings.Count(saved, "\n")-1 {
		t.Errorf("%+v in %d records, %v", findings, seen, err)
	}
}

// Goal: a file that is cut off or no baseline proves nothing. Method: each line missing from the end.
func TestNoBaseline(t *testing.T) {
	w := newFixture(t)
	lines := strings.SplitAfter(strings.TrimSuffix(w.baseline(), "\n"), "\n")
	for n := range lines {
		_, _, err := w.auditor.Since(t.Context(), strings.NewReader(strings.Join(lines[:n], "")))
		if !errors.Is(err, audit.ErrNoBaseline) {
			t.Errorf("%d of %d lines: %v", n, len(lines), err)
		}
	}
	for _, content := range []string{"oops", strings.Join(lines[1:], "")} {
		if _, _, err := w.auditor.Since(t.Context(), strings.NewReader(content)); !errors.Is(err, audit.ErrNoBaseline) {
			t.Errorf("%.20q: %v", content, err)
		}
	}
}
