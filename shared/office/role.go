package office

import "slices"

// Role is what an operator is there for. A role says which pages open; for School and Kitchen the operator's places
// say of which schools and kitchens.
type Role string

// The roles, with the names that the office knows.
const (
	Administrator Role = "amministratore" // everything; alone: operators, the log
	Clerk         Role = "ufficio"        // families, presences, tariffs, files, reports
	Accounting    Role = "ragioneria"     // money: receipts, refunds, accounts, figures
	School        Role = "scuola"         // the sheets of named schools
	Kitchen       Role = "cucina"         // the counts of named kitchens
	Reader        Role = "lettura"        // sees, and changes nothing
)

// Roles are all of them, in the order in which pages list them.
func Roles() []Role { return []Role{Administrator, Clerk, Accounting, School, Kitchen, Reader} }

// Known reports whether there is such a role.
func (r Role) Known() bool { return slices.Contains(Roles(), r) }

// Home is the page on which the operator's work begins: the desk, where things of many pages wait, or the one page of who
// only marks the sheets of a school, or cooks. It is where a login leads, and stands for the desk wherever that is named.
func (o Operator) Home() string {
	switch {
	case o.Has(everywhere()...):
		return "/ufficio"
	case o.Has(School):
		return "/ufficio/presenze"
	default: // Kitchen
		return "/ufficio/cucina"
	}
}

// Explained says in a sentence what the role may do. It names each section that the role opens.
func (r Role) Explained() string {
	switch r {
	case Administrator:
		return "tutto ciò che fanno ufficio e ragioneria, anche approvare e pagare i rimborsi; solo questo ruolo apre " +
			"operatori e registro delle operazioni"
	case Clerk:
		return "alunni e famiglie, conti e avvisi, presenze, cucina, calendario, tariffe, comunicazioni, segnalazioni, " +
			"scadenze ISEE, importazioni, dispositivi; vede entrate e prospetti"
	case Accounting:
		return "entrate, rimborsi (li approva e li paga) e prospetti; vede gli alunni, e ne rettifica i conti, registra " +
			"versamenti, sposta credito e cambia gli avvisi"
	case School:
		return "segna le presenze delle scuole indicate"
	case Kitchen:
		return "vede i pasti che la cucina deve preparare, per le cucine indicate"
	case Reader:
		return "vede, senza cambiare nulla, alunni, presenze, cucina, calendario, tariffe, comunicazioni, segnalazioni " +
			"e prospetti, non l’elenco dei debitori"
	default:
		return ""
	}
}
