package audit

import (
	"slices"
	"strconv"
	"strings"

	"serviziscolastici/shared/calendar"
	"serviziscolastici/shared/money"
)

func (b *books) noticeItem(item attributes, key string) {
	var p position
	if !b.read(item, key, &p) {
		return
	}
	b.report.Notices++
	created := calendar.DayOf(p.Created).String() // in Rome, where the notice was opened
	b.match(key, "B#"+p.Tenant+"#"+p.Guardian+" N#"+created+"#"+p.Number, key)
	b.inRange(key, p.Amount, 1)
	m, known := b.municipalities[p.Tenant]
	switch {
	case !known || m.FiscalCode != p.Creditor:
		b.find(Tenant, key, "tenant %q is not that creditor", p.Tenant)
	case !validNumber(p.Number):
		b.find(Amount, key, "not a valid notice number")
	}
	at := "N#" + p.Creditor + "#" + p.Number
	if other, twice := b.notices[at]; twice {
		b.find(Notice, key, "a second notice of the number of %s", other.key)
	}
	b.notices[at] = p.facts(key, created)
	if p.Kind == "topup" && p.State == "open" {
		b.promised["A#"+p.Tenant+"#"+p.Pupil] += p.Amount
	}
}

func (b *books) numberItem(item attributes, key string) {
	var p pointer
	if b.read(item, key, &p) {
		b.numbers[strings.TrimSuffix(key, " N")] = p
	}
}

func (b *books) receiptItem(item attributes, key string) {
	var r stored
	if !b.read(item, key, &r) {
		return
	}
	b.report.Receipts++
	b.match(key, "R#"+r.Paper.Creditor+"#"+r.Paper.ID+" R", key)
	b.inRange(key, r.Paper.Amount, 1)
	if own := b.municipalities[r.Tenant].FiscalCode; own != r.Paper.Creditor &&
		(r.Outcome == "settled" || b.partOf(item, key, own) == 0) {
		b.find(Tenant, key, "tenant %q is not that creditor", r.Tenant)
	}
	b.stored[strings.TrimSuffix(key, " R")] = r
}

func (b *books) parkedItem(item attributes, key string) {
	var p parked
	if !b.read(item, key, &p) {
		return
	}
	b.report.Parked++
	tenant, _ := between(strings.Fields(key)[0], "T#", "#PARK")
	own := b.municipalities[tenant].FiscalCode
	if p.own = p.Paper.Amount; own != p.Paper.Creditor {
		if p.own = b.partOf(item, key, own); p.own == 0 {
			b.find(Tenant, key, "tenant %q is not that creditor", tenant)
		}
	}
	at := "R#" + p.Paper.Creditor + "#" + p.Paper.ID
	_, filed, _ := strings.Cut(key, " ")
	_, id, _ := strings.Cut(filed, "#")
	altered := p.Reason == "altered_receipt"
	if id != p.Paper.ID && !(altered && strings.HasPrefix(id, p.Paper.ID+"#")) {
		b.find(Tenant, key, "the parked receipt is %s", p.Paper.ID)
	}
	p.tenant, p.id, p.filed = tenant, id, filed
	for _, other := range b.parked[at] {
		if !altered && other.Reason != "altered_receipt" && other.tenant == tenant {
			b.find(Receipt, key, "the receipt is parked twice")
		}
	}
	b.parked[at] = append(b.parked[at], p)
}

// partOf is what a creditor gets of a payment of another's notice: pagoPA sends such a receipt to the stations of
// both, and it is parked.
func (b *books) partOf(item attributes, key, creditor string) money.Cents {
	var receipt struct {
		Paper struct {
			Transfers []struct {
				Creditor string      `dynamodbav:"FiscalCode"`
				Amount   money.Cents `dynamodbav:"Amount"`
			} `dynamodbav:"Transfers"`
		} `dynamodbav:"receipt"`
	}
	var own money.Cents
	if !b.read(item, key, &receipt) {
		return own
	}
	for _, part := range receipt.Paper.Transfers {
		if part.Creditor == creditor {
			own += part.Amount
		}
	}
	return own
}

