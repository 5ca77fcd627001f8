package lambdahost_test

import (
	"errors"
	"strings"
	"testing"

	"serviziscolastici/shared/lambdahost"
)

// Goal: a panic is told by its place and without what it says, since that may be a person's data; an
// error stays what it is. Method: work that panics with a text and over its own mistake, and work that fails.
func TestCatchPanic(t *testing.T) {
	text := lambdahost.CatchPanic(func() error { panic("RSSMRA80A01H501U") })
	if text == nil || strings.Contains(text.Error(), "RSSMRA") ||
		!strings.HasPrefix(text.Error(), "panic: string, at serviziscolastici/shared/lambdahost_test.TestCatchPanic") {
		t.Errorf("%v", text)
	}
	mistake := lambdahost.CatchPanic(func() error {
		var marks []int
		return errors.New(string(rune(marks[len(marks)])))
	})
	if mistake == nil || !strings.Contains(mistake.Error(), "index out of range") ||
		!strings.Contains(mistake.Error(), "TestCatchPanic") {
		t.Errorf("%v", mistake)
	}
	failed := errors.New("no")
	if err := lambdahost.CatchPanic(func() error { return failed }); !errors.Is(err, failed) {
		t.Errorf("%v", err)
	}
	if err := lambdahost.CatchPanic(func() error { return nil }); err != nil {
		t.Errorf("%v", err)
	}
}
