package billing_test

import (
	"fmt"
	"sync"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"

	"serviziscolastici/shared/billing"
	"serviziscolastici/shared/calendar"
	"serviziscolastici/shared/dynamo"
	"serviziscolastici/shared/dynamo/dynamotest"
	"serviziscolastici/shared/office"
	"serviziscolastici/shared/pagopa"
	"serviziscolastici/shared/problem"
	"serviziscolastici/shared/waiting"
)

// parkedAs settles a receipt that does not fit and returns it as the office's list has it.
func parkedAs(t *testing.T, store billing.Store, message pagopa.ReceiptMessage) billing.ParkedReceipt {
	t.Helper()
	settle(t, store, message, billing.Parked)
	list, _, err := store.Waiting(t.Context(), town().ID, waiting.ParkedReceipt, "", 50)
	if err != nil {
		t.Fatal(err)
	}
	for _, parked := range list {
		if parked.Receipt.ReceiptID == message.Receipt.ReceiptID {
			return parked
		}
	}
	t.Fatalf("receipt %s does not wait: %+v", message.Receipt.ReceiptID, list)
	return billing.ParkedReceipt{}
}

// again reads a parked receipt as it is now.
func again(t *testing.T, store billing.Store, parked billing.ParkedReceipt) billing.ParkedReceipt {
	t.Helper()
	now, err := store.Parked(t.Context(), town().ID, parked.PaidDay(), parked.ID())
	if err != nil {
		t.Fatal(err)
	}
	return now
}

// waitingFor is how many receipts wait for something.
func waitingFor(t *testing.T, store billing.Store, kind waiting.Kind) int {
	t.Helper()
	count, err := waiting.CountOf(t.Context(), store.Ops, town().ID, kind)
	if err != nil {
		t.Fatal(err)
	}
	return count.N
}

// Goal: the money of a parked receipt gets onto an account once, whatever is sent twice or at once, and then it has no
// other effect. Method: eight credits at once of what was read before, one more after, then each other way.
func TestCreditParked(t *testing.T) {
	store, m := newStore(t), town()
	paid := openTopUps(t, store, "f", billing.PupilAmount{Pupil: "A1", Amount: 2000})[0]
	settle(t, store, receiptFor(paid, "r1"), billing.Settled)
	parked := parkedAs(t, store, receiptFor(paid, "r2"))
	var all sync.WaitGroup
	for range 8 {
		all.Go(func() {
			if err := store.CreditParked(t.Context(), m, parked, "A2"); err != nil {
				t.Error(err)
			}
		})
	}
	all.Wait()
	now := again(t, store, parked)
	if err := store.CreditParked(t.Context(), m, now, "A2"); err != nil {
		t.Errorf("the same again: %v", err)
	}
	if got := balance(t, store, "A2"); got != 2000 {
		t.Errorf("balance %d", got)
	}
	open := openTopUps(t, store, "g", billing.PupilAmount{Pupil: "A1", Amount: 2000})[0]
	for name, try := range map[string]func(billing.ParkedReceipt) error{
		"another pupil": func(p billing.ParkedReceipt) error { return store.CreditParked(t.Context(), m, p, "A1") },
		"a notice":      func(p billing.ParkedReceipt) error { return store.AttachParked(t.Context(), m, p, open) },
		"a refund": func(p billing.ParkedReceipt) error {
			return store.AskRefund(t.Context(), m, p, billing.Payee{}, "", billing.Hand{By: "op1"})
		},
	} {
		for _, read := range []billing.ParkedReceipt{parked, now} { // before and after somebody dealt with it
			if err := try(read); !problem.Is(err, problem.Conflict) {
				t.Errorf("%s: %v", name, err)
			}
		}
	}
	if waitingFor(t, store, waiting.ParkedReceipt) != 0 || balance(t, store, "A1") != 2000 {
		t.Errorf("%d wait, balance %d", waitingFor(t, store, waiting.ParkedReceipt), balance(t, store, "A1"))
	}
	found, err := store.Find(t.Context(), paid.Creditor, paid.Number)
	if err != nil || found.Extras[0].Handled == nil || found.Extras[0].Handled.Pupil != "" {
		t.Errorf("the parent's notice: %+v, %v", found.Extras, err)
	}
}

