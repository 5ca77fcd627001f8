package audit

import (
	"strings"
	"time"

	"serviziscolastici/shared/money"
)

// municipality is T#tenant / META of Core.
type municipality struct {
	ID         string `dynamodbav:"id"`
	FiscalCode string `dynamodbav:"fiscalCode"`
}

// link is G#guardian / PUPIL#… and T#tenant#P#pupil / GUARD#… of Core.
type link struct {
	Guardian string `dynamodbav:"guardian"`
	Tenant   string `dynamodbav:"tenant"`
	Pupil    string `dynamodbav:"pupil"`
	Role     string `dynamodbav:"role"`
}

// tariff is T#tenant / TARIFF#… of Core.
type tariff struct {
	Price   money.Cents `dynamodbav:"price"`
	Version string      `dynamodbav:"version"`
}

// sheet is T#tenant#CLASS#class / DAY#day of Presence.
type sheet struct {
	Class   string            `dynamodbav:"class"`
	Day     string            `dynamodbav:"day"`
	Marks   map[string]string `dynamodbav:"marks"`
	Version int               `dynamodbav:"version"`
}

// entry is A#tenant#pupil / E#day#… of Ledger.
type entry struct {
	Key      string      `dynamodbav:"sk"`
	Kind     string      `dynamodbav:"kind"`
	Day      string      `dynamodbav:"day"`
	Amount   money.Cents `dynamodbav:"amount"`
	Corrects string      `dynamodbav:"corrects"`
	Note     string      `dynamodbav:"note"`  // of a transfer that the office made, the reason; parents give none
	Audit    string      `dynamodbav:"audit"` // of what an operator posted: the mark of its record
	Posted   time.Time   `dynamodbav:"posted"`
	Meal     *struct {
		Class   string      `dynamodbav:"class"`
		Price   money.Cents `dynamodbav:"price"`
		Version string      `dynamodbav:"version"`
	} `dynamodbav:"meal"`
	TopUp *struct {
		Receipt string `dynamodbav:"receipt"`
		Notice  string `dynamodbav:"notice"`
	} `dynamodbav:"topup"`
	Transfer *struct {
		ID    string `dynamodbav:"id"`
		Other string `dynamodbav:"other"`
	} `dynamodbav:"transfer"`
}

// account is A#tenant#pupil / ~ACC of Ledger.
type account struct {
	Balance money.Cents `dynamodbav:"balance"`
	Version int         `dynamodbav:"version"`
	// Expected is the balance once every open top-up is paid.
	Expected money.Cents `dynamodbav:"expected"`
	Updated  time.Time   `dynamodbav:"updated"`
}

// pointer is N#creditor#number / N of Ledger: what the number of a notice leads to.
type pointer struct {
	Tenant   string `dynamodbav:"tenant"`
	Guardian string `dynamodbav:"guardian"`
	Created  string `dynamodbav:"created"`
	Kind     string `dynamodbav:"kind"`
	Pupil    string `dynamodbav:"pupil"`
}

// position is a notice: B#tenant#guardian / N#day#number of Ledger.
type position struct {
	Creditor string      `dynamodbav:"creditor"`
	Number   string      `dynamodbav:"nav"`
	Tenant   string      `dynamodbav:"tenant"`
	Guardian string      `dynamodbav:"guardian"`
	Pupil    string      `dynamodbav:"pupil"`
	Kind     string      `dynamodbav:"kind"`
	Document string      `dynamodbav:"document"`
	Amount   money.Cents `dynamodbav:"amount"`
	Issued   money.Cents `dynamodbav:"issued"` // the document's amount, when the notice has another by now
	State    string      `dynamodbav:"state"`
	Revision int         `dynamodbav:"revision"`
	Created  time.Time   `dynamodbav:"created"`
	Extras   []struct {
		Receipt string `dynamodbav:"receipt"`
	} `dynamodbav:"extras"`
	Payment *struct {
		Receipt   string `dynamodbav:"receipt"`
		Elsewhere bool   `dynamodbav:"elsewhere"`
		Attached  bool   `dynamodbav:"attached"`
	} `dynamodbav:"payment"`
	Transfers []struct {
		Amount money.Cents `dynamodbav:"Amount"`
	} `dynamodbav:"transfers"`
}

// facts are what a pass remembers of a notice.
type facts struct {
	key string // of the item
	pointer
	creditor, number, document, state, receipt, extras string

	amount, issued, parts money.Cents
	revision              int
	elsewhere, attached   bool
}

