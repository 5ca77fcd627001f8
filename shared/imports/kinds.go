package imports

import (
	"slices"

	"serviziscolastici/shared/intake"
	"serviziscolastici/shared/office"
)

// Kinds are those that an operator may send. Operators are added one by one, on their own page.
func Kinds(who office.Operator) []intake.Kind {
	return slices.DeleteFunc(intake.Kinds(), func(k intake.Kind) bool {
		return k.File == "operatori.csv" || k.File == "comune.csv" && !who.Has(office.Administrator)
	})
}

// MayHandle reports whether a kind of file is the operator's.
func MayHandle(who office.Operator, file string) bool {
	return slices.ContainsFunc(Kinds(who), func(k intake.Kind) bool { return k.File == file })
}

// ListedFor reports whether an operator's list has an import: those of the operator's kinds, and what was refused.
func (i Import) ListedFor(who office.Operator) bool {
	return i.State == Refused || MayHandle(who, i.File)
}