// Goal: what a release without marks parked waits for the office after the update, and what was dealt with does not.
// Method: three receipts without marks, one of them credited; marked twice.
func TestMarkParked(t *testing.T) {
	store, m, ctx := newStore(t), town(), t.Context()
	paid := openTopUps(t, store, "f", billing.PupilAmount{Pupil: "A1", Amount: 2000})[0]
	settle(t, store, receiptFor(paid, "r1"), billing.Settled)
	credited := parkedAs(t, store, receiptFor(paid, "r2"))
	if err := store.CreditParked(ctx, m, credited, "A1"); err != nil {
		t.Fatal(err)
	}
	for _, id := range []string{"r3", "r4"} {
		waits := parkedAs(t, store, receiptFor(paid, id))
		mark := dynamo.Waiting(m.ID, string(waiting.ParkedReceipt), waits.PaidDay(), waits.ID())
		if err := store.Ops.Delete(ctx, mark); err != nil || waitingFor(t, store, waiting.ParkedReceipt) != 0 {
			t.Fatalf("not as an earlier release has it: %v", err)
		}
	}
	for range 2 {
		if err := store.MarkParked(ctx, m.ID); err != nil {
			t.Fatal(err)
		}
		found, _, err := store.Waiting(ctx, m.ID, waiting.ParkedReceipt, "", 50)
		if err != nil || len(found) != 2 || found[0].ID() != "r3" || found[1].ID() != "r4" {
			t.Errorf("%+v, %v", found, err)
		}
	}
}

// Goal: a parked receipt pays a notice of its amount, whose archive is told, and a top-up's account has it; what does
// not fit is refused and changes nothing. Method: each misfit, then the one that fits, twice.
func TestAttachParked(t *testing.T) {
	store, m := newStore(t), town()
	topUps := openTopUps(t, store, "f", billing.PupilAmount{Pupil: "A1", Amount: 2000},
		billing.PupilAmount{Pupil: "A2", Amount: 2000}, billing.PupilAmount{Pupil: "A3", Amount: 1500})
	paid, fits, other := topUps[0], topUps[1], topUps[2]
	settle(t, store, receiptFor(paid, "r1"), billing.Settled)
	parked := parkedAs(t, store, receiptFor(paid, "r2"))
	late := receiptFor(paid, "r1")
	late.Receipt.Amount = 1500
	altered := parkedAs(t, store, late)
	cancelled := openTopUps(t, store, "g", billing.PupilAmount{Pupil: "A4", Amount: 2000})[0]
	if err := store.CancelTopUp(t.Context(), cancelled); err != nil {
		t.Fatal(err)
	}
	for name, try := range map[string]struct {
		parked billing.ParkedReceipt
		number pagopa.NoticeNumber
	}{
		"another amount": {parked, other.Number}, "paid": {parked, paid.Number}, "cancelled": {parked, cancelled.Number},
		"altered": {altered, other.Number},
	} {
		position, err := store.Find(t.Context(), m.FiscalCode, try.number)
		if err != nil {
			t.Fatal(err)
		}
		if err := store.AttachParked(t.Context(), m, try.parked, position); !problem.Is(err, problem.Conflict) {
			t.Errorf("%s: %v", name, err)
		}
	}
	for range 2 {
		if err := store.AttachParked(t.Context(), m, again(t, store, parked), fits); err != nil {
			t.Fatal(err)
		}
	}
	found, err := store.Find(t.Context(), m.FiscalCode, fits.Number)
	if err != nil || found.State != billing.Paid || found.Payment.Receipt != "r2" || !found.Payment.Attached {
		t.Errorf("%+v, %v", found, err)
	}
	if _, err := store.ReceiptOf(t.Context(), found); !problem.Is(err, problem.NotFound) {
		t.Errorf("the receipt of another notice is printed: %v", err)
	}
	if balance(t, store, "A2") != 2000 || balance(t, store, "A3") != 0 {
		t.Errorf("balances %d and %d", balance(t, store, "A2"), balance(t, store, "A3"))
	}
	marks, err := store.ToPublish(t.Context(), m.ID)
	if err != nil || !publishes(marks, fits.Number, found.Revision) {
		t.Errorf("the archive is not told: %+v, %v", marks, err)
	}
}

