package paper

import "serviziscolastici/shared/money"

// Stamp is the stamp duty (imposta di bollo) of a document: what it adds, and the words that say why
// it is due or not.
type Stamp struct {
	Amount  money.Cents
	Wording string
}

// The stamp duty on documents without VAT (DPR 642/72, art. 13 of the tariff).
const (
	stampDuty      money.Cents = 2_00
	stampThreshold money.Cents = 77_47
)

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
	case untaxed > stampThreshold && authorisation != "":
		return Stamp{stampDuty, "Imposta di bollo di " + stampDuty.String() +
			" assolta in modo virtuale, autorizzazione " + authorisation + "."}
	case untaxed > stampThreshold:
		return Stamp{0, "Documento soggetto a imposta di bollo di " + stampDuty.String() + " sull'originale."}
	case taxed && untaxed == 0:
		return Stamp{0, "Documento relativo a operazioni soggette a IVA, esente da bollo."}
	default:
		return Stamp{0, "Importi senza IVA non superiori a " + stampThreshold.String() +
			": imposta di bollo non dovuta."}
	}
}
