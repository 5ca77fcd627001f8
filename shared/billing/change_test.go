package billing_test

import (
	"testing"

	"serviziscolastici/shared/billing"
	"serviziscolastici/shared/calendar"
	"serviziscolastici/shared/money"
	"serviziscolastici/shared/pagopa"
	"serviziscolastici/shared/problem"
)

// sharedDocument is a document of 120.00, 30.00 of which go to two other creditors.
func sharedDocument() billing.Document {
	return billing.Document{
		Number: "2026/7", Service: "trasporto", Pupil: "A1", Guardian: "g1", Amount: 12000,
		Description: "Trasporto scolastico", Issued: calendar.NewDay(2026, 10, 1),
		Shares: []billing.Share{
			{FiscalCode: "88888888888", Name: "Unione", IBAN: "IT63O0569611100000009876543", Category: "9/0107102SP/",
				Amount: 2500},
			{FiscalCode: "99999999999", Name: "Provincia", IBAN: "IT63O0569611100000009876543",
				Category: "9/0107102SP/", Amount: 500},
		},
	}
}

// issued issues a document and returns its notice.
func issued(t *testing.T, store billing.Store, document billing.Document) billing.Position {
	t.Helper()
	m := town()
	m.IBANTransport = "IT30N0103076271000001823603"
	if done, err := store.IssueDocument(t.Context(), m, document); err != nil || !done {
		t.Fatalf("issued %v, %v", done, err)
	}
	return noticeOf(t, store, document)
}

// noticeOf returns a document's notice, the only one in its parent's list.
func noticeOf(t *testing.T, store billing.Store, document billing.Document) billing.Position {
	t.Helper()
	kept, err := store.DocumentOf(t.Context(), town().ID, document.Guardian, document.ID())
	if err != nil {
		t.Fatal(err)
	}
	position, err := store.Find(t.Context(), town().FiscalCode, kept.Notice)
	if err != nil {
		t.Fatal(err)
	}
	listed, err := store.ListOf(t.Context(), town().ID, document.Guardian)
	if err != nil || len(listed) != 1 || listed[0].Number != position.Number {
		t.Errorf("listed %+v, %v", listed, err)
	}
	return position
}

// Goal: the parts of a shared document go to each creditor and add up; the municipality's own goes to
// the account of the service. Method: issue one, twice.
func TestShares(t *testing.T) {
	store := newStore(t)
	position := issued(t, store, sharedDocument())
	var total money.Cents
	for i, part := range position.Transfers {
		total += part.Amount
		if part.ID != i+1 {
			t.Errorf("part %d has id %d", i, part.ID)
		}
	}
	own := position.Transfers[0]
	if len(position.Transfers) != 3 || total != 12000 || own.Amount != 9000 || own.FiscalCode != "77777777777" ||
		own.IBAN != "IT30N0103076271000001823603" || position.Transfers[1].FiscalCode != "88888888888" {
		t.Errorf("parts %+v", position.Transfers)
	}
	if done, err := store.IssueDocument(t.Context(), town(), sharedDocument()); done || err != nil {
		t.Errorf("issued again: %v, %v", done, err)
	}
	other := sharedDocument()
	other.Shares[0].Amount++
	if _, err := store.IssueDocument(t.Context(), town(), other); !problem.Is(err, problem.Conflict) {
		t.Errorf("other shares: %v", err)
	}
}

