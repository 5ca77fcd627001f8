package web

import (
	"golang.org/x/sync/errgroup"

	"serviziscolastici/shared/lambdahost"
)

// Together makes several reads at the same time, so that a page takes as long as
// the slowest of them, and returns the error of the first that failed. A panic is
// the error of its read.
func Together(reads ...func() error) error {
	var all errgroup.Group
	for _, read := range reads {
		all.Go(func() error { return lambdahost.CatchPanic(read) })
	}
	return all.Wait()
}

// Into is a read for Together: it keeps what read returns in place, whose owner
// must not look at it before Together has returned.
func Into[T any](place *T, read func() (T, error)) func() error {
	return func() error {
		value, err := read()
		*place = value
		return err
	}
}
