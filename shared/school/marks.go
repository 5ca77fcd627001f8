package school

import "slices"

// Mark is what the register says of a pupil's meal.
type Mark string

// The marks, as the presence files write them.
const (
	Present  Mark = "P"
	Absent   Mark = "A"
	Plain    Mark = "B" // pasto in bianco: eaten, so debited
	Early    Mark = "U" // uscita anticipata: there in the morning, not at the table
	Unserved Mark = "N" // non servito: at the table, without the meal that was due
)

// Suspended is what counts in place of the register's mark on a day that a closure is for. No register has it.
const Suspended Mark = "S"

// Marks lists all marks, in the order in which pages offer them.
func Marks() []Mark { return []Mark{Present, Absent, Plain, Early, Unserved} }

// Known reports whether there is such a mark.
func (m Mark) Known() bool { return slices.Contains(Marks(), m) }

// Eaten reports whether the mark stands for a meal to debit.
func (m Mark) Eaten() bool { return m == Present || m == Plain }

// Name is the mark in words; "" for none.
func (m Mark) Name() string {
	switch m {
	case Present:
		return "Presente"
	case Absent:
		return "Assente"
	case Plain:
		return "Pasto in bianco"
	case Early:
		return "Uscita anticipata"
	case Unserved:
		return "Non servito"
	case Suspended:
		return "Sospeso"
	default:
		return ""
	}
}

// Reasons are those of which one has to be given with the mark, the usual one first; none for a mark that explains itself.
func (m Mark) Reasons() []Reason {
	switch m {
	case Early:
		return []Reason{WithFamily, BySchool, OutsideSchool}
	case Unserved:
		return []Reason{MealMissing, MealWrong, MealLate}
	default:
		return nil
	}
}

// Reason says why a pupil who came is not charged. It is chosen from a list: words of one's own would tell of health.
type Reason string

// The reasons, as files and the table write them.
const (
	WithFamily    Reason = "famiglia"
	BySchool      Reason = "scuola"
	OutsideSchool Reason = "attivita"
	MealMissing   Reason = "mancante"
	MealWrong     Reason = "errato"
	MealLate      Reason = "ritardo"
)

// Text is the reason in words; "" for none.
func (r Reason) Text() string {
	switch r {
	case WithFamily:
		return "ritirato dalla famiglia"
	case BySchool:
		return "uscita decisa dalla scuola"
	case OutsideSchool:
		return "attività fuori dalla scuola"
	case MealMissing:
		return "pasto mancante"
	case MealWrong:
		return "pasto diverso da quello previsto"
	case MealLate:
		return "consegna in ritardo"
	default:
		return ""
	}
}

// Entry is what is entered of one pupil.
type Entry struct {
	Mark   Mark
	Reason Reason // one of the mark's Reasons, "" when it has none
}

// Whole reports whether the mark is known, and has the reason that it needs and no other.
func (e Entry) Whole() bool {
	reasons := e.Mark.Reasons()
	if len(reasons) == 0 {
		return e.Mark.Known() && e.Reason == ""
	}
	return slices.Contains(reasons, e.Reason)
}

// ReasonWith returns the reason to offer with a mark: the entry's own when it has the mark, else the mark's usual one.
func (e Entry) ReasonWith(m Mark) Reason {
	reasons := m.Reasons()
	switch {
	case len(reasons) == 0:
		return ""
	case e.Mark == m && e.Whole():
		return e.Reason
	default:
		return reasons[0]
	}
}

// Text is the entry in words: "Non servito: pasto mancante".
func (e Entry) Text() string {
	if e.Reason == "" {
		return e.Mark.Name()
	}
	return e.Mark.Name() + ": " + e.Reason.Text()
}