// Goal: shares that leave nothing, or are too many, are refused. Method: one document each.
func TestSharesRefused(t *testing.T) {
	store := newStore(t)
	for name, spoil := range map[string]func(*billing.Document){
		"all of it": func(d *billing.Document) { d.Shares[0].Amount = 11500 },
		"nothing":   func(d *billing.Document) { d.Shares[0].Amount = 0 },
		"five":      func(d *billing.Document) { d.Shares = append(d.Shares, d.Shares[0], d.Shares[0], d.Shares[0]) },
		"overflow":  func(d *billing.Document) { d.Shares[0].Amount = 1 << 62 },
	} {
		document := sharedDocument()
		spoil(&document)
		if _, err := store.IssueDocument(t.Context(), town(), document); !problem.Is(err, problem.Invalid) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// Goal: another amount changes the notice, not the document, is one change however often it is sent, and
// keeps what others get. A receipt of the old amount is parked, one of the new settles. Method: walk.
func TestReprice(t *testing.T) {
	store, document := newStore(t), sharedDocument()
	before := issued(t, store, document)
	change := billing.Change{Document: "2026/7", Action: billing.Reprice, Amount: 10001}
	for _, want := range []bool{true, false} {
		if done, err := store.ChangeDocument(t.Context(), town(), change); err != nil || done != want {
			t.Fatalf("done %v, %v, want %v", done, err, want)
		}
	}
	after := noticeOf(t, store, document)
	if after.Amount != 10001 || after.Issued != 12000 || after.Revision != 1 || after.Transfers[0].Amount != 7001 ||
		after.Transfers[1].Amount != 2500 {
		t.Errorf("after: %+v", after)
	}
	if mark := onlyMark(t, store); mark.Revision != 1 {
		t.Errorf("mark %+v", mark)
	}
	for _, amount := range []money.Cents{0, 3000, -1, money.Max + 1} {
		change.Amount = amount
		if _, err := store.ChangeDocument(t.Context(), town(), change); !problem.Is(err, problem.Invalid) {
			t.Errorf("amount %d: %v", amount, err)
		}
	}
	settle(t, store, receiptFor(before, "r1"), billing.Parked)
	settle(t, store, receiptFor(after, "r2"), billing.Settled)
	change.Amount = 9000
	if _, err := store.ChangeDocument(t.Context(), town(), change); !problem.Is(err, problem.Conflict) {
		t.Errorf("of a paid notice: %v", err)
	}
}

// Goal: an operator changes only the notice that was on the page. Method: a change of the notice as it is, then another
// one by who still sees it as it was, and by who sees what it is now.
func TestChangeOfWhatWasSeen(t *testing.T) {
	store, document := newStore(t), sharedDocument()
	issued(t, store, document)
	change := func(seen int, amount money.Cents) error {
		_, err := store.ChangeDocument(t.Context(), town(), billing.Change{
			Document: document.Number, Action: billing.Reprice, Amount: amount, Seen: seen,
		})
		return err
	}
	if err := change(1, 10000); err != nil {
		t.Fatal(err)
	}
	if err := change(1, 9000); !problem.Is(err, problem.Conflict) || noticeOf(t, store, document).Amount != 10000 {
		t.Errorf("changed by who saw it before: %v", err)
	}
	if err := change(2, 9000); err != nil || noticeOf(t, store, document).Amount != 9000 {
		t.Errorf("changed as it is: %v", err)
	}
}

// Goal: what was paid elsewhere or withdrawn is so once, is to publish, and money that comes all the same
// is kept for refund and seen by the parent. Method: each action twice, a receipt, another action.
func TestPaidElsewhereAndWithdrawn(t *testing.T) {
	for action, want := range map[billing.Action]struct {
		state  billing.State
		reason billing.Reason
	}{
		billing.PayElsewhere: {billing.Paid, billing.AlreadyPaid},
		billing.Withdraw:     {billing.Cancelled, billing.CancelledNotice},
	} {
		store, document := newStore(t), sharedDocument()
		before := issued(t, store, document)
		change := billing.Change{Document: "2026-7", Action: action, Day: calendar.NewDay(2026, 11, 19),
			Method: billing.BankTransfer}
		for _, first := range []bool{true, false} {
			if done, err := store.ChangeDocument(t.Context(), town(), change); err != nil || done != first {
				t.Fatalf("%s: done %v, %v", action, done, err)
			}
		}
		if mark := onlyMark(t, store); mark.Revision != 1 {
			t.Errorf("%s: mark %+v", action, mark)
		}
		settle(t, store, receiptFor(before, "r1"), billing.Parked)
		settle(t, store, receiptFor(before, "r1"), billing.Parked)
		after := noticeOf(t, store, document)
		if after.State != want.state || len(after.Extras) != 1 || after.Extras[0].Reason != want.reason ||
			after.Extras[0].Amount != 12000 || !parkedFor(t, store, want.reason) {
			t.Errorf("%s: %+v", action, after)
		}
		if _, err := store.ReceiptOf(t.Context(), after); !problem.Is(err, problem.NotFound) {
			t.Errorf("%s: a receipt to print: %v", action, err)
		}
		other := billing.Change{Document: "2026/7", Action: billing.Reprice, Amount: 9000}
		if _, err := store.ChangeDocument(t.Context(), town(), other); !problem.Is(err, problem.Conflict) {
			t.Errorf("%s: changed afterwards: %v", action, err)
		}
	}
	_, err := newStore(t).ChangeDocument(t.Context(), town(), billing.Change{Document: "1", Action: billing.Withdraw})
	if !problem.Is(err, problem.NotFound) {
		t.Errorf("an unknown document: %v", err)
	}
}

// Goal: Case 5, a notice that is strict about its due day can be paid on that day and not after it; money
// that comes late all the same settles it (Case 39). Method: the days around it, and a receipt.
func TestStrict(t *testing.T) {
	store, document := newStore(t), sharedDocument()
	document.Due, document.Strict = calendar.NewDay(2026, 11, 19), true
	position := issued(t, store, document)
	if position.Expired(document.Due) || !position.Expired(document.Due.AddDays(1)) {
		t.Error("not at the end of its due day")
	}
	_, err := store.NewCart(t.Context(), town().ID, "g1", []billing.Position{position})
	if !problem.Is(err, problem.Conflict) {
		t.Errorf("a cart of an expired notice: %v", err)
	}
	settle(t, store, receiptFor(position, "r1"), billing.Settled)
	if position.Strict = false; position.Expired(document.Due.AddDays(1)) {
		t.Error("expired without being strict")
	}
}

// Goal: a refused notice is published again once the office has dealt with it. Method: refuse, ask.
func TestPublicationAgain(t *testing.T) {
	store := newStore(t)
	position := openTopUps(t, store, "f", billing.PupilAmount{Pupil: "A1", Amount: 2000})[0]
	if err := store.Again(t.Context(), town().FiscalCode, position.Number); !problem.Is(err, problem.NotFound) {
		t.Errorf("not refused: %v", err)
	}
	if err := store.Refused(t.Context(), position, "status 422"); err != nil {
		t.Fatal(err)
	}
	if refusals, _, err := store.Refusals(t.Context(), town().ID, "", 10); err != nil || len(refusals) != 1 {
		t.Errorf("the office's list: %+v, %v", refusals, err)
	}
	if err := store.Again(t.Context(), town().FiscalCode, position.Number); err != nil {
		t.Fatal(err)
	}
	if refusals, _, err := store.Refusals(t.Context(), town().ID, "", 10); err != nil || len(refusals) != 0 {
		t.Errorf("the office's list afterwards: %+v, %v", refusals, err)
	}
	if mark := onlyMark(t, store); mark.Refusal != "" || !mark.Due(noon) {
		t.Errorf("mark %+v", mark)
	}
	if err := store.Again(t.Context(), town().FiscalCode, pagopa.NoticeNumber("1")); !problem.Is(err, problem.NotFound) {
		t.Errorf("unknown: %v", err)
	}
}