func (b *books) documentItem(item attributes, key string) {
	var d document
	if !b.read(item, key, &d) {
		return
	}
	b.match(key, "D#"+d.Tenant+"#"+strings.ReplaceAll(d.Number, "/", "-")+" D", key)
	b.inRange(key, d.Amount, 1)
	b.documents[strings.TrimSuffix(key, " D")] = d
}

// judgeCredit compares a credit note with the document that it takes back.
func (b *books) judgeCredit(key string, note document) {
	original, found := b.documents["D#"+note.Tenant+"#"+strings.ReplaceAll(note.Corrects, "/", "-")]
	if !found || original.Credited != note.Number || note.Amount > original.Amount || note.Notice != "" {
		b.find(Notice, key+" D", "the credit note and its document %s do not agree", note.Corrects)
	}
}

// judge compares what lies in different partitions, once everything has been read.
func (b *books) judge() {
	for l, directions := range b.links {
		if directions != 2 {
			b.find(Tenant, "G#"+l.Guardian+" PUPIL#"+l.Tenant+"#"+l.Pupil, "the link goes one way only")
		}
	}
	b.judgeNights()
	b.judgeFigures()
	b.judgeExpected()
	b.judgeNotices()
	b.judgeReceipts()
	b.judgeParked()
	b.judgeMarks()
	b.judgeOffice()
	b.judgeRefunds()
	b.judgeTransfers()
	b.judgeRegisters()
	for key, d := range b.documents {
		if d.Corrects != "" {
			b.judgeCredit(key, d)
			continue
		}
		if note := b.documents["D#"+d.Tenant+"#"+strings.ReplaceAll(d.Credited, "/", "-")]; d.Credited != "" &&
			note.Corrects != d.Number {
			b.find(Notice, key+" D", "its credit note %s is missing or another", d.Credited)
		}
		n, found := b.notices["N#"+b.municipalities[d.Tenant].FiscalCode+"#"+d.Notice]
		if !found || n.Kind != "document" || "D#"+n.Tenant+"#"+n.document != key || n.firstAmount() != d.Amount {
			b.find(Notice, key+" D", "its notice %s is missing or another", d.Notice)
		}
	}
}

func (b *books) judgeNotices() {
	for at, n := range b.notices {
		key := n.key
		if p, found := b.numbers[at]; !found || p != n.pointer {
			b.find(Notice, key, "its number is missing or leads elsewhere")
		}
		if n.state != "open" && n.revision == 0 {
			b.find(Notice, key, "%s, but never changed", n.state)
		}
		if n.Kind == "topup" && n.elsewhere {
			b.judgeDeposit(n)
		}
		paid, hasPayment := n.state == "paid", (n.receipt != "") != n.elsewhere
		switch {
		case paid != hasPayment:
			b.find(Notice, key, "state %q, but its payment names receipt %q", n.state, n.receipt)
		case n.state != "open" && n.state != "paid" && n.state != "cancelled":
			b.find(Notice, key, "unknown state %q", n.state)
		case paid && !n.elsewhere:
			r, found := b.stored["R#"+n.creditor+"#"+n.receipt]
			if (!found || r.Outcome != "settled" || r.Paper.Notice != n.number) && !b.paidByAttached(n) {
				b.find(Notice, key, "paid, but receipt %s did not settle it", n.receipt)
			}
		}
		for _, extra := range n.tooMany() {
			if extra != "" && !b.isParkedAs(n.creditor, extra) {
				b.find(Receipt, key, "receipt %s is noted as one too many, but is not parked", extra)
			}
		}
		if n.parts != n.amount {
			b.find(Notice, key, "its parts are %d cents of %d", int64(n.parts), int64(n.amount))
		}
		switch d, found := b.documents["D#"+n.Tenant+"#"+n.document]; {
		case n.Kind != "document":
		case !found:
			b.find(Notice, key, "its document %s is missing", n.document)
		case n.state != "cancelled" && d.Notice != n.number:
			b.find(Notice, key, "%s, but document %s has notice %s", n.state, n.document, d.Notice)
		}
	}
	for _, d := range b.deposits {
		b.find(Receipt, d.account, "a deposit under the number %s, which is no such top-up", d.notice)
	}
	for at := range b.numbers {
		if _, found := b.notices[at]; !found {
			b.find(Notice, at+" N", "the number leads to no notice")
		}
	}
}