func publishes(marks []billing.Unpublished, number pagopa.NoticeNumber, revision int) bool {
	for _, mark := range marks {
		if mark.Number == number && mark.Revision == revision {
			return true
		}
	}
	return false
}

// Goal: a receipt of another amount pays its own notice once the office has changed it, and the notice is held no
// longer. Method: pay a document's notice with too little, lower it, attach.
func TestAttachToItsOwnNotice(t *testing.T) {
	store, m := newStore(t), town()
	position := issued(t, store, billing.Document{
		Number: "2026/9", Issued: calendar.DayOf(noon), Service: "bus", Pupil: "A1", Guardian: "g1", Amount: 8000,
	})
	less := receiptFor(position, "r1")
	less.Receipt.Amount = 5000
	parked := parkedAs(t, store, less)
	change := billing.Change{Document: "2026/9", Action: billing.Reprice, Amount: 5000}
	if _, err := store.ChangeDocument(t.Context(), m, change); err != nil {
		t.Fatal(err)
	}
	held, err := store.Find(t.Context(), m.FiscalCode, position.Number)
	if err != nil || !held.Held() {
		t.Fatalf("not held: %+v, %v", held, err)
	}
	if err := store.AttachParked(t.Context(), m, parked, held); err != nil {
		t.Fatal(err)
	}
	paid, err := store.Find(t.Context(), m.FiscalCode, position.Number)
	if err != nil || paid.State != billing.Paid || paid.Held() || paid.Extras[0].Handled == nil {
		t.Errorf("%+v, %v", paid, err)
	}
}

// Goal: of a payment to another creditor only the municipality's part is there to give. Method: a receipt with two
// parts is credited, and cannot pay a notice.
func TestReceiptOfAnotherCreditor(t *testing.T) {
	store, m := newStore(t), town()
	open := openTopUps(t, store, "f", billing.PupilAmount{Pupil: "A1", Amount: 2000})[0]
	message := receiptFor(open, "r1")
	message.Receipt.CreditorFiscalCode, message.Receipt.NoticeNumber = "00000000000", "302202500000012356"
	message.Receipt.Transfers = []pagopa.Transfer{
		{ID: 1, Amount: 1700, FiscalCode: "00000000000"}, {ID: 2, Amount: 300, FiscalCode: m.FiscalCode},
	}
	parked := parkedAs(t, store, message)
	if err := store.AttachParked(t.Context(), m, parked, open); !problem.Is(err, problem.Conflict) {
		t.Errorf("it paid a notice: %v", err)
	}
	if err := store.CreditParked(t.Context(), m, parked, "A1"); err != nil || balance(t, store, "A1") != 300 {
		t.Errorf("balance %d, %v", balance(t, store, "A1"), err)
	}
}

// Goal: a payment of which nothing came to the municipality moves no money of it. Method: a receipt whose parts are
// another creditor's, credited and refunded.
func TestReceiptWithNothingOwn(t *testing.T) {
	store, m := newStore(t), town()
	message := receiptFor(billing.Position{Number: "302202500000012356", Creditor: "00000000000", Amount: 2000}, "r1")
	message.Receipt.Transfers = []pagopa.Transfer{{ID: 1, Amount: 2000, FiscalCode: "00000000000"}}
	parked := parkedAs(t, store, message)
	if err := store.CreditParked(t.Context(), m, parked, "A1"); !problem.Is(err, problem.Conflict) {
		t.Errorf("credited: %v", err)
	}
	err := store.AskRefund(t.Context(), m, parked, billing.Payee{}, "", billing.Hand{By: "op1"})
	if !problem.Is(err, problem.Conflict) {
		t.Errorf("refunded: %v", err)
	}
	if waitingFor(t, store, waiting.ParkedReceipt) != 1 {
		t.Error("it waits no more")
	}
}

