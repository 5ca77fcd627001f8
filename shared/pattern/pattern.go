// Package pattern tells whether a text has a form. An expression is compiled when a text is first
// held to it, so that a function does not start with the forms of texts that it may never meet
// (infra/decisions/0013-speed.md).
package pattern

import (
	"regexp"
	"sync"
)

// Pattern returns the expression of a form, compiled at the first call. It may be called from
// several goroutines.
type Pattern func() *regexp.Regexp

// Of returns the pattern of an expression in the syntax of package regexp. One with a mistake
// panics when it is first used; a test of infra/proof/architecture compiles them all.
func Of(expression string) Pattern {
	return sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(expression) })
}

// Matches reports whether the expression is found in the text.
func (p Pattern) Matches(text string) bool { return p().MatchString(text) }
