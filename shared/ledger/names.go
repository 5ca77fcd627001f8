package ledger

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
		if e.Amount > 0 {
			return "Storno"
		}
		return "Rettifica"
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