// Goal: a step of a refund that is sent twice is no error, and the same step with anything else in it is refused.
// Method: approve and pay as read afterwards, each again the same way and in others; both of a receipt without a refund.
func TestRefundStepsTwice(t *testing.T) {
	store, m, ctx := newStore(t), town(), t.Context()
	paid := openTopUps(t, store, "f", billing.PupilAmount{Pupil: "A1", Amount: 2000})[0]
	settle(t, store, receiptFor(paid, "r1"), billing.Settled)
	parked := parkedAs(t, store, receiptFor(paid, "r2"))
	today := calendar.DayOf(noon)
	approve := func(by string) error {
		now := again(t, store, parked)
		return store.ApproveRefund(ctx, m.ID, now, revisionOf(now), billing.Hand{By: by})
	}
	pay := func(on calendar.Day, order string) error {
		now := again(t, store, parked)
		return store.PayRefund(ctx, m.ID, now, revisionOf(now), on, order)
	}
	refused := func(what string, err error) {
		t.Helper()
		if !problem.Is(err, problem.Conflict) {
			t.Errorf("%s: %v", what, err)
		}
	}
	refused("approved, but nobody asked", approve("op2"))
	refused("paid, but nobody asked", pay(today, "12"))
	if err := store.AskRefund(ctx, m, parked, billing.Payee{}, "doppio", billing.Hand{By: "op1"}); err != nil {
		t.Fatal(err)
	}
	for range 2 {
		if err := approve("op2"); err != nil {
			t.Fatalf("approved: %v", err)
		}
	}
	refused("approved by a third", approve("op3"))
	for range 2 {
		if err := pay(today, "12"); err != nil {
			t.Fatalf("paid: %v", err)
		}
	}
	refused("paid with another order", pay(today, "13"))
	refused("paid on another day", pay(today.AddDays(-1), "12"))
	if now := again(t, store, parked); now.Refund.Approved.By != "op2" || now.Refund.Order != "12" || now.Refund.PaidOn != today {
		t.Errorf("%+v", now.Refund)
	}
}

// revisionOf is the revision of a receipt's refund, "" for none.
func revisionOf(parked billing.ParkedReceipt) string {
	if parked.Refund == nil {
		return ""
	}
	return parked.Refund.Revision
}

