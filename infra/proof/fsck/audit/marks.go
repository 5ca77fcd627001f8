package audit

import (
	"regexp"
	"slices"
	"strings"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"
)

// unpublished is T#tenant#OUT / number of Ops: what pagoPA's archive has to be told.
type unpublished struct {
	PK       string `dynamodbav:"pk"`
	Tenant   string `dynamodbav:"tenant"`
	Creditor string `dynamodbav:"creditor"`
	Number   string `dynamodbav:"nav"`
	Revision int    `dynamodbav:"revision"`
	Refusal  string `dynamodbav:"refusal"`
}

// ops reads the marks of notices and the messages to parents in the short-lived table, and whether the rest can go when its time
// is over.
func (b *books) ops(item attributes) error {
	pk, sk := text(item, "pk"), text(item, "sk")
	key := pk + " " + sk
	if expires, set := item["expires"]; set {
		if _, counted := expires.(*types.AttributeValueMemberN); !counted {
			kind, _, _ := strings.Cut(pk, "#")
			b.find(Readable, kind+"#…", "expires is no number: DynamoDB never removes such an item")
		}
	}
	if strings.HasPrefix(pk, "M#") {
		b.message(item, pk, sk)
		return nil
	}
	if strings.HasPrefix(pk, "T#") && strings.HasSuffix(pk, "#WAIT") {
		b.waits(pk, sk)
		return nil
	}
	if strings.HasPrefix(pk, "T#") && (strings.HasSuffix(pk, "#FIGURES") || strings.HasSuffix(pk, "#DEBTORS")) {
		b.figure(item, pk, sk)
		return nil
	}
	if !strings.HasPrefix(pk, "T#") || !strings.HasSuffix(pk, "#OUT") {
		return nil
	}
	var m unpublished
	if b.read(item, key, &m) {
		b.report.Waiting++
		b.match(key, "T#"+m.Tenant+"#OUT "+m.Number, key)
		b.marks["N#"+m.Creditor+"#"+m.Number] = m
	}
	return nil
}

// judgeMarks compares what the archive will be told with the notices. Mark and notice change in one
// transaction; a payment alone leaves the mark behind, for pagoPA knows of it.
func (b *books) judgeMarks() {
	for key, m := range b.marks {
		n, found := b.notices[key]
		switch {
		case !found || n.Tenant != m.Tenant:
			b.find(Notice, m.PK+" "+m.Number, "marked for the archive, but there is no such notice")
		case m.Revision > n.revision || n.state == "cancelled" && m.Revision != n.revision:
			b.find(Notice, m.PK+" "+m.Number, "marked for the archive at revision %d, but it is %s at %d",
				m.Revision, n.state, n.revision)
		}
	}
}

// judgeParked holds the reason of each parked receipt against what is stored: money that fits an open
// notice must not wait for the office, and money that does not fit one is told to its parent.
func (b *books) judgeParked() {
	for key, list := range b.parked {
		for _, p := range list {
			n, found := b.notices["N#"+p.Paper.Creditor+"#"+p.Paper.Notice]
			holds, told := false, true
			switch p.Reason {
			case "unknown_notice": // it may have been issued afterwards
				holds, told = true, false
			case "cancelled_notice":
				holds = found && n.state == "cancelled"
			case "already_paid":
				holds = found && n.state == "paid" && n.receipt != p.Paper.ID
			case "other_amount":
				holds = found && (n.amount != p.Paper.Amount || n.issued != 0) // or it was changed since
			case "altered_receipt":
				r, known := b.stored[key]
				holds = known && r.Paper != p.Paper
			}
			if told && found && n.Tenant == p.tenant && !slices.Contains(n.tooMany(), p.id) {
				b.find(Receipt, key+" R", "parked, but its notice %s does not tell the parent", p.Paper.Notice)
			}
			if !holds {
				b.find(Receipt, key+" R", "parked as %q, which is not so", p.Reason)
			}
		}
	}
}

// person is the form of a codice fiscale, with the letters that may stand for digits.
var person = regexp.MustCompile(`[A-Z]{6}[0-9L-NP-V]{2}[A-EHLMPR-T][0-9L-NP-V]{2}[A-Z][0-9L-NP-V]{3}[A-Z]`)

// impersonal finds a key that holds a person's fiscal code: keys appear in addresses and logs. The code that
// verifies a certificate is drawn, and one in 1,400 looks like a person's by chance.
func (b *books) impersonal(key string) {
	if person.MatchString(key) && !strings.HasPrefix(key, "C#CODE#") {
		b.find(Personal, person.ReplaceAllString(key, "…"), "the key holds a person's fiscal code")
	}
}
