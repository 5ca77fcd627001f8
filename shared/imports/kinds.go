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

// MaySend reports whether a kind of file is one that an operator may send.
func MaySend(who office.Operator, file string) bool {
	return slices.ContainsFunc(Kinds(who), func(k intake.Kind) bool { return k.File == file })
}

// For reports whether an import is for an operator: of the kinds that the operator may send, and, for anybody, what other
// programs called by no name that is known, which was refused without a look.
func (i Import) For(who office.Operator) bool {
	_, known := intake.KindOf(i.File)
	return !known || MaySend(who, i.File)
}
