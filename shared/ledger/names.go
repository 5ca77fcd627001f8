package ledger

import "serviziscolastici/shared/school"

// Name is what parents call the entry.
func (e Entry) Name() string {
	switch e.Kind {
	case Meal:
		return "Pasto"
	case TopUp:
		return "Ricarica"
	case Opening:
		return "Saldo iniziale"
	case Refund:
		return "Rimborso"
	case Credit:
		return "Accredito"
	case Correction:
		switch {
		case e.Repriced():
			return "Prezzo corretto"
		case e.Amount > 0:
			return "Storno"
		default:
			return "Rettifica"
		}
	case Adjusted:
		return "Rettifica dell'ufficio"
	case Deposit:
		return "Versamento"
	case Transfer:
		return e.transferName()
	default:
		return "Movimento"
	}
}

// Repriced reports whether a correction is the difference to another price of a meal that was debited, and not a meal that was
// eaten after all or was not.
func (e Entry) Repriced() bool {
	return e.Kind == Correction && e.Meal != nil && school.Mark(e.Meal.Mark).Eaten() && e.Amount != -e.Meal.Price
}

// transferName says which way credit went.
func (e Entry) transferName() string {
	back, out := e.Corrects != "", e.Amount < 0
	switch {
	case back && out:
		return "Credito restituito"
	case back:
		return "Credito tornato"
	case out:
		return "Credito spostato"
	default:
		return "Credito ricevuto"
	}
}
