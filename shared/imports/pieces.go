package imports

import (
	"bytes"
	"context"
	"encoding/json"

	"serviziscolastici/shared/intake"
)

// check rehearses the next piece.
func (w Worker) check(ctx context.Context, i Import) (Import, error) {
	lines, err := w.lines(ctx, i.piece(i.Next))
	if err != nil {
		return i, err
	}
	result, err := w.Loader.Rehearse(ctx, i.Tenant, i.of(lines))
	if err != nil {
		return i, err
	}
	if i.Returned, err = i.Returned.Add(result.Returned); err != nil {
		return i, err
	}
	if i.Debited, err = i.Debited.Add(result.Debited); err != nil {
		return i, err
	}
	for n, one := range lines {
		if why, wrong := result.Wrong[one.Number]; wrong {
			lines[n].Wrong = why
			i.Wrong++
			continue
		}
		lines[n] = i.became(one, result)
		switch lines[n].Outcome {
		case intake.Added:
			i.Added++
		case intake.Changed:
			i.Changed++
		default:
			lines[n].Outcome = intake.Unchanged
			i.Unchanged++
		}
	}
	if err := w.putLines(ctx, i.checked(i.Next), lines); err != nil {
		return i, err
	}
	i.Next++
	return w.Store.advance(ctx, i)
}

// store stores the next piece: the rows of it that the office saw as new or changed.
func (w Worker) store(ctx context.Context, i Import) (Import, error) {
	lines, err := w.lines(ctx, i.checked(i.Next))
	if err != nil {
		return i, err
	}
	var wanted, stored, failed []line
	for _, one := range lines {
		if one.Outcome == intake.Added || one.Outcome == intake.Changed {
			wanted = append(wanted, one)
		}
	}
	if len(wanted) > 0 {
		piece := i.of(wanted)
		piece.Noting = w.noting(i, wanted)
		result, err := w.Loader.Store(i.confirmer().AtWork(ctx), i.Tenant, piece)
		if err != nil {
			return i, err
		}
		for _, one := range wanted {
			// A row that is stored already, by a step that died, keeps what was seen then.
			if outcome := result.Outcomes[one.Number]; outcome == intake.Changed || outcome == intake.Added {
				one = i.became(one, result)
			}
			if one.Wrong = result.Wrong[one.Number]; one.Wrong != "" {
				failed = append(failed, one)
			} else {
				stored = append(stored, one)
			}
		}
	}
	if err := w.putLines(ctx, i.written(i.Next), i.lasting(stored)); err != nil {
		return i, err
	}
	// Also when none failed: an earlier try that died may have left some.
	if err := w.putLines(ctx, i.failed(i.Next), failed); err != nil {
		return i, err
	}
	i.Failed += len(failed)
	i.Next++
	return w.Store.advance(ctx, i)
}

// became is a line with what became of it.
func (i Import) became(one line, result intake.Result) line {
	one.Outcome, one.Change = result.Outcomes[one.Number], ""
	if change, compared := result.Changes[one.Number]; compared && one.Outcome == intake.Changed {
		one.Change = change.Told(i.layout())
	}
	return one
}

// of is the piece that some lines of a file are.
func (i Import) of(lines []line) intake.Piece {
	layout := i.layout()
	piece := intake.Piece{File: i.File, Layout: layout}
	for _, one := range lines {
		piece.Rows = append(piece.Rows, intake.Row{Number: one.Number, Cells: layout.Pick(one.Cells)})
	}
	return piece
}

// lines reads a piece. The error is bucket.ErrNoObject for one that is not there.
func (w Worker) lines(ctx context.Context, key string) ([]line, error) {
	object, err := w.Files.Open(ctx, key)
	if err != nil {
		return nil, err
	}
	defer func() { _ = object.Close() }()
	return read(object)
}

func (w Worker) putLines(ctx context.Context, key string, lines []line) error {
	var content bytes.Buffer
	encoder := json.NewEncoder(&content)
	for _, one := range lines {
		if err := encoder.Encode(one); err != nil {
			return err
		}
	}
	return w.Files.PutBytes(ctx, key, "application/jsonl", content.Bytes())
}
