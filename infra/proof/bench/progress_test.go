package main

import (
	"bytes"
	"strings"
	"testing"
)

// Goal: a log is not flooded, and a terminal shows the last state and then none. Method: 600 steps to both.
func TestProgress(t *testing.T) {
	var log, terminal bytes.Buffer
	kept := progress{out: &log, what: "night", all: 6000}
	live := progress{out: &terminal, live: true, what: "night", all: 6000}
	for done := 10; done <= 6000; done += 10 {
		kept.show(done)
		live.show(done)
	}
	want := "night: 1200 of 6000 classes\nnight: 2400 of 6000 classes\nnight: 3600 of 6000 classes\n" +
		"night: 4800 of 6000 classes\nnight: 6000 of 6000 classes\n"
	if log.String() != want {
		t.Errorf("kept lines:\n%s", log.String())
	}
	if shown := terminal.String(); strings.Count(shown, "\r") != 601 || !strings.HasSuffix(shown, "\r\033[K") {
		t.Errorf("%d updates, end %q", strings.Count(shown, "\r"), shown[len(shown)-10:])
	}
}
