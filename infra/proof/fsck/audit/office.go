package audit

import (
	"slices"
	"strings"

	"serviziscolastici/shared/money"
)

// handled is what the office did with a parked receipt. Pupil and Notice are empty where it only noted so.
type handled struct {
	Way    string `dynamodbav:"way"`
	Pupil  string `dynamodbav:"pupil"`
	Notice string `dynamodbav:"notice"`
}

// payback is a parked receipt's money on its way back.
type payback struct {
	State  string      `dynamodbav:"state"`
	Amount money.Cents `dynamodbav:"amount"`
	Order  string      `dynamodbav:"order"`
	Asked  struct {
		By string `dynamodbav:"by"`
	} `dynamodbav:"asked"`
	Approved *struct {
		By string `dynamodbav:"by"`
	} `dynamodbav:"approved"`
}

// deed reads a record of what an operator did: the mark that its items carry.
func (b *books) deed(item attributes) error {
	if strings.HasPrefix(text(item, "pk"), "LP#") { // the same record, among those of its pupil
		return nil
	}
	b.report.Deeds++
	if mark := text(item, "audit"); mark != "" {
		b.deeds[mark] = true
	}
	return nil
}

// marked finds what an operator changed without a record of it. Whose hand it was stands in the item by itself: the mark
// alone would not tell a change of the office's pages from one of the command line, which no operator makes.
func (b *books) marked(item attributes, key string) {
	mark := text(item, "audit")
	switch {
	case !b.audited || mark == "" && text(item, "hand") == "":
	case mark == "":
		b.find(Deed, key, "an operator changed it, and made no record of that")
	case !b.deeds[mark]:
		b.find(Deed, key, "an operator changed it, and there is no record of that")
	}
}

// waits reads a mark of something that waits for the office.
func (b *books) waits(pk, sk string) {
	tenant, _ := between(pk, "T#", "#WAIT")
	kind, at, found := strings.Cut(sk, "#")
	if !found || !slices.Contains([]string{"parked", "approval", "payout", "refusal"}, kind) {
		b.find(Readable, pk+" "+sk, "no mark of this form is known")
		return
	}
	if kind == "refusal" { // it is filed by the day of the notice, which the refusal does not tell
		_, at, _ = strings.Cut(at, "#")
	}
	b.waiting[tenant+" "+kind+" "+at] = true
}

// wanted is what a parked receipt waits for, "" for one with which all is done.
func (p parked) wanted() string {
	switch {
	case p.Handled == nil:
		return "parked"
	case p.Refund != nil && p.Refund.State == "asked":
		return "approval"
	case p.Refund != nil && p.Refund.State == "approved":
		return "payout"
	default:
		return ""
	}
}

// judgeOffice holds what the office did with parked receipts against accounts and notices: each has one effect, and
// no more goes back than came.
func (b *books) judgeOffice() {
	effects := map[string]parked{} // by tenant and the receipt's id
	for at, list := range b.parked {
		for _, p := range list {
			b.judgeHandled(at, p)
			effects[p.tenant+" "+p.id] = p
			if wanted := p.wanted(); wanted != "" {
				mark := p.tenant + " " + wanted + " " + p.filed
				if !b.waiting[mark] {
					b.find(Waits, at+" R", "waits as %q, but is not marked so", wanted)
				}
				delete(b.waiting, mark)
			}
		}
	}
	for receipt, list := range b.granted {
		p, known := effects[receipt]
		if !known || p.Handled == nil || p.Handled.Way != "credited" || len(list) > 1 {
			b.find(Receipt, list[0].account, "%d credits of a parked receipt that was not credited, or once", len(list))
		}
	}
	for key, mark := range b.marks {
		if refusal := mark.Tenant + " refusal " + mark.Number; mark.Refusal != "" && !b.waiting[refusal] {
			b.find(Waits, key+" N", "the archive refused it, but nobody is told")
		}
	}
	for mark := range b.waiting {
		if !strings.Contains(mark, " refusal ") { // the archive's next answer takes that one away
			b.find(Waits, mark, "marked as waiting, but nothing waits")
		}
	}
}

func (b *books) judgeHandled(at string, p parked) {
	key, done := at+" R", p.Handled
	credits := b.granted[p.tenant+" "+p.id]
	switch {
	case done == nil && p.Refund != nil:
		b.find(Receipt, key, "a refund of a receipt that waits")
	case done == nil:
	case done.Way == "credited" && done.Pupil != "":
		if len(credits) != 1 || credits[0].account != "A#"+p.tenant+"#"+done.Pupil || credits[0].amount != p.own {
			b.find(Receipt, key, "credited to %s, but the account shows %d credits of it", done.Pupil, len(credits))
		}
	case done.Way == "attached":
		n := b.notices["N#"+p.Paper.Creditor+"#"+done.Notice]
		if n.state != "paid" || !n.attached || n.receipt != p.id || n.amount != p.Paper.Amount {
			b.find(Receipt, key, "attached to notice %s, which was not paid by it", done.Notice)
		}
		b.judgeAttachedTopUp(key, p, n)
	}
	if b.audited && p.Audit == "" && done != nil && (p.Refund != nil || done.Pupil != "" || done.Notice != "") {
		b.find(Deed, key, "dealt with on the office's pages without a record")
	}
	if p.Refund != nil {
		b.judgePayback(key, p)
	}
}

// judgeAttachedTopUp looks for the one entry of a top-up that a parked receipt paid.
func (b *books) judgeAttachedTopUp(key string, p parked, n facts) {
	credits, wanted := b.credits[p.tenant+" "+p.id], 0
	if n.Kind == "topup" {
		wanted = 1
	}
	if len(credits) != wanted {
		b.find(Receipt, key, "attached, and has %d top-ups, not %d", len(credits), wanted)
	}
	for _, c := range credits {
		if c.account != "A#"+n.Tenant+"#"+n.Pupil || c.amount != p.Paper.Amount || c.notice != n.number {
			b.find(Receipt, key, "its top-up of %s has another amount, account or notice", c.account)
		}
	}
}

// judgePayback finds a refund of more than came, one that took a single person, and one of money that has another
// effect.
func (b *books) judgePayback(key string, p parked) {
	refund := p.Refund
	switch {
	case refund.Amount <= 0 || refund.Amount > p.own:
		b.find(Refund, key, "a refund of %d cents of the %d that came", int64(refund.Amount), int64(p.own))
	case refund.State != "asked" && (refund.Approved == nil || refund.Approved.By == refund.Asked.By):
		b.find(Refund, key, "a refund that no second person approved")
	case refund.State == "paid" && refund.Order == "":
		b.find(Refund, key, "a refund paid without an order")
	}
	way := "refunding"
	if refund.State == "paid" {
		way = "refunded"
	}
	if p.Handled != nil && p.Handled.Way != way {
		b.find(Receipt, key, "a refund that is %s of a receipt that is %s", refund.State, p.Handled.Way)
	}
}

// paidByAttached reports whether a parked receipt that the office attached to a notice paid it.
func (b *books) paidByAttached(n facts) bool {
	return n.attached && slices.ContainsFunc(b.parked["R#"+n.creditor+"#"+n.receipt], func(p parked) bool {
		return p.id == n.receipt && p.Handled != nil && p.Handled.Way == "attached" && p.Handled.Notice == n.number
	})
}

// attached reports whether the office attached one of the parked receipts.
func attached(list []parked) bool {
	return slices.ContainsFunc(list, func(p parked) bool { return p.Handled != nil && p.Handled.Way == "attached" })
}