func (p position) facts(key, created string) facts {
	f := facts{
		key:      key,
		pointer:  pointer{p.Tenant, p.Guardian, created, p.Kind, p.Pupil},
		creditor: p.Creditor, number: p.Number, document: p.Document, state: p.State, amount: p.Amount,
		issued: p.Issued, revision: p.Revision,
	}
	if p.Payment != nil {
		f.receipt, f.elsewhere, f.attached = p.Payment.Receipt, p.Payment.Elsewhere, p.Payment.Attached
	}
	for _, extra := range p.Extras {
		f.extras += extra.Receipt + "\n"
	}
	for _, part := range p.Transfers {
		f.parts += part.Amount
	}
	return f
}

// tooMany are the receipts that the notice tells the parent of as paid too many.
func (n facts) tooMany() []string { return strings.Split(strings.TrimSuffix(n.extras, "\n"), "\n") }

// firstAmount is what the notice was opened with.
func (n facts) firstAmount() money.Cents {
	if n.issued != 0 {
		return n.issued
	}
	return n.amount
}

// paper is the part of a pagoPA receipt that money depends on, as stored and parked receipts hold it.
type paper struct {
	ID       string      `dynamodbav:"ReceiptID"`
	Notice   string      `dynamodbav:"NoticeNumber"`
	Creditor string      `dynamodbav:"CreditorFiscalCode"`
	Amount   money.Cents `dynamodbav:"Amount"`
}

// stored is R#creditor#receipt / R of Ledger.
type stored struct {
	Tenant  string `dynamodbav:"tenant"`
	Outcome string `dynamodbav:"outcome"`
	Reason  string `dynamodbav:"reason"`
	Paper   paper  `dynamodbav:"receipt"`
}

// parked is T#tenant#PARK / day#receipt of Ledger.
type parked struct {
	Reason  string   `dynamodbav:"reason"`
	Paper   paper    `dynamodbav:"receipt"`
	Handled *handled `dynamodbav:"handled"`
	Refund  *payback `dynamodbav:"refund"`
	Audit   string   `dynamodbav:"audit"`
	tenant  string
	id      string      // in the key: what the office and the notice call it
	filed   string      // the sort key: its day and id
	own     money.Cents // what of the amount is the municipality's
}

// document is D#tenant#id / D of Ledger.
type document struct {
	Tenant string      `dynamodbav:"tenant"`
	Number string      `dynamodbav:"number"`
	Amount money.Cents `dynamodbav:"amount"`
	Notice string      `dynamodbav:"notice"`
	// Corrects is, for a credit note, the number of the document that it takes back.
	Corrects string `dynamodbav:"corrects"`
	Credited string `dynamodbav:"credited"`
}

// batch is T#tenant#B#day / CLASS#class of Ledger.
type batch struct {
	Class    string      `dynamodbav:"class"`
	Day      string      `dynamodbav:"day"`
	Presence int         `dynamodbav:"presence"`
	Meals    int         `dynamodbav:"meals"`
	Total    money.Cents `dynamodbav:"total"`
	Unpriced int         `dynamodbav:"unpriced"`
	Closed   bool        `dynamodbav:"closed"`
	// Bands splits meals and total by the tariff's band; markers of old have none.
	Bands map[string]struct {
		Meals int         `dynamodbav:"meals"`
		Total money.Cents `dynamodbav:"total"`
	} `dynamodbav:"bands"`
}

// class is T#tenant / CLASS#id of Core.
type class struct {
	ID     string `dynamodbav:"id"`
	School string `dynamodbav:"school"`
}

// closure is T#tenant / CLOSED#day#school of Core, with #class#service where it is for one of them.
type closure struct {
	Day       string `dynamodbav:"day"`
	School    string `dynamodbav:"school"`
	Class     string `dynamodbav:"class"`
	Service   string `dynamodbav:"service"`
	Changed   string `dynamodbav:"changed"`
	Withdrawn bool   `dynamodbav:"withdrawn"`
}

// key is the closure's sort key.
func (c closure) key() string {
	if c.Class == "" && c.Service == "" {
		return "CLOSED#" + c.Day + "#" + c.School
	}
	return "CLOSED#" + c.Day + "#" + c.School + "#" + c.Class + "#" + c.Service
}

// between returns what of a key lies between two texts, and whether both are there.
func between(key, before, after string) (string, bool) {
	rest, found := strings.CutPrefix(key, before)
	if !found {
		return "", false
	}
	return strings.CutSuffix(rest, after)
}
