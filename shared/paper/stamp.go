package paper

import (
	"serviziscolastici/shared/money"
	"serviziscolastici/shared/tax"
)

// Stamp is the stamp duty (imposta di bollo) of a document: what it adds, and the words that say why
// it is due or not.
type Stamp struct {
	Amount  money.Cents
	Wording string
}

// StampFor tells the stamp duty of a document with the given lines: 2,00 € when those without VAT add
// up to more than 77,47 €. Authorisation is the tax office's leave to pay it virtually, "n. 123 del
// 01/02/2026"; empty when the Comune has none: the document then asks for a stamp.
func StampFor(lines []Line, authorisation string) Stamp {
	var untaxed money.Cents
	taxed := false
	for _, l := range lines {
		if l.VAT.Rate > 0 {
			taxed = true
		} else {
			untaxed += l.Amount
		}
	}
	switch {
	case untaxed > tax.StampThreshold && authorisation != "":
		return Stamp{tax.StampDuty, "Imposta di bollo di " + tax.StampDuty.String() +
			" assolta in modo virtuale, autorizzazione " + authorisation + "."}
	case untaxed > tax.StampThreshold:
		return Stamp{0, "Documento soggetto a imposta di bollo di " + tax.StampDuty.String() + " sull'originale."}
	case taxed && untaxed == 0:
		return Stamp{0, "Documento relativo a operazioni soggette a IVA, esente da bollo."}
	default:
		return Stamp{0, "Importi senza IVA non superiori a " + tax.StampThreshold.String() +
			": imposta di bollo non dovuta."}
	}
}
