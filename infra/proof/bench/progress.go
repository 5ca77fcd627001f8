package main

import (
	"fmt"
	"io"
	"os"
)

// progress tells how far long work is: on a terminal with one line that changes,
// in a file with a line for each fifth of the work.
type progress struct {
	out    io.Writer
	live   bool
	what   string
	all    int
	fifths int // told so far, where lines stay
}

// newProgress tells on the standard error.
func newProgress(what string, all int) *progress {
	info, err := os.Stderr.Stat()
	return &progress{out: os.Stderr, live: err == nil && info.Mode()&os.ModeCharDevice != 0, what: what, all: all}
}

func (p *progress) show(done int) {
	if p.live {
		_, _ = fmt.Fprintf(p.out, "\r%s: %d of %d classes", p.what, done, p.all)
		if done == p.all {
			_, _ = fmt.Fprint(p.out, "\r\033[K")
		}
		return
	}
	if fifths := 5 * done / p.all; fifths > p.fifths {
		p.fifths = fifths
		_, _ = fmt.Fprintf(p.out, "%s: %d of %d classes\n", p.what, done, p.all)
	}
}
