package billing

import (
	"fmt"

	"serviziscolastici/shared/money"
	"serviziscolastici/shared/tax"
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
	return tax.Split(amount, t.Rate)
}

// Net is the document's amount without the stamp.
func (d Document) Net() money.Cents { return d.Amount - d.Stamp }

// StampAllowed reports whether a document of this tax and amount bears a stamp.
func (d Document) StampAllowed() bool { return d.Tax.Rate == 0 && d.Net() > tax.StampThreshold }
