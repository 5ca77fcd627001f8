package e2e_test

import (
	"testing"

	"serviziscolastici/infra/proof/e2e/stack"
)

// Goal: Case 61, pagoPA's archive knows an open notice as its document was issued, and what it knows
// is not published again. Method: sweep twice, look at the archive after each.
func TestArchiveIsTold(t *testing.T) {
	notice := openNotices(t, 1)[0]
	portal.Invoke(t, "NoticesFunction", map[string]string{}, nil)
	stack.Until(t, "the archive knows the notice", func() bool { return portal.Archived(t, notice) != nil })
	portal.Drain(t, "NoticesQueue")
	known := portal.Archived(t, notice)
	if known.Amount != int64(find(t, notice).Amount) || known.IUV != notice[1:] {
		t.Errorf("archived %+v", known)
	}
	portal.Invoke(t, "NoticesFunction", map[string]string{}, nil)
	portal.Drain(t, "NoticesQueue")
	if again := portal.Archived(t, notice); again.Times != known.Times {
		t.Errorf("published %d times, then %d", known.Times, again.Times)
	}
	if dead := portal.Take(t, "NoticesDeadLetters"); len(dead) != 0 {
		t.Errorf("dead letters %v", dead)
	}
}
