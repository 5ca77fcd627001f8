// Package beside does several things at the same time for somebody who waits for all of them. A panic in a goroutine of
// its own ends the process, and with it what others have under way: here it is the panic of who waits, who answers for it.
package beside

import (
	"context"
	"errors"
	"runtime"
	"sync"

	"golang.org/x/sync/errgroup"

	"serviziscolastici/shared/lambdahost"
)

// Group is an errgroup.Group whose panics are raised again by Wait.
type Group struct {
	work  *errgroup.Group
	mutex sync.Mutex
	cause any // of the first panic, nil without one
}

// New returns a group without a limit.
func New() *Group { return &Group{work: new(errgroup.Group)} }

// WithContext returns a group with a context that ends when one of its works fails or panics.
func WithContext(ctx context.Context) (*Group, context.Context) {
	work, ctx := errgroup.WithContext(ctx)
	return &Group{work: work}, ctx
}

// SetLimit bounds how much is done at once. It comes before Go.
func (g *Group) SetLimit(n int) { g.work.SetLimit(n) }

// Go does some work beside.
func (g *Group) Go(work func() error) {
	g.work.Go(func() (err error) {
		defer func() {
			if cause := recover(); cause != nil {
				g.keep(cause)
				err = errPanic
			}
		}()
		return work()
	})
}

// errPanic ends the context of a group; Wait panics instead of returning it.
var errPanic = errors.New("a panic beside")

// keep keeps the cause of the panic under way. Raised again it would hide the place of a mistake that the runtime found,
// which therefore says it; what code panics with stays what it is.
func (g *Group) keep(cause any) {
	if mistake, of := cause.(runtime.Error); of {
		cause = elsewhere{mistake, lambdahost.Panicked()}
	}
	g.mutex.Lock()
	defer g.mutex.Unlock()
	if g.cause == nil {
		g.cause = cause
	}
}

// Wait returns the error of the first that failed when all have ended, and raises the first panic again.
func (g *Group) Wait() error {
	err := g.work.Wait()
	if g.cause != nil {
		panic(g.cause)
	}
	return err
}

// elsewhere is a mistake that the runtime found in another goroutine, with the place.
type elsewhere struct {
	mistake runtime.Error
	place   string
}

func (e elsewhere) Error() string { return e.mistake.Error() + ", at " + e.place }

// RuntimeError marks it as the runtime's.
func (e elsewhere) RuntimeError() {}

// Together makes several reads at the same time and returns the error of the first that failed.
func Together(reads ...func() error) error {
	all := New()
	for _, read := range reads {
		all.Go(read)
	}
	return all.Wait()
}

// Into is a read for Together: it keeps what read returns in place, whose owner must not look at it before Together has
// returned.
func Into[T any](place *T, read func() (T, error)) func() error {
	return func() error {
		value, err := read()
		*place = value
		return err
	}
}
