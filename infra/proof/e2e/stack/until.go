package stack

import (
	"testing"
	"time"
)

// patience is how long a test waits for something that happens by itself.
const patience = 20 * time.Second

// Until returns once done reports true, and fails the test when that does not happen in time.
func Until(t testing.TB, what string, done func() bool) {
	t.Helper()
	look := time.NewTicker(30 * time.Millisecond)
	defer look.Stop()
	tooLate := time.NewTimer(patience)
	defer tooLate.Stop()
	for !done() {
		select {
		case <-look.C:
		case <-tooLate.C:
			t.Fatalf("after %s still not: %s", patience, what)
		}
	}
}
