package main

import "serviziscolastici/shared/calendar"

// adult is a parent to be invented.
type adult struct {
	name, familyName string
	female           bool
	born             calendar.Day
	place            string
	omocode          bool
	// note makes the adult one of those offered at the simulated login.
	note string
}

// kid is a pupil to be invented. Class is empty where any will do.
type kid struct {
	name, familyName string
	female           bool
	class, place     string
	provisional      bool
	diet             bool
}

// family is a paying parent, perhaps another adult who may look, and children.
// Band is one of ISEE, or nonResident.
type family struct {
	payer  adult
	viewer *adult
	kids   []kid
	band   int
	credit credit
}

// credit is how much is left on the badges on 20 November 2026.
type credit int

const (
	anyCredit credit = iota
	lowCredit
	highCredit
)

// toldFamilies are those that the demo tells of: each shows something else.
func toldFamilies() []family {
	return []family{
		{
			payer: adult{name: "Maria", familyName: "Bianchi", female: true, born: date(1985, 1, 1), place: "A794",
				note: "due figli, credito basso"},
			kids: []kid{{name: "Giulia", familyName: "Ferrari", female: true, class: "PRI-3A"},
				{name: "Luca", familyName: "Ferrari", class: "PRI-1A"}},
			band: 3, credit: lowCredit,
		},
		{
			payer: adult{name: "Paolo", familyName: "Colombo", born: date(1982, 5, 17), place: "F205",
				note: "tre figli in due scuole"},
			kids: []kid{{name: "Elena", familyName: "Colombo", female: true, class: "PRI-4A"},
				{name: "Marco", familyName: "Colombo", class: "PRI-2A"},
				{name: "Sofia", familyName: "Colombo", female: true, class: "INF-API"}},
			band: 4,
		},
		{
			payer: adult{name: "Chiara", familyName: "Rinaldi", female: true, born: date(1987, 9, 23), place: "A794",
				note: "genitore separato, paga per un figlio"},
			viewer: &adult{name: "Davide", familyName: "Moretti", born: date(1984, 2, 8), place: "L219",
				note: "genitore separato, può solo vedere"},
			kids: []kid{{name: "Tommaso", familyName: "Moretti", class: "PRI-2A"}},
			band: 2,
		},
		{
			payer: adult{name: "Youssef", familyName: "El Idrissi", born: date(1980, 11, 30), place: "Z330",
				note: "due figli in due scuole, avvisi in scadenza"},
			kids: []kid{{name: "Amina", familyName: "El Idrissi", female: true, class: "SEC-1A"},
				{name: "Ilyas", familyName: "El Idrissi", class: "PRI-1A"}},
			band: 1,
		},
		{
			payer: adult{name: "Anna", familyName: "D'Angelo", female: true, born: date(1990, 3, 12), place: "H501",
				note: "un figlio con dieta speciale"},
			kids: []kid{{name: "Niccolò", familyName: "D'Angelo", class: "INF-FAR", diet: true}},
			band: 5,
		},
		{
			payer: adult{name: "Francesca", familyName: "Verdi", female: true, born: date(1985, 1, 1), place: "H501",
				note: "una figlia, credito alto, nessun avviso"},
			kids: []kid{{name: "Beatrice", familyName: "Galli", female: true, class: "SEC-2A"}},
			band: nonResident, credit: highCredit,
		},
		{
			payer: adult{name: "Giuseppe", familyName: "Russo", born: date(1979, 7, 4), place: "F205", omocode: true,
				note: "codice fiscale con omocodia, un figlio"},
			kids: []kid{{name: "Antonio", familyName: "Russo", class: "PRI-3A"}},
			band: 4, credit: lowCredit,
		},
		{
			payer: adult{name: "Olena", familyName: "Kovalenko", female: true, born: date(1991, 8, 19), place: "Z138",
				note: "una figlia con codice fiscale provvisorio"},
			kids: []kid{{name: "Daryna", familyName: "Kovalenko", female: true, class: "INF-API", place: "Z138",
				provisional: true}},
			band: 1,
		},
	}
}

// stranger can log in but has no child here, and is in none of the files.
func stranger() adult {
	return adult{name: "Elena", familyName: "Greco", female: true, born: date(1988, 12, 2), place: "L219",
		note: "nessun figlio iscritto"}
}

// The names from which the other families are drawn.
var (
	familyNames = []string{
		"Amato", "Barbieri", "Caruso", "Conti", "De Luca", "Fontana", "Gatti", "Giordano", "Lombardi", "Longo",
		"Mancini", "Marchetti", "Marino", "Martinelli", "Neri", "Orlando", "Pagani", "Parisi", "Pellegrini",
		"Ricci", "Riva", "Rizzo", "Romano", "Sala", "Santoro", "Serra", "Silvestri", "Testa", "Valenti", "Villa",
		"Zanetti", "Dell'Acqua", "Popescu", "Hoxha", "Lo Presti", "Cantù",
	}
	mothers = []string{
		"Alessandra", "Barbara", "Cristina", "Daniela", "Federica", "Giovanna", "Ilaria", "Laura", "Monica",
		"Noemi", "Paola", "Roberta", "Silvia", "Valentina",
	}
	fathers = []string{
		"Alessandro", "Andrea", "Carlo", "Daniele", "Fabio", "Giorgio", "Lorenzo", "Massimo", "Nicola", "Pietro",
		"Roberto", "Stefano", "Umberto", "Vincenzo",
	}
	girls = []string{
		"Agata", "Alice", "Aurora", "Bianca", "Camilla", "Emma", "Gaia", "Ginevra", "Irene", "Margherita",
		"Matilde", "Nina", "Linda", "Sara", "Vittoria", "Zoe",
	}
	boys = []string{
		"Alberto", "Diego", "Edoardo", "Enea", "Filippo", "Francesco", "Gabriele", "Giacomo", "Leonardo", "Mattia",
		"Nathan", "Pietro", "Riccardo", "Samuele", "Simone", "Thomas",
	}
	places  = []string{"A794", "A794", "A794", "F205", "B157", "H501", "L219"}
	streets = []string{
		"Via Roma", "Via dei Tigli", "Via del Mulino", "Vicolo Stretto", "Via Garibaldi", "Via Monte Alto",
		"Piazza della Fontana", "Via dell'Oratorio",
	}
)
