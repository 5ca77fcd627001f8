package provider

import (
	"errors"

	"serviziscolastici/infra/local/simulators/idp/saml"
)

// special is an answer offered on the login page beside the people.
type special struct {
	Code, Title string
	// spid and card say whose provider offers it.
	spid, card bool
	answer     func(level int, people []Person) saml.Answer
}

// specials are the failures that the rules number (AgID's table of anomalies; CIE,
// manuale SAML), the identities that the portal has to refuse or receive kindly,
// and then what no honest provider sends.
func specials() []special {
	return []special{
		failure("nr19", "Credenziali errate più volte (nr19)", false),
		failure("nr20", "Manca il livello richiesto (nr20)", false),
		failure("nr21", "Tempo scaduto (nr21)", true),
		failure("nr22", "Consenso negato (nr22)", true),
		{"nr23", "Identità sospesa o revocata (nr23)", true, false, failed("nr23")},
		{"nr23", "Carta scaduta o revocata (nr23)", false, true, failed("nr23")},
		failure("nr24", "Riservato (nr24)", false),
		failure("nr25", "Annullato da te (nr25)", true),
		failure("nr30", "Identità di tipo sbagliato (nr30)", false),
		identity("minor", "Una persona minorenne", minor()),
		identity("stranger", "Una persona senza figli iscritti", stranger()),
		identity("omocodia", "Un codice fiscale da omocodia", homonym()),
		identity("foreigner", "Una persona senza codice fiscale italiano", foreigner()),
		{"l1", "Accesso riuscito, ma solo di livello 1", true, false, func(_ int, people []Person) saml.Answer {
			return saml.Answer{Level: 1, Attributes: people[0].attributes()}
		}},
		wrong("old", "Una risposta scaduta", saml.Old),
		wrong("forged", "Una risposta firmata da un altro", saml.Forged),
		wrong("unsigned", "Una risposta senza firma", saml.Unsigned),
	}
}

func failure(code, title string, card bool) special {
	return special{code, title, true, card, failed(code)}
}

func failed(code string) func(int, []Person) saml.Answer {
	return func(int, []Person) saml.Answer { return saml.Answer{Anomaly: code} }
}

func identity(code, title string, person Person) special {
	return special{code, title, true, true, func(level int, _ []Person) saml.Answer {
		return saml.Answer{Level: level, Attributes: person.attributes()}
	}}
}

func wrong(code, title string, fault saml.Fault) special {
	return special{code, title, true, true, func(level int, people []Person) saml.Answer {
		return saml.Answer{Level: level, Attributes: people[0].attributes(), Fault: fault}
	}}
}

// offered returns the special answers of SPID's provider, or of the identity card's.
func offered(card bool) []special {
	var offers []special
	for _, s := range specials() {
		if card && s.card || !card && s.spid {
			offers = append(offers, s)
		}
	}
	return offers
}

// choose turns the button pressed on the login page into an answer.
func choose(fiscalCode, code string, card bool, people []Person, level int) (saml.Answer, error) {
	for _, s := range offered(card) {
		if s.Code == code {
			return s.answer(level, people), nil
		}
	}
	for _, person := range people {
		if person.FiscalCode == fiscalCode {
			return saml.Answer{Level: level, Attributes: person.attributes()}, nil
		}
	}
	return saml.Answer{}, errors.New("la scelta non è fra quelle offerte")
}
