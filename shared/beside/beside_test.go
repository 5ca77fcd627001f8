package beside_test

import (
	"context"
	"errors"
	"strings"
	"sync/atomic"
	"testing"

	"serviziscolastici/shared/beside"
	"serviziscolastici/shared/lambdahost"
)

// raised is what work panics with, nil when it does not.
func raised(work func()) (cause any) {
	defer func() { cause = recover() }()
	work()
	return nil
}

// Goal: a panic beside is the caller's, as it was, and only when the others have ended. Method: one that panics and one
// that ends after it.
func TestPanicIsTheCallers(t *testing.T) {
	type death struct{}
	var ended atomic.Bool
	panicking := make(chan struct{})
	cause := raised(func() {
		_ = beside.Together(
			func() error { defer close(panicking); panic(death{}) },
			func() error { <-panicking; ended.Store(true); return errors.New("another") },
		)
	})
	if cause != (death{}) || !ended.Load() {
		t.Errorf("raised %v, the other ended: %t", cause, ended.Load())
	}
}

// Goal: the place of a mistake is not lost. Method: an index out of range in a group, caught by the caller.
func TestMistakeSaysItsPlace(t *testing.T) {
	err := lambdahost.CatchPanic(func() error {
		return beside.Together(func() error { return broken(nil) })
	})
	if err == nil || !strings.Contains(err.Error(), "index out of range") || !strings.Contains(err.Error(), "beside_test.broken:") {
		t.Errorf("%v", err)
	}
}

func broken(list []error) error { return list[len(list)] }

// Goal: the first failure is the group's, and it and a panic end the others' context. Method: each beside one that waits
// for the context.
func TestContextEnds(t *testing.T) {
	failed := errors.New("failed")
	for name, work := range map[string]func() error{
		"error": func() error { return failed },
		"panic": func() error { panic("a bug") },
	} {
		all, ctx := beside.WithContext(t.Context())
		all.Go(work)
		all.Go(func() error { <-ctx.Done(); return context.Cause(ctx) })
		var err error
		cause := raised(func() { err = all.Wait() })
		if name == "error" && (cause != nil || !errors.Is(err, failed)) || name == "panic" && cause != "a bug" {
			t.Errorf("%s: %v, %v", name, err, cause)
		}
	}
}

// Goal: no more is done at once than the limit, and values arrive in their places. Method: ten reads, two at once.
func TestLimit(t *testing.T) {
	var under, most atomic.Int32
	values := make([]int, 10)
	all := beside.New()
	all.SetLimit(2)
	for i := range values {
		all.Go(beside.Into(&values[i], func() (int, error) {
			if now := under.Add(1); now > most.Load() {
				most.Store(now)
			}
			defer under.Add(-1)
			return i + 1, nil
		}))
	}
	if err := all.Wait(); err != nil || most.Load() > 2 || values[0] != 1 || values[9] != 10 {
		t.Errorf("%v, %d at once, %v", err, most.Load(), values)
	}
}
