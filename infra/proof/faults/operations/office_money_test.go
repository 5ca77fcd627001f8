package operations_test

import (
	"context"
	"errors"
	"time"

	"serviziscolastici/infra/proof/fixture"
	"serviziscolastici/shared/billing"
	"serviziscolastici/shared/dynamo"
	"serviziscolastici/shared/figures"
	"serviziscolastici/shared/form"
	"serviziscolastici/shared/ledger"
	"serviziscolastici/shared/money"
	"serviziscolastici/shared/pagopa"
	"serviziscolastici/shared/problem"
	"serviziscolastici/shared/waiting"
)

// inTurn is one thing after the other.
func inTurn(steps ...func(context.Context, office) error) func(context.Context, office) error {
	return func(ctx context.Context, o office) error {
		for _, step := range steps {
			if err := step(ctx, o); err != nil {
				return err
			}
		}
		return nil
	}
}

// paidTwice parks the second payment of a top-up's notice.
func paidTwice(ctx context.Context, o office) error {
	return inTurn(confirm, settle(), settle(func(r *pagopa.Receipt) { r.ReceiptID = "rt-2" }))(ctx, o)
}

// resolved does something with the parked receipt. Like the office's pages it reads it anew each time; what the
// pages' forms carry, the revision of the refund, stays that of the first time.
func resolved(
	before func(context.Context, office) error,
	act func(ctx context.Context, o office, parked billing.ParkedReceipt, seen string) error,
) func(context.Context, office) (func(context.Context, office) error, error) {
	return func(ctx context.Context, o office) (func(context.Context, office) error, error) {
		if err := before(ctx, o); err != nil {
			return nil, err
		}
		shown, err := parkedOne(ctx, o)
		if err != nil {
			return nil, err
		}
		seen := ""
		if shown.Refund != nil {
			seen = shown.Refund.Revision
		}
		return func(ctx context.Context, o office) error {
			parked, err := o.billing.Parked(ctx, tenant, shown.PaidDay(), shown.ID())
			if err != nil {
				return err
			}
			return act(ctx, o, parked, seen)
		}, nil
	}
}

// parkedOne is the receipt that is parked.
func parkedOne(ctx context.Context, o office) (billing.ParkedReceipt, error) {
	parked, err := o.billing.ParkedReceipts(ctx, tenant)
	if err != nil {
		return billing.ParkedReceipt{}, err
	}
	return parked[0], nil
}

// unmarked takes the mark of the parked receipt away, as a release had it that knew none.
func unmarked(ctx context.Context, o office) error {
	parked, err := parkedOne(ctx, o)
	if err != nil {
		return err
	}
	return o.billing.Ops.Delete(ctx, dynamo.Waiting(tenant, string(waiting.ParkedReceipt), parked.PaidDay(), parked.ID()))
}

// attach lets the parked receipt pay the open notice that the page showed, which is read anew as well.
func attach(before func(context.Context, office) error) func(context.Context, office) (
	func(context.Context, office) error, error,
) {
	return func(ctx context.Context, o office) (func(context.Context, office) error, error) {
		var number pagopa.NoticeNumber
		act, err := resolved(before, func(ctx context.Context, o office, parked billing.ParkedReceipt, _ string) error {
			position, err := o.billing.Find(ctx, fixture.Creditor, number)
			if err != nil {
				return err
			}
			return o.billing.AttachParked(ctx, fixture.Municipality(), parked, position)
		})(ctx, o)
		if err != nil {
			return nil, err
		}
		positions, err := o.billing.AllOf(ctx, tenant, payer)
		for _, position := range positions {
			if position.State == billing.Open && position.Amount == 2000 {
				number = position.Number
			}
		}
		return act, err
	}
}