// Goal: a refund takes two people and ends at the treasury's order; until then it can be taken back, and nobody
// decides on what has changed. Method: every step in turn, each first in the ways that are refused.
func TestRefund(t *testing.T) {
	store, m, ctx := newStore(t), town(), t.Context()
	paid := openTopUps(t, store, "f", billing.PupilAmount{Pupil: "A1", Amount: 2000})[0]
	settle(t, store, receiptFor(paid, "r1"), billing.Settled)
	parked := parkedAs(t, store, receiptFor(paid, "r2"))
	first, second := billing.Hand{By: "op1", Name: "Giulia Conti"}, billing.Hand{By: "op2", Name: "Marco Greco"}
	payee := billing.Payee{Name: "Maria Bianchi", FiscalCode: "BNCMRA85A41A794Y", IBAN: m.IBAN}
	ask := func() string {
		t.Helper()
		if err := store.AskRefund(ctx, m, again(t, store, parked), payee, "doppio pagamento", first); err != nil {
			t.Fatal(err)
		}
		return again(t, store, parked).Refund.Revision
	}
	seen := ask()
	if err := store.WithdrawRefund(ctx, m.ID, again(t, store, parked), seen, first); err != nil {
		t.Fatal(err)
	}
	if now := again(t, store, parked); now.Handled != nil || now.Refund != nil || waitingFor(t, store, waiting.ParkedReceipt) != 1 {
		t.Errorf("taken back: %+v", now)
	}
	stale := seen
	seen = ask()
	asked := again(t, store, parked)
	for name, refused := range map[string]struct {
		err  error
		code problem.Code
	}{
		"the same person":    {store.ApproveRefund(ctx, m.ID, asked, seen, first), problem.Forbidden},
		"another refund":     {store.ApproveRefund(ctx, m.ID, asked, stale, second), problem.Conflict},
		"paid unapproved":    {store.PayRefund(ctx, m.ID, asked, seen, calendar.DayOf(noon), "1"), problem.Conflict},
		"credited meanwhile": {store.CreditParked(ctx, m, asked, "A1"), problem.Conflict},
	} {
		if !problem.Is(refused.err, refused.code) {
			t.Errorf("%s: %v", name, refused.err)
		}
	}
	if err := store.ApproveRefund(ctx, m.ID, asked, seen, second); err != nil {
		t.Fatal(err)
	}
	if waitingFor(t, store, waiting.Approval) != 0 || waitingFor(t, store, waiting.Payout) != 1 {
		t.Error("an approved refund waits for approval, or not for its payment")
	}
	if err := store.ApproveRefund(ctx, m.ID, asked, seen, second); !problem.Is(err, problem.Conflict) {
		t.Errorf("approved twice: %v", err)
	}
	approved := again(t, store, parked)
	for _, login := range []string{first.By, "oidc-1"} { // the second is the same person by the municipality's own account
		by := billing.Hand{By: login, Name: first.Name}
		if err := store.WithdrawRefund(ctx, m.ID, approved, approved.Refund.Revision, by); !problem.Is(err, problem.Forbidden) {
			t.Errorf("an approved refund taken back by who asked for it, as %s: %v", login, err)
		}
	}
	for range 2 {
		if listed, err := store.ListRefund(ctx, m.ID, approved); err != nil || !listed { // the second time as it was read before
			t.Fatalf("listed %v, %v", listed, err)
		}
	}
	listedRefund(t, store, again(t, store, parked), m.ID, first, second)
	approved = again(t, store, parked)
	tomorrow := calendar.DayOf(noon).AddDays(1)
	if err := store.PayRefund(ctx, m.ID, approved, approved.Refund.Revision, tomorrow, "12"); !problem.Is(err, problem.Invalid) {
		t.Errorf("paid tomorrow: %v", err)
	}
	if err := store.PayRefund(ctx, m.ID, approved, approved.Refund.Revision, calendar.DayOf(noon), "12"); err != nil {
		t.Fatal(err)
	}
	done := again(t, store, parked)
	if done.Handled.Way != billing.Refunded || done.Refund.Order != "12" || done.Refund.Amount != 2000 {
		t.Errorf("%+v %+v", done.Handled, done.Refund)
	}
	if err := store.WithdrawRefund(ctx, m.ID, done, done.Refund.Revision, second); !problem.Is(err, problem.Conflict) {
		t.Errorf("a paid refund taken back: %v", err)
	}
	found, err := store.Find(ctx, paid.Creditor, paid.Number)
	if err != nil || found.Extras[0].Handled == nil || found.Extras[0].Handled.Way != billing.Refunded {
		t.Errorf("the parent's notice: %+v, %v", found.Extras, err)
	}
	if waitingFor(t, store, waiting.Payout)+waitingFor(t, store, waiting.ParkedReceipt) != 0 || balance(t, store, "A1") != 2000 {
		t.Error("something still waits, or the balance moved")
	}
}

