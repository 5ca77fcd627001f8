package pattern_test

import (
	"sync"
	"testing"

	"serviziscolastici/shared/pattern"
)

// Goal: a pattern tells texts of its form from others, for everybody who asks at once. Method: a notice
// number's form, asked by many goroutines from the first call on.
func TestMatches(t *testing.T) {
	numbers := pattern.Of(`^[0-9]{18}$`)
	var all sync.WaitGroup
	for range 50 {
		all.Go(func() {
			for text, want := range map[string]bool{
				"302000000000000001": true, "": false, "30200000000000000": false, "302000000000000001\n": false,
				"3020000000000000012": false, "30200000000000000a": false,
			} {
				if got := numbers.Matches(text); got != want {
					t.Errorf("%q: %v", text, got)
				}
			}
		})
	}
	all.Wait()
}

// Goal: an expression costs nothing until it is used, and one that is wrong says so then. Method: one with
// an open bracket.
func TestWrongExpression(t *testing.T) {
	wrong := pattern.Of(`[`)
	defer func() {
		if recover() == nil {
			t.Error("a wrong expression was used")
		}
	}()
	wrong.Matches("x")
}
