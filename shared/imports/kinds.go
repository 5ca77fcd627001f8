package imports

import (
	"slices"

	"serviziscolastici/shared/intake"
	"serviziscolastici/shared/office"
)

// Kinds are those that an operator may send.
func Kinds(who office.Operator) []intake.Kind {
	return slices.DeleteFunc(intake.Kinds(), func(k intake.Kind) bool { return !isFor(who, k.File) })
}

// MaySend reports whether a kind of file is one that an operator may send.
func MaySend(who office.Operator, file string) bool {
	_, known := intake.KindOf(file)
	return known && isFor(who, file)
}

// For reports whether an import is for an operator: of the kinds that the operator may send, and, for anybody, what other
// programs called by no name that is known, which was refused without a look.
func (i Import) For(who office.Operator) bool { return isFor(who, i.File) }

// isFor tells by a file's name alone, as the desk asks of a hundred imports. Operators are added one by one, on their own page.
func isFor(who office.Operator, file string) bool {
	return file != "operatori.csv" && (file != "comune.csv" || who.Has(office.Administrator))
}
