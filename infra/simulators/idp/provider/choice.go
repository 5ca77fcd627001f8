package provider

import (
	"errors"
	"slices"

	"serviziscolastici/infra/simulators/idp/saml"
)

// Special answers that are no failures by SPID's numbers.
const (
	choiceMinor    = "minor"
	choiceStranger = "stranger"
	choiceLevelOne = "l1"
)

// anomaly is one special answer offered on the login page.
type anomaly struct{ Code, Title string }

// anomalies are SPID's user errors (AgID table of anomalies, 19 to 25 and 30)
// and then the identities that the portal has to refuse or receive kindly.
var anomalies = []anomaly{
	{"nr19", "Credenziali errate più volte (nr19)"},
	{"nr20", "Manca il livello richiesto (nr20)"},
	{"nr21", "Tempo scaduto (nr21)"},
	{"nr22", "Consenso negato (nr22)"},
	{"nr23", "Identità sospesa o revocata (nr23)"},
	{"nr24", "Riservato (nr24)"},
	{"nr25", "Annullato da te (nr25)"},
	{"nr30", "Identità di tipo sbagliato (nr30)"},
	{choiceMinor, "Una persona minorenne"},
	{choiceStranger, "Una persona senza figli iscritti"},
	{choiceLevelOne, "Accesso riuscito, ma solo di livello 1"},
}

// choose turns the button pressed on the login page into an answer.
func choose(fiscalCode, special string, people []Person, level int) (saml.Answer, error) {
	known := func(a anomaly) bool { return a.Code == special }
	switch {
	case special == choiceMinor:
		return saml.Answer{Level: level, Attributes: minor().attributes()}, nil
	case special == choiceStranger:
		return saml.Answer{Level: level, Attributes: stranger().attributes()}, nil
	case special == choiceLevelOne:
		return saml.Answer{Level: 1, Attributes: people[0].attributes()}, nil
	case slices.ContainsFunc(anomalies, known):
		return saml.Answer{Anomaly: special}, nil
	}
	for _, person := range people {
		if person.FiscalCode == fiscalCode {
			return saml.Answer{Level: level, Attributes: person.attributes()}, nil
		}
	}
	return saml.Answer{}, errors.New("la scelta non è fra quelle offerte")
}
