package web

import (
	"sync"

	"serviziscolastici/shared/lambdahost"
)

// Together makes several reads at the same time, so that a page takes as long as
// the slowest of them, and returns the first error in their order. A panic is the
// error of its read.
func Together(reads ...func() error) error {
	errs := make([]error, len(reads))
	var all sync.WaitGroup
	for i, read := range reads {
		all.Go(func() { errs[i] = lambdahost.Guard(read) })
	}
	all.Wait()
	for _, err := range errs {
		if err != nil {
			return err
		}
	}
	return nil
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
