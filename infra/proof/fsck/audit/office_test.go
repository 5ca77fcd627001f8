package audit_test

import (
	"testing"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"

	"serviziscolastici/infra/proof/fsck/audit"
	"serviziscolastici/shared/billing"
	"serviziscolastici/shared/dynamo"
	"serviziscolastici/shared/municipality"
)

// dealt is the small municipality once its office has dealt with parked receipts: r4 is credited to Carla, r5 pays
// Bruno's open top-up, r6 is paid back, r7 is approved, r8 asked for, r3 still waits.
func dealt(t *testing.T) *fixture {
	t.Helper()
	w := newFixture(t)
	m := municipality.Municipality{ID: tenant, FiscalCode: creditor}
	ctx := w.noting()
	park := func(id string) billing.ParkedReceipt {
		message := receipt(w.paid, id)
		message.Receipt.Amount = w.open.Amount
		_, err := w.billing.Settle(t.Context(), tenant, message)
		w.must(err)
		return w.parked(id)
	}
	w.must(w.billing.CreditParked(ctx, m, park("r4"), "carla"))
	w.must(w.billing.AttachParked(ctx, m, park("r5"), w.open))
	first, second := billing.Hand{By: "op1"}, billing.Hand{By: "op2"}
	for _, id := range []string{"r6", "r7", "r8"} {
		w.must(w.billing.AskRefund(ctx, m, park(id), billing.Payee{Name: "Maria"}, "prova", first))
	}
	for _, id := range []string{"r6", "r7"} {
		w.must(w.billing.ApproveRefund(ctx, tenant, w.parked(id), w.parked(id).Refund.Revision, second))
	}
	w.must(w.billing.PayRefund(ctx, tenant, w.parked("r6"), w.parked("r6").Refund.Revision, day, "12"))
	w.must(w.billing.Refused(t.Context(), w.document, "status 422"))
	return w
}

func (w *fixture) parked(id string) billing.ParkedReceipt {
	w.t.Helper()
	found, err := w.billing.Parked(w.t.Context(), tenant, day, id)
	w.must(err)
	return found
}

// inRefund changes an attribute within a receipt's refund.
func (w *fixture) inRefund(id, attribute string, value any) {
	w.t.Helper()
	table := dynamo.Table{Client: w.db, Name: w.ledger}
	w.must(table.Change(w.t.Context(), dynamo.ParkedReceipt(tenant, day, id), dynamo.Change{
		Update: "SET #refund.#" + attribute + " = :value", Values: map[string]any{":value": value},
	}))
}

// Goal: what the office does with parked receipts leaves the books clean, and each kind of damage to it is found under
// its rule. Method: the code that ships, then each damage alone.
func TestOfficesDeeds(t *testing.T) {
	if report, err := dealt(t).auditor.Check(t.Context()); err != nil || !report.Clean() || report.Deeds == 0 {
		t.Fatalf("%+v, %v", report, err)
	}
	const park, wait, carla = "T#c_x000#PARK", "T#c_x000#WAIT", "A#c_x000#carla"
	credit := "E#2026-11-20#R#r4"
	for _, d := range []damage{
		{"a credit of more", func(w *fixture) { w.alter(carla, credit, "amount", cents("1600")) }, audit.Receipt, "#r4", false},
		{"a credit to somebody else", func(w *fixture) {
			w.duplicate(carla, credit, anna, credit)
			w.remove(carla, credit)
		}, audit.Receipt, "#r4", false},
		{"a credit twice", func(w *fixture) { w.duplicate(carla, credit, anna, credit) }, audit.Receipt, "", false},
		{"a credit of what was paid back", func(w *fixture) {
			w.alter(carla, credit, "topup", &types.AttributeValueMemberM{Value: dynamo.Attributes{"receipt": word("r6")}})
			w.duplicate(carla, credit, carla, "E#2026-11-20#R#r6")
		}, audit.Receipt, carla, false},
		{"attached to nothing", func(w *fixture) {
			w.alter(park, "2026-11-20#r5", "handled", &types.AttributeValueMemberM{Value: dynamo.Attributes{
				"way": word("attached"), "notice": word(w.paid.Number.String()),
			}})
		}, audit.Receipt, "#r5", false},
		{"paid by nothing attached", func(w *fixture) {
			w.alter(park, "2026-11-20#r5", "handled", &types.AttributeValueMemberM{Value: dynamo.Attributes{
				"way": word("refunded"),
			}})
		}, audit.Notice, "N#2026-11-20#", false},
		{"more paid back than came", func(w *fixture) { w.inRefund("r6", "amount", 1501) }, audit.Refund, "#r6", false},
		{"approved by the same person", func(w *fixture) {
			w.inRefund("r7", "approved", billing.Hand{By: "op1"})
		}, audit.Refund, "#r7", false},
		{"paid without an order", func(w *fixture) { w.inRefund("r6", "order", "") }, audit.Refund, "#r6", false},
		{"no record of it", func(w *fixture) { w.alter(carla, credit, "audit", word("X")) }, audit.Deed, carla, false},
		{"posted without a record", func(w *fixture) { w.alter(carla, credit, "audit", word("")) }, audit.Deed, carla, false},
		{"moved by the office without a record", func(w *fixture) {
			w.alter("A#c_x000#bruno", w.moved, "note", word("chiesto dalla madre"))
		}, audit.Deed, "bruno", false},
		{"paid back without a record", func(w *fixture) { w.alter(park, "2026-11-20#r6", "audit", word("")) }, audit.Deed, "#r6", false},
		{"waits unmarked", func(w *fixture) { w.removeFrom(w.ops, wait, "parked#2026-11-20#r3") }, audit.Waits, "#r3", false},
		{"to approve, unmarked", func(w *fixture) {
			w.removeFrom(w.ops, wait, "approval#2026-11-20#r8")
		}, audit.Waits, "#r8", false},
		{"marked, and done", func(w *fixture) {
			w.alterIn(w.ops, wait, "payout#2026-11-20#r6", "since", word(""))
		}, audit.Waits, "r6", false},
		{"refused, and nobody told", func(w *fixture) {
			w.removeFrom(w.ops, wait, "refusal#2026-11-20#"+w.document.Number.String())
		}, audit.Waits, "N#" + creditor, false},
		{"led back to the notice of before", func(w *fixture) {
			w.alter("D#c_x000#2026-2", "D", "notice", word(w.replaced.String()))
		}, audit.Notice, guardian, false},
		{"a mark of no kind", func(w *fixture) { w.alterIn(w.ops, wait, "other#2026-11-20#x", "since", word("")) },
			audit.Readable, wait, false},
	} {
		t.Run(d.name, func(t *testing.T) {
			w := dealt(t)
			d.do(w)
			report, err := w.auditor.Check(t.Context())
			if err != nil || !found(report, d.rule, d.key) {
				t.Errorf("no %s about %s in %+v, %v", d.rule, d.key, report.Findings, err)
			}
		})
	}
}

// removeFrom takes an item out of a table.
func (w *fixture) removeFrom(table, pk, sk string) {
	w.t.Helper()
	w.must(dynamo.Table{Client: w.db, Name: table}.Delete(w.t.Context(), dynamo.Key{PK: pk, SK: sk}))
}
