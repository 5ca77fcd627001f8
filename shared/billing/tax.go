package billing

import (
	"fmt"

	"serviziscolastici/shared/money"
)

// Tax is how a document's service is taxed: a VAT rate, or the reason why there is
// none. Both are zero when the office did not say.
type Tax struct {
	Rate   int    `dynamodbav:"rate,omitempty"`   // per cent: 4 for a canteen run by the Comune
	Exempt string `dynamodbav:"exempt,omitempty"` // "Esente art. 10 DPR 633/72", "Fuori campo IVA"
}

// String is the tax as a document shows it.
func (t Tax) String() string {
	switch {
	case t.Rate > 0:
		return fmt.Sprintf("IVA %d%%", t.Rate)
	case t.Exempt != "":
		return t.Exempt
	default:
		return "non indicata"
	}
}

// Split divides an amount that includes the tax into what is taxed, rounded to the
// cent, and the tax.
func (t Tax) Split(amount money.Cents) (money.Cents, money.Cents) {
	if t.Rate <= 0 {
		return amount, 0
	}
	whole := money.Cents(100 + t.Rate)
	net := amount/whole*100 + (2*(amount%whole)*100+whole)/(2*whole)
	return net, amount - net
}

// StampDuty is the stamp on a document without VAT (DPR 642/72, tariff, art. 13),
// due above StampThreshold.
const (
	StampDuty      money.Cents = 2_00
	StampThreshold money.Cents = 77_47
)

// Net is the document's amount without the stamp.
func (d Document) Net() money.Cents { return d.Amount - d.Stamp }

// StampAllowed reports whether a document of this tax and amount bears a stamp.
func (d Document) StampAllowed() bool { return d.Tax.Rate == 0 && d.Net() > StampThreshold }
