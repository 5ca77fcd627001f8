package letters

import (
	"slices"
	"strings"
)

// FileName is what a file about a person is called on the device of who saves it, without its ending, so that files
// of several people can be told apart: "movimenti-anna-maria-2026-11" for "Anna Maria". The other parts stay as they
// are; a name that is empty, or has no such letters, is left out.
func FileName(kind, name string, parts ...string) string {
	all := append([]string{kind}, strings.FieldsFunc(strings.ToLower(ASCII(name)), notLetter)...)
	return strings.Join(slices.Concat(all, parts), "-")
}

func notLetter(r rune) bool { return r < 'a' || r > 'z' }
