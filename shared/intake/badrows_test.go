package intake

import "testing"

// badFile is a file with bad rows among good ones.
type badFile struct {
	file, content string
	written       int
	faults        []string // "row column: beginning of the message"
}

// badFiles follow one upon the other: the good rows of the earlier are stored.
func badFiles() []badFile {
	return []badFile{}
}

// Goal: a bad row is reported by file, row and column, and stops no good one.
// Method: files with one or two bad rows among good ones, for every kind of fault.
func TestBadRows(t *testing.T) {
	h := newSmall(t)
	for _, c := range badFiles() {
		r := h.mustLoad(t, c.file, c.content)
		if r.Written != c.written {
			t.Errorf("%s: %d rows written, want %d", c.file, r.Written, c.written)
		}
		expectMessages(t, r, c.faults)
	}
}
