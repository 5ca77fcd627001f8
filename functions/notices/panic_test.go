package main

import (
	"bytes"
	"strings"
	"testing"
)

// T9. Goal: a panic over one notice is the failure of its message alone, logged once and without the
// debtor. Method: three messages in one event, an archive that panics at one call.
func TestPanicFailsItsNoticeAlone(t *testing.T) {
	w, log := newFixture(), new(bytes.Buffer)
	w.answer = func(call int) error {
		if call == 2 {
			panic("cannot archive Mario Rossi")
		}
		return nil
	}
	body := `{"version":1,"creditor":"77777777777","notice":"302202500000012356"}`
	failed, err := w.handle(t, log, body, "", body, body)
	if err != nil || failed != 2 || len(w.noted) != 2 {
		t.Errorf("%d failed, noted %q, %v", failed, w.noted, err)
	}
	if strings.Count(log.String(), "panic: string, at ") != 1 || strings.Contains(log.String(), "Rossi") {
		t.Errorf("logged %s", log)
	}
}
