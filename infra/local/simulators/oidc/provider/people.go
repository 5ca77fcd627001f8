package provider

// ClientID is what the provider knows the portal by.
const ClientID = "servizi-scolastici"

// Groups is how the demo's comune.csv says which group has which roles.
const Groups = "SS-Amministratori=amministratore | Ufficio Scuola=ufficio | SS-Ragioneria=ragioneria | " +
	"SS-Primaria=scuola:PRI | SS-Cucina=cucina:CENTRO | SS-Lettura=lettura"

// Person is an employee of the Comune.
type Person struct {
	Subject, Name, FamilyName, Email string
	Groups                           []string
	Note                             string
}

// People are all employees: one for each group, and one in none that the portal knows.
func People() []Person {
	const domain = "@comune.vallechiara.example.it"
	return []Person{
		{"e-1001", "Anna", "Colombo", "anna.colombo" + domain, []string{"Dipendenti", "SS-Amministratori"}, "sistemi informativi"},
		{"e-1002", "Davide", "Marini", "davide.marini" + domain, []string{"Dipendenti", "Ufficio Scuola"}, "ufficio scuola"},
		{"e-1003", "Laura", "Costa", "laura.costa" + domain, []string{"Dipendenti", "SS-Ragioneria"}, "ragioneria"},
		{"e-1004", "Silvia", "Fontana", "silvia.fontana" + domain, []string{"SS-Primaria"}, "scuola primaria"},
		{"e-1005", "Carlo", "Bruni", "carlo.bruni" + domain, []string{"SS-Cucina"}, "centro cottura"},
		{"e-1006", "Irene", "Longo", "irene.longo" + domain, []string{"Dipendenti", "SS-Lettura"}, "segreteria"},
		{"e-1007", "Paolo", "Serra", "paolo.serra" + domain, []string{"Dipendenti"}, "anagrafe: nessun gruppo dei servizi scolastici"},
	}
}

// Special is an answer that the page offers beside the usual one.
type Special struct{ Code, Title string }

// The special answers.
const (
	OldKey       = "chiave"
	OtherClient  = "destinatario"
	OtherIssuer  = "emittente"
	OtherNonce   = "nonce"
	OverToken    = "scaduto"
	EarlyToken   = "futuro"
	NoGroups     = "gruppi"
	SpentState   = "stato"
	Cancelled    = "annulla"
	Unsigned     = "firma"
	NoToken      = "senza-token"
	StillLogged  = "sessione"
	Silent       = "senza-ora"
	Unverified   = "indirizzo"
	BrokenAnswer = "guasto"
)

// Specials are all of them, in the order of the page.
func Specials() []Special {
	return []Special{
		{OldKey, "Token firmato con una chiave ritirata"}, {Unsigned, "Token senza firma"},
		{OtherClient, "Token per un altro destinatario"}, {OtherIssuer, "Token di un altro emittente"},
		{OtherNonce, "Token di un'altra richiesta (nonce)"}, {OverToken, "Token scaduto"}, {EarlyToken, "Token non ancora valido"},
		{NoGroups, "Token senza gruppi"}, {NoToken, "Nessun token"}, {SpentState, "Ritorno con uno stato già usato"},
		{Cancelled, "Accesso annullato"}, {StillLogged, "Accesso di un'ora fa, senza chiedere nulla"},
		{Silent, "Token senza l'ora dell'accesso"}, {Unverified, "Token con un indirizzo non verificato"}, {BrokenAnswer, "Il sistema non risponde"},
	}
}
