package imports

import (
	"context"
	"errors"
	"time"
)

// Lacks reports whether it was confirmed and rows of it are not stored: the wrong ones, those that failed, or what was lost.
func (i Import) Lacks() bool {
	return i.OKBy != "" && (i.State == Done && i.Failed+i.Wrong > 0 || i.State == Refused)
}

// Open reports whether it lacks rows, and nobody has said yet that they are seen to: no later file tells that.
func (i Import) Open() bool { return i.Lacks() && i.SettledWho == "" }

// Settle keeps who has seen to the rows that an import lacks, or, with "", that they wait again; where that is so already it
// changes nothing. The error is problem.Conflict when somebody was faster.
func (s Store) Settle(ctx context.Context, i Import, who string) (Import, error) {
	if !i.Lacks() {
		return i, errNotNow
	}
	if i.Open() == (who == "") {
		return i, nil
	}
	i.SettledWho, i.SettledAt = who, time.Time{}
	if who != "" {
		i.SettledAt = s.Clock().UTC()
	}
	settled, err := s.advance(ctx, i)
	if errors.Is(err, errMoved) {
		err = errNotNow
	}
	return settled, err
}
