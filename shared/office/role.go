package office

import "slices"

// Role is what an operator is there for. A role says which pages open; for Canteen and
// Kitchen the operator's places say for which schools.
type Role string

// The roles, with the names that the office knows.
const (
	Administrator Role = "amministratore" // operators, devices, settings
	Clerk         Role = "ufficio"        // families, presences, tariffs, reports
	Accounting    Role = "ragioneria"     // money: receipts, refunds, figures
	School        Role = "scuola"         // the sheets of named schools
	Kitchen       Role = "cucina"         // the counts of named kitchens
	Reader        Role = "lettura"        // sees, and changes nothing
)

// Roles are all of them, in the order in which pages list them.
func Roles() []Role { return []Role{Administrator, Clerk, Accounting, School, Kitchen, Reader} }

// Known reports whether there is such a role.
func (r Role) Known() bool { return slices.Contains(Roles(), r) }

// Explained says in a line what the role may do.
func (r Role) Explained() string {
	switch r {
	case Administrator:
		return "operatori, dispositivi, e tutto ciò che fa l'ufficio"
	case Clerk:
		return "alunni e famiglie, presenze, tariffe, calendario, segnalazioni"
	case Accounting:
		return "entrate, rimborsi, prospetti"
	case School:
		return "registri delle presenze delle scuole indicate"
	case Kitchen:
		return "pasti da preparare per le cucine indicate"
	case Reader:
		return "vede, senza cambiare nulla"
	default:
		return ""
	}
}
