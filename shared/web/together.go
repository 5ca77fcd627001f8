package web

import (
	"serviziscolastici/shared/beside"
	"serviziscolastici/shared/lambdahost"
)

// Together makes several reads at the same time, so that a page takes as long as
// the slowest of them, and returns the error of the first that failed. A panic is
// the error of its read.
func Together(reads ...func() error) error {
	all := beside.New()
	for _, read := range reads {
		all.Go(func() error { return lambdahost.CatchPanic(read) })
	}
	return all.Wait()
}

// Into is a read for Together: see beside.Into.
func Into[T any](place *T, read func() (T, error)) func() error { return beside.Into(place, read) }
