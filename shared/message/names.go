package message

// Name is what a kind is called on the page of choices.
func (k Kind) Name() string {
	return map[Kind]string{
		NewNotice: "Nuovo avviso di pagamento", DueSoon: "Avviso in scadenza", Overdue: "Avviso scaduto",
		LowCredit: "Credito mensa in esaurimento", Receipt: "Pagamento ricevuto", Certificate: "Attestazione pronta",
		Closure: "Sospensione della mensa", Absence: "Assenza o pasto in bianco: conferma", Answer: "Risposta a una segnalazione",
		News: "Comunicazione dell'ufficio",
	}[k]
}

// Name is what a choice is called there.
func (c Choice) Name() string {
	return map[Choice]string{
		Either: "App IO, altrimenti e-mail", OnlyMail: "Solo e-mail", Both: "App IO ed e-mail", Silence: "Nessun messaggio",
	}[c]
}