// resolutions are what the office does with the money of a parked receipt.
func resolutions() []operation {
	attaches := []string{"billing.Store.AttachParked"}
	unknown := settle(func(r *pagopa.Receipt) { r.NoticeNumber, r.Amount = "302999999999999900", 2000 })
	lower := change(billing.Change{Action: billing.Reprice, Amount: 2000})
	return []operation{
		{
			name: "credit a parked receipt", covers: []string{"billing.Store.CreditParked"},
			begin: resolved(paidTwice, func(ctx context.Context, o office, parked billing.ParkedReceipt, _ string) error {
				return o.billing.CreditParked(ctx, fixture.Municipality(), parked, "P2")
			}),
		},
		{
			name: "mark what an earlier release parked", covers: []string{"billing.Store.MarkParked"},
			begin: after(inTurn(paidTwice, unmarked), func(ctx context.Context, o office) error {
				return o.billing.MarkParked(ctx, tenant)
			}),
		},
		{name: "attach a receipt to a top-up", covers: attaches, begin: attach(inTurn(confirm, unknown))},
		{name: "attach a receipt to a document", covers: attaches, begin: attach(inTurn(issue, unknown, lower))},
		{
			name: "attach a receipt to its own notice", covers: attaches,
			begin: attach(inTurn(issue, settle(func(r *pagopa.Receipt) { r.Amount = 2000 }), lower)),
		},
	}
}

// askBack asks for the refund of the parked receipt.
func askBack(ctx context.Context, o office, parked billing.ParkedReceipt, _ string) error {
	return o.billing.AskRefund(ctx, fixture.Municipality(), parked, billing.Payee{
		Name: "Maria Bianchi", FiscalCode: "BNCMRA85A41A794Y", IBAN: fixture.Municipality().IBAN,
	}, "doppio pagamento", billing.Hand{By: "op1", Name: "Giulia Conti"})
}

func approve(ctx context.Context, o office, parked billing.ParkedReceipt, seen string) error {
	return o.billing.ApproveRefund(ctx, tenant, parked, seen, billing.Hand{By: "op2", Name: "Marco Greco"})
}

func withdrawn(ctx context.Context, o office, parked billing.ParkedReceipt, seen string) error {
	return o.billing.WithdrawRefund(ctx, tenant, parked, seen, billing.Hand{By: "op2", Name: "Marco Greco"})
}

// taken is a step of a refund as something that comes before another.
func taken(before func(context.Context, office) error, step func(
	context.Context, office, billing.ParkedReceipt, string) error) func(context.Context, office) error {
	return func(ctx context.Context, o office) error {
		act, err := resolved(before, step)(ctx, o)
		if err != nil {
			return err
		}
		return act(ctx, o)
	}
}

// refunds are the steps of a refund. One that is taken back is none any more: asked for again, there is nothing to take.
func refunds() []operation {
	withdraws := []string{"billing.Store.WithdrawRefund"}
	asked := taken(paidTwice, askBack)
	approved := taken(asked, approve)
	return []operation{
		{name: "ask for a refund", covers: []string{"billing.Store.AskRefund"}, begin: resolved(paidTwice, askBack)},
		{name: "approve a refund", covers: []string{"billing.Store.ApproveRefund"}, begin: resolved(asked, approve)},
		{
			name: "pay a refund", covers: []string{"billing.Store.PayRefund"},
			begin: resolved(approved, func(ctx context.Context, o office, parked billing.ParkedReceipt, seen string) error {
				return o.billing.PayRefund(ctx, tenant, parked, seen, clock.Today(), "12")
			}),
		},
		{
			name: "list a refund for the treasury", covers: []string{"billing.Store.ListRefund"},
			begin: resolved(approved, func(ctx context.Context, o office, parked billing.ParkedReceipt, _ string) error {
				listed, err := o.billing.ListRefund(ctx, tenant, parked)
				if err == nil && !listed {
					err = errors.New("the refund is not listed")
				}
				return err
			}),
		},
		{
			name: "take back a refund", covers: withdraws, undone: []problem.Code{problem.Conflict},
			begin: resolved(asked, withdrawn),
		},
		{
			name: "take back an approved refund", covers: withdraws, undone: []problem.Code{problem.Conflict},
			begin: resolved(approved, withdrawn),
		},
	}
}

// reissue is the form that was sent for the document's notice: it names the notice, which is read anew.
func reissue(ctx context.Context, o office) (func(context.Context, office) error, error) {
	if err := issue(ctx, o); err != nil {
		return nil, err
	}
	positions, err := list(ctx, o)
	if err != nil {
		return nil, err
	}
	number := positions[0].Number
	return func(ctx context.Context, o office) error {
		old, err := o.billing.Find(ctx, fixture.Creditor, number)
		if err != nil {
			return err
		}
		_, err = o.billing.Reissue(ctx, fixture.Municipality(), old, friday.AddDays(30))
		return err
	}, nil
}

