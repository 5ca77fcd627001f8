package operations_test

import (
	"context"

	"serviziscolastici/infra/proof/fixture"
	"serviziscolastici/shared/billing"
	"serviziscolastici/shared/pagopa"
	"serviziscolastici/shared/problem"
)

// rows are a parent's confirmed top-ups.
func rows() []billing.PupilAmount {
	return []billing.PupilAmount{{Pupil: "P1", Amount: 2000}, {Pupil: "P2", Amount: 1500}}
}

func confirm(ctx context.Context, o office) error {
	_, err := o.billing.OpenTopUps(ctx, order())
	return err
}

func order() billing.Order {
	return billing.Order{Municipality: fixture.Municipality(), Guardian: payer, Session: "s", Form: "f", TopUps: rows()}
}

func draft(ctx context.Context, o office) error {
	return o.billing.SaveDraft(ctx, tenant, payer, billing.Draft{TopUps: rows()})
}

// list is the parent's list of notices.
func list(ctx context.Context, o office) ([]billing.Position, error) {
	return o.billing.ListOf(ctx, tenant, payer)
}

// notices are what parents do with notices.
func notices() []operation {
	return []operation{
		{name: "list a top-up", covers: []string{"billing.Store.SaveDraft"}, begin: plainly(draft)},
		{
			name: "confirm top-ups", covers: []string{"billing.Store.OpenTopUps"},
			begin: after(draft, func(ctx context.Context, o office) error {
				list := order()
				list.Listed = true
				_, err := o.billing.OpenTopUps(ctx, list)
				return err
			}),
		},
		{
			name: "cancel a top-up", covers: []string{"billing.Store.CancelTopUp"},
			undone: []problem.Code{problem.Conflict},
			begin: after(confirm, func(ctx context.Context, o office) error {
				positions, err := list(ctx, o)
				if err != nil {
					return err
				}
				return o.billing.CancelTopUp(ctx, positions[0])
			}),
		},
		{
			name: "a top-up lapses", covers: []string{"billing.Store.Lapse"},
			begin: after(confirm, func(ctx context.Context, o office) error {
				positions, err := list(ctx, o)
				if err != nil {
					return err
				}
				return o.billing.Lapse(ctx, billing.Lapsing{
					Tenant: tenant, Creditor: positions[0].Creditor, Number: positions[0].Number, Due: positions[0].Due.String(),
				})
			}),
		},
		{
			name: "leave for Checkout", covers: []string{"billing.Store.NewCart", "billing.Store.CountStart", "billing.Store.BeginAttempt"},
			begin: after(confirm, depart), leaves: []string{"K#"},
		},
		{
			name: "come back from Checkout", covers: []string{"billing.Store.EndAttempt"},
			begin: after(func(ctx context.Context, o office) error {
				if err := confirm(ctx, o); err != nil {
					return err
				}
				return depart(ctx, o)
			}, func(ctx context.Context, o office) error {
				positions, err := list(ctx, o)
				if err != nil {
					return err
				}
				return o.billing.EndAttempt(ctx, positions)
			}),
		},
	}
}

// depart puts all notices into a cart and leaves with it.
func depart(ctx context.Context, o office) error {
	positions, err := list(ctx, o)
	if err != nil {
		return err
	}
	cart, err := o.billing.NewCart(ctx, tenant, payer, positions)
	if err != nil {
		return err
	}
	if err := o.billing.CountStart(ctx, tenant, payer); err != nil {
		return err
	}
	return o.billing.BeginAttempt(ctx, cart.ID, positions)
}

func document() billing.Document {
	return billing.Document{
		Number: "2026/1", Issued: friday, Service: "trasporto", Pupil: "P1", Guardian: payer, Amount: 5000,
	}
}

func issue(ctx context.Context, o office) error {
	_, err := o.billing.IssueDocument(ctx, fixture.Municipality(), document())
	return err
}

func change(what billing.Change) func(context.Context, office) error {
	what.Document = document().Number
	return func(ctx context.Context, o office) error {
		_, err := o.billing.ChangeDocument(ctx, fixture.Municipality(), what)
		return err
	}
}

func credit(ctx context.Context, o office) error {
	note := document()
	note.Number, note.Corrects = "2026/2", note.Number
	_, err := o.billing.IssueCreditNote(ctx, fixture.Municipality(), note)
	return err
}

// documents are what the office does with documents.
func documents() []operation {
	changes, notes := []string{"billing.Store.ChangeDocument"}, []string{"billing.Store.IssueCreditNote"}
	withdraw := change(billing.Change{Action: billing.Withdraw})
	elsewhere := change(billing.Change{Action: billing.PayElsewhere, Day: friday, Method: billing.Cash})
	return []operation{
		{name: "issue a document", covers: []string{"billing.Store.IssueDocument"}, begin: plainly(issue)},
		{
			name: "reprice a document", covers: changes,
			begin: after(issue, change(billing.Change{Action: billing.Reprice, Amount: 4000})),
		},
		{name: "withdraw a document", covers: changes, begin: after(issue, withdraw)},
		{name: "take a document's money", covers: changes, begin: after(issue, elsewhere)},
		{name: "credit an open document", covers: notes, begin: after(issue, credit)},
		{name: "credit a paid document", covers: notes, begin: after(func(ctx context.Context, o office) error {
			if err := issue(ctx, o); err != nil {
				return err
			}
			return elsewhere(ctx, o)
		}, credit)},
	}
}