// judgeDeposit compares a top-up that the office took with the entry that puts it on the account, and strikes that off.
func (b *books) judgeDeposit(n facts) {
	at := n.Tenant + " " + n.number
	if d, found := b.deposits[at]; !found || d.account != "A#"+n.Tenant+"#"+n.Pupil || d.amount != n.amount {
		b.find(Notice, n.key, "a top-up that the office took, which adds to no account, or another amount")
	}
	delete(b.deposits, at)
}

func (b *books) judgeReceipts() {
	settledBy := map[string]string{} // notice to receipt
	for key, r := range b.stored {
		at := "N#" + r.Paper.Creditor + "#" + r.Paper.Notice
		switch r.Outcome {
		case "settled":
			if other, twice := settledBy[at]; twice {
				b.find(Receipt, at+" N", "settled by %s and by %s", min(key, other), max(key, other))
			}
			settledBy[at] = key
			b.judgeSettled(key, r, at)
		case "parked":
			if !b.isParked(key, r) {
				b.find(Receipt, key+" R", "parked, but not among the parked receipts")
			}
		default:
			b.find(Receipt, key+" R", "unknown outcome %q", r.Outcome)
		}
	}
	for receipt, credits := range b.credits {
		tenant, id, _ := strings.Cut(receipt, " ")
		key := "R#" + b.municipalities[tenant].FiscalCode + "#" + id
		if r, found := b.stored[key]; (!found || r.Outcome != "settled") && !attached(b.parked[key]) {
			b.find(Receipt, credits[0].account, "%d top-ups by receipt %s, which settled nothing", len(credits), id)
		}
	}
	for key, list := range b.parked {
		if _, found := b.stored[key]; !found {
			b.find(Receipt, key+" R", "%d parked receipts without their stored receipt", len(list))
		}
	}
}

func (b *books) judgeSettled(key string, r stored, at string) {
	n, found := b.notices[at]
	switch {
	case !found || n.state != "paid" || n.receipt != r.Paper.ID:
		b.find(Receipt, key+" R", "settled, but notice %s was not paid by it", r.Paper.Notice)
	case n.amount != r.Paper.Amount || n.Tenant != r.Tenant:
		b.find(Receipt, key+" R", "settled a notice of %d cents with %d", int64(n.amount), int64(r.Paper.Amount))
	}
	credits := b.credits[r.Tenant+" "+r.Paper.ID]
	wanted := 0
	if n.Kind == "topup" {
		wanted = 1
	}
	if found && len(credits) != wanted {
		b.find(Receipt, key+" R", "has %d top-ups, not %d", len(credits), wanted)
	}
	for _, c := range credits {
		if c.account != "A#"+n.Tenant+"#"+n.Pupil || c.amount != r.Paper.Amount || c.notice != r.Paper.Notice {
			b.find(Receipt, key+" R", "its top-up of %s has another amount, account or notice", c.account)
		}
	}
}

// isParked looks for the parked receipt that a stored receipt announces. One that was altered is parked
// beside the receipt that came first.
func (b *books) isParked(key string, r stored) bool {
	for _, p := range b.parked[key] {
		if p.Reason == r.Reason && p.Paper == r.Paper {
			return true
		}
	}
	return false
}

// isParkedAs reports whether a receipt of a creditor is parked under an id: its own or, when it was altered,
// that with a fingerprint.
func (b *books) isParkedAs(creditor, id string) bool {
	own := id
	if len(b.parked["R#"+creditor+"#"+own]) == 0 {
		own = id[:max(strings.LastIndexByte(id, '#'), 0)]
	}
	return slices.ContainsFunc(b.parked["R#"+creditor+"#"+own], func(p parked) bool { return p.id == id })
}

// validNumber reads a notice number as pagoPA makes it: 18 digits, 3, segregation code, 13 digits,
// and two check digits, the rest of the first 16 by 93. The segregation code is the one of the day
// on which the notice was opened: the municipality may have another by now.
func validNumber(number string) bool {
	if len(number) != 18 || number[:1] != "3" {
		return false
	}
	head, err := strconv.ParseUint(number[:16], 10, 64)
	check, wrong := strconv.ParseUint(number[16:], 10, 64)
	return err == nil && wrong == nil && head%93 == check
}