// more is once again what was confirmed: two open top-ups for each pupil.
func more(ctx context.Context, o office) error {
	another := order()
	another.Form = "g"
	_, err := o.billing.OpenTopUps(ctx, another)
	return err
}

// counter is what the office does at its counter, with accounts and notices.
func counter() []operation {
	return []operation{
		{name: "reissue a notice", covers: []string{"billing.Store.Reissue"}, begin: reissue},
		{
			name: "take a deposit", covers: []string{"billing.Store.TakeDeposit"},
			begin: plainly(saved(func(ctx context.Context, o office) (pagopa.NoticeNumber, error) {
				return o.billing.TakeDeposit(ctx, fixture.Municipality(), billing.Deposit{
					Guardian: payer, Pupil: "P1", Amount: 2500, Day: friday, Method: billing.Cash, Note: "in contanti",
					Form: form.Form{Purpose: dynamo.ToDeposit, Holder: "s", Key: "f"},
				})
			})),
		},
		{
			name: "end top-ups", covers: []string{"billing.Store.EndTopUps"},
			begin: after(inTurn(confirm, more), func(ctx context.Context, o office) error {
				return o.billing.EndTopUps(ctx, tenant, payer, "P1")
			}),
		},
		{
			name: "adjust an account", covers: []string{"ledger.Store.PostAdjustment"},
			begin: after(saved(credited), saved(func(ctx context.Context, o office) (bool, error) {
				return o.accounts.PostAdjustment(ctx, tenant, "P1", ledger.Adjustment{
					ID: "f", Day: friday, Amount: -700, Reason: "pasto non consumato", Seen: 1,
				})
			})),
		},
	}
}

// morning is what is kept of the evening and of the year. Each is made in the place of what was made the day before.
func morning() []operation {
	made := clock().Add(9 * time.Hour).UTC() // after the entries: the audit looks at no older figures
	served := inTurn(saved(present), saved(eaten))
	night := func(meals int, total money.Cents) func(context.Context, office) error {
		return func(ctx context.Context, o office) error {
			return ledger.Nights{Ops: o.billing.Ops, Clock: clock}.Save(ctx, ledger.Night{
				Municipality: tenant, Day: friday, Classes: 1, Meals: meals, Total: total,
			})
		}
	}
	month := func(built time.Time, rows ...figures.Row) func(context.Context, office) error {
		return func(ctx context.Context, o office) error {
			return figures.Store{Ops: o.billing.Ops}.SaveMonth(ctx, tenant, figures.Month{
				Month: friday.Month().Key(), Rows: rows, Built: built,
			})
		}
	}
	debts := func(built time.Time, pupils int, owed money.Cents, list ...figures.Debtor) func(context.Context, office) error {
		return func(ctx context.Context, o office) error {
			return figures.Store{Ops: o.billing.Ops}.SaveDebts(ctx, tenant, figures.Debts{
				Day: friday, Built: built, Schools: []figures.SchoolDebts{
					{School: "S1", Debts: []figures.Sum{{Pupils: pupils, Amount: owed}}},
					{School: "S2", Debts: []figures.Sum{{}}},
				},
			}, []figures.Debtors{{School: "S1", Built: built, List: list}, {School: "S2", Built: built}})
		}
	}
	before, price := made.AddDate(0, 0, -1), tariff().Price
	return []operation{
		{
			name: "keep a night", covers: []string{"ledger.Nights.Save"},
			begin: after(inTurn(served, night(0, 0)), night(1, price)),
		},
		{
			name: "keep a month", covers: []string{"figures.Store.SaveMonth"},
			begin: after(inTurn(month(before), served),
				month(made, figures.Row{School: "S1", Band: "A", Meals: 1, Total: price})),
		},
		{
			name: "keep debts", covers: []string{"figures.Store.SaveDebts"},
			begin: after(inTurn(debts(before, 0, 0), served),
				debts(made, 1, price, figures.Debtor{Pupil: "P1", Class: "1A", Balance: -price, Since: friday})),
		},
	}
}