// receipt is a receipt of the parent's newest notice.
func receipt(p billing.Position, id string) pagopa.ReceiptMessage {
	return pagopa.ReceiptMessage{
		Version: pagopa.ReceiptMessageVersion, ReceivedAt: clock(),
		Receipt: pagopa.Receipt{
			ReceiptID: id, NoticeNumber: p.Number, CreditorFiscalCode: fixture.Creditor, CreditorReferenceID: p.Number.IUV(),
			Outcome: "OK", Amount: p.Amount, PSPName: "Banca di Prova", PaidAt: clock(),
		},
	}
}

// settle has the receipts of the parent's newest notice settled.
func settle(edits ...func(*pagopa.Receipt)) func(context.Context, office) error {
	return func(ctx context.Context, o office) error {
		positions, err := list(ctx, o)
		if err != nil {
			return err
		}
		message := receipt(positions[0], "rt-1")
		for _, edit := range edits {
			edit(&message.Receipt)
		}
		_, err = o.billing.Settle(ctx, tenant, message)
		return err
	}
}

// receipts are what the queue of receipts brings.
func receipts() []operation {
	covers := []string{"billing.Store.Settle"}
	another := func(r *pagopa.Receipt) { r.ReceiptID = "rt-2" }
	more := func(r *pagopa.Receipt) { r.Amount++ }
	unknown := func(r *pagopa.Receipt) { r.NoticeNumber = "302999999999999900" }
	paid := func(ctx context.Context, o office) error {
		if err := confirm(ctx, o); err != nil {
			return err
		}
		return settle()(ctx, o)
	}
	handle := func(ctx context.Context, o office) error {
		return o.billing.Handle(ctx, tenant, "rt-2", billing.Refunded)
	}
	twice := func(ctx context.Context, o office) error {
		if err := paid(ctx, o); err != nil {
			return err
		}
		return settle(another)(ctx, o)
	}
	return []operation{
		{name: "settle a top-up", covers: covers, begin: after(confirm, settle())},
		{name: "settle a document", covers: covers, begin: after(issue, settle())},
		{name: "park another amount", covers: covers, begin: after(confirm, settle(more))},
		{name: "park an unknown notice", covers: covers, begin: after(confirm, settle(unknown))},
		{name: "park a second payment", covers: covers, begin: after(paid, settle(another))},
		{name: "park an altered receipt", covers: covers, begin: after(paid, settle(more))},
		{name: "note a refund of a parked receipt", covers: []string{"billing.Store.Handle"}, begin: after(twice, handle)},
	}
}

// published does something with the mark of the parent's newest notice.
func published(do func(context.Context, office, billing.Position, billing.Unpublished) error) func(
	context.Context, office) (func(context.Context, office) error, error) {
	return func(ctx context.Context, o office) (func(context.Context, office) error, error) {
		if err := issue(ctx, o); err != nil {
			return nil, err
		}
		positions, err := list(ctx, o)
		if err != nil {
			return nil, err
		}
		marks, err := o.billing.ToPublish(ctx, tenant)
		if err != nil {
			return nil, err
		}
		return func(ctx context.Context, o office) error { return do(ctx, o, positions[0], marks[0]) }, nil
	}
}

// publications are what becomes of a notice on its way to pagoPA's archive.
func publications() []operation {
	const why = "IBAN unknown"
	return []operation{
		{
			name: "queue a notice", covers: []string{"billing.Store.Queued"},
			begin: published(func(ctx context.Context, o office, _ billing.Position, mark billing.Unpublished) error {
				return o.billing.Queued(ctx, mark)
			}),
		},
		{
			name: "a notice is refused", covers: []string{"billing.Store.Refused"},
			begin: published(func(ctx context.Context, o office, p billing.Position, _ billing.Unpublished) error {
				return o.billing.Refused(ctx, p, why)
			}),
		},
		{
			name: "a notice is published", covers: []string{"billing.Store.Published"},
			begin: published(func(ctx context.Context, o office, p billing.Position, _ billing.Unpublished) error {
				return o.billing.Published(ctx, p)
			}),
		},
		{
			name: "publish again", covers: []string{"billing.Store.Again"}, undone: []problem.Code{problem.NotFound},
			begin: after(func(ctx context.Context, o office) error {
				if err := issue(ctx, o); err != nil {
					return err
				}
				positions, err := list(ctx, o)
				if err != nil {
					return err
				}
				return o.billing.Refused(ctx, positions[0], why)
			}, func(ctx context.Context, o office) error {
				positions, err := list(ctx, o)
				if err != nil {
					return err
				}
				return o.billing.Again(ctx, fixture.Creditor, positions[0].Number)
			}),
		},
	}
}
