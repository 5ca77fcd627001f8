package e2e_test

import (
	"encoding/json"
	"slices"
	"testing"
	"time"

	"serviziscolastici/infra/proof/e2e/stack"
	"serviziscolastici/shared/billing"
	"serviziscolastici/shared/dynamo"
	"serviziscolastici/shared/money"
	"serviziscolastici/shared/pagopa"
)

const (
	tenant   = "c_x000"
	creditor = "77777777777"
)

// Goal: a receipt that comes many times, at once and again later, credits once.
// Method: pay a top-up while the node sends three more copies, then repeat the receipt by hand.
func TestReceiptRepeated(t *testing.T) {
	p := logIn(t, chiara)
	before := p.credit("A006")
	portal.Behave(t, stack.Behaviour{Duplicate: 3})
	mask := p.topUp(map[string]string{"A006": "12"})
	number := noticesOf(mask)[0]
	payNow(mask)
	var receipt stack.Receipt
	stack.Until(t, "all copies are sent", func() bool {
		receipt = portal.ReceiptsOf(t, number)[0]
		return len(receipt.Attempts) == 4
	})
	portal.Repeat(t, receipt.ID)
	portal.Drain(t, "ReceiptsQueue")
	expectCredits(t, p, map[string]money.Cents{"A006": before + 1200})
	if parked := parkedReasons(t); parked[receipt.ID] != "" {
		t.Errorf("a copy was parked: %s", parked[receipt.ID])
	}
}

// Goal: money that fits no open notice is kept for the office and changes no account.
// Method: pay a notice twice, pay an unknown one, pay another amount; look at what is parked.
func TestReceiptParked(t *testing.T) {
	p := logIn(t, paolo)
	mask := p.topUp(map[string]string{"A004": "15", "A005": "16"})
	numbers := noticesOf(mask)
	first := portal.Pay(t, stack.Payment{Notice: numbers[0]})
	portal.Drain(t, "ReceiptsQueue")
	before := p.credits("A003", "A004", "A005")

	unknown, err := pagopa.NewNoticeNumber("02", 4711)
	if err != nil {
		t.Fatal(err)
	}
	again := portal.Pay(t, stack.Payment{Notice: numbers[0]})
	strange := portal.Pay(t, stack.Payment{Notice: unknown.String(), Unknown: true})
	other := portal.Pay(t, stack.Payment{Notice: numbers[1], AmountCents: 1})
	portal.Drain(t, "ReceiptsQueue")

	parked := parkedReasons(t)
	for receipt, want := range map[string]billing.Reason{
		first[0]: "", again[0]: billing.AlreadyPaid, strange[0]: billing.UnknownNotice,
		other[0]: billing.OtherAmount,
	} {
		if parked[receipt] != want {
			t.Errorf("receipt %s is parked as %q, want %q", receipt, parked[receipt], want)
		}
	}
	expectCredits(t, p, before)
	p.Open("/pagamenti").Expect(200, grouped(numbers[1]))
}

// Goal: two payments of one notice at the same moment credit once; the other waits for the office.
// Method: the node pays twice at once.
func TestReceiptsCollide(t *testing.T) {
	p := logIn(t, giuseppe)
	before := p.credit("A011")
	number := noticesOf(p.topUp(map[string]string{"A011": "18"}))[0]
	receipts := portal.Pay(t, stack.Payment{Notice: number, Times: 2})
	portal.Drain(t, "ReceiptsQueue")
	expectCredits(t, p, map[string]money.Cents{"A011": before + 1800})
	parked := parkedReasons(t)
	if parked[receipts[0]]+parked[receipts[1]] != billing.AlreadyPaid {
		t.Errorf("parked as %q and %q", parked[receipts[0]], parked[receipts[1]])
	}
}

// Goal: a message that SQS delivers twice acts once, and a malformed one reaches the dead letters
// alone while its neighbours are applied. Method: put both kinds into the queue past the station.
func TestReceiptRedelivered(t *testing.T) {
	numbers := openNotices(t, 2)
	first, second := message(t, numbers[0]), message(t, numbers[1])
	portal.Send(t, "ReceiptsQueue", first, "this is no receipt", second, first)
	expectDead(t, "ReceiptsDeadLetters", "this is no receipt")
	portal.Drain(t, "ReceiptsQueue")
	for _, number := range numbers {
		if position := find(t, number); position.State != billing.Paid || position.Payment == nil {
			t.Errorf("notice %s is %s", number, position.State)
		}
	}
	if parked := parkedReasons(t); parked[receiptID(numbers[0])] != "" {
		t.Errorf("the second delivery was parked: %s", parked[receiptID(numbers[0])])
	}
}

// expectDead waits for a message among the dead letters; it has to be there alone.
func expectDead(t *testing.T, deadLetters, body string) {
	t.Helper()
	var dead []string
	stack.Until(t, "the malformed message is a dead letter", func() bool {
		dead = append(dead, portal.Take(t, deadLetters)...)
		return len(dead) > 0
	})
	if !slices.Equal(dead, []string{body}) {
		t.Errorf("%s: %q", deadLetters, dead)
	}
}

// books reads debt positions and parked receipts straight from the table.
func books() billing.Store { return billing.Store{Ledger: portal.Table("LedgerTable")} }

func find(t *testing.T, number string) billing.Position {
	t.Helper()
	position, err := books().Find(t.Context(), creditor, pagopa.NoticeNumber(number))
	if err != nil {
		t.Fatal(err)
	}
	return position
}

// parkedReasons lists why receipts wait for the office, by receipt id.
func parkedReasons(t *testing.T) map[string]billing.Reason {
	t.Helper()
	table, reasons := portal.Table("LedgerTable"), map[string]billing.Reason{}
	parked, err := dynamo.Query[billing.ParkedReceipt](t.Context(), table, dynamo.ParkedReceipts(tenant))
	if err != nil {
		t.Fatal(err)
	}
	for _, one := range parked {
		if len(one.Raw) == 0 {
			t.Errorf("the parked receipt %s lost its message", one.Receipt.ReceiptID)
		}
		reasons[one.Receipt.ReceiptID] = one.Reason
	}
	return reasons
}

// openNotices finds open notices of documents that no parent of the other tests has.
func openNotices(t *testing.T, wanted int) []string {
	t.Helper()
	var numbers []string
	for _, notice := range portal.Demo.OpenNotices {
		position := find(t, notice.Number)
		if position.State == billing.Open && position.Pupil > "A012" && len(numbers) < wanted {
			numbers = append(numbers, notice.Number)
		}
	}
	if len(numbers) < wanted {
		t.Fatalf("the demo has only the notices %v left", numbers)
	}
	return numbers
}

func receiptID(notice string) string { return "e2e-" + notice }

// message is a receipt of a notice as the station queues it.
func message(t *testing.T, number string) string {
	t.Helper()
	position := find(t, number)
	body, err := json.Marshal(pagopa.ReceiptMessage{
		Version: pagopa.ReceiptMessageVersion, ReceivedAt: stack.Now(), Raw: []byte("<receipt/>"),
		Receipt: pagopa.Receipt{
			ReceiptID: receiptID(number), NoticeNumber: position.Number, CreditorFiscalCode: creditor,
			CreditorReferenceID: position.Number.IUV(), Outcome: "OK", Amount: position.Amount,
			PSPName: "Banca di prova", PaidAt: stack.Now().Add(-time.Hour), Transfers: position.Transfers,
		},
	})
	if err != nil {
		t.Fatal(err)
	}
	return string(body)
}