// Goal: lists are read in pages, what waits and what is done apart. Method: five receipts of as many days, two of
// them dealt with, in pages of two.
func TestPagesOfParkedReceipts(t *testing.T) {
	store, m := newStore(t), town()
	paid := openTopUps(t, store, "f", billing.PupilAmount{Pupil: "A1", Amount: 2000})[0]
	settle(t, store, receiptFor(paid, "r0"), billing.Settled)
	for n := range 5 {
		message := receiptFor(paid, fmt.Sprint("r", n+1))
		message.Receipt.PaidAt = noon.AddDate(0, 0, -n)
		settle(t, store, message, billing.Parked)
	}
	for _, id := range []string{"r2", "r4"} {
		if err := store.Handle(t.Context(), m.ID, id, billing.Credited); err != nil {
			t.Fatal(err)
		}
	}
	read := func(page func(from string) ([]billing.ParkedReceipt, string, error)) string {
		t.Helper()
		ids, from := "", ""
		for {
			list, next, err := page(from)
			if err != nil || len(list) > 2 {
				t.Fatalf("%d, %v", len(list), err)
			}
			for _, parked := range list {
				ids += parked.ID() + " "
			}
			if next == "" {
				return ids
			}
			from = next
		}
	}
	waits := read(func(from string) ([]billing.ParkedReceipt, string, error) {
		return store.Waiting(t.Context(), m.ID, waiting.ParkedReceipt, from, 2)
	})
	dealt := read(func(from string) ([]billing.ParkedReceipt, string, error) {
		return store.DealtWith(t.Context(), m.ID, from, 2)
	})
	if waits != "r5 r3 r1 " || dealt != "r2 r4 " {
		t.Errorf("%q wait, %q are dealt with", waits, dealt)
	}
	if all, next, err := store.DealtWith(t.Context(), m.ID, "", 5); err != nil || len(all) != 2 || next != "" {
		t.Errorf("a page that looks at just all of them: %d, next %q, %v", len(all), next, err)
	}
}

// Goal: what an operator does with money carries the record of it. Method: credit under an operator's deed, and look
// for the mark on the entry and the receipt.
func TestDeedOfAnOperatorIsMarked(t *testing.T) {
	store, m := newStore(t), town()
	paid := openTopUps(t, store, "f", billing.PupilAmount{Pupil: "A1", Amount: 2000})[0]
	settle(t, store, receiptFor(paid, "r1"), billing.Settled)
	parked := parkedAs(t, store, receiptFor(paid, "r2"))
	log := office.Log{Table: dynamotest.Table(t), Clock: func() time.Time { return noon }}
	ctx := log.Noting(t.Context(), m.ID, office.Operator{ID: "op1"}, office.Deed{Action: office.PaymentCredited})
	if err := store.CreditParked(ctx, m, parked, "A1"); err != nil {
		t.Fatal(err)
	}
	records, _, err := log.Month(t.Context(), m.ID, calendar.DayOf(noon).Month(), "", 9)
	if err != nil || len(records) != 1 {
		t.Fatalf("%+v, %v", records, err)
	}
	if got := marksIn(t, store.Ledger); len(got) != 2 || got[0] != records[0].Mark || got[1] != records[0].Mark {
		t.Errorf("marks %v of record %s", got, records[0].Mark)
	}
}

// marksIn are the marks of operators' records in a table.
func marksIn(t *testing.T, table dynamo.Table) []string {
	t.Helper()
	page, err := table.Client.Scan(t.Context(), &dynamodb.ScanInput{TableName: &table.Name})
	if err != nil {
		t.Fatal(err)
	}
	var marks []string
	for _, item := range page.Items {
		if mark, marked := item["audit"].(*types.AttributeValueMemberS); marked {
			marks = append(marks, mark.Value)
		}
	}
	return marks
}

// listedRefund fails unless a refund that the treasury may be paying is for a third person to take back.
func listedRefund(t *testing.T, store billing.Store, parked billing.ParkedReceipt, tenant string, asked, approved billing.Hand) {
	t.Helper()
	for _, by := range []billing.Hand{asked, approved, {By: "oidc-1", Name: asked.Name}, {By: "oidc-2", Name: approved.Name}} {
		err := store.WithdrawRefund(t.Context(), tenant, parked, parked.Refund.Revision, by)
		if !problem.Is(err, problem.Forbidden) || parked.Refund.TakenBackBy(by) {
			t.Errorf("a listed refund taken back by %s: %v", by.Name, err)
		}
	}
	if parked.Refund.Listed.IsZero() || !parked.Refund.TakenBackBy(billing.Hand{By: "op3", Name: "Elena Ferrari"}) {
		t.Errorf("%+v", parked.Refund)
	}
}
