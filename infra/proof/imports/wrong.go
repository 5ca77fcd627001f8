package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"slices"

	"serviziscolastici/shared/csvfile"
	"serviziscolastici/shared/imports"
	"serviziscolastici/shared/intake"
)

// isWrong reports whether the row of a pupil and day is wrong: they are spread over all classes and days.
func (t town) isWrong(pupil, day int) bool { return (37*pupil+61*day)%100 < t.wrong }

// cells are the row of a pupil and day. One half of the wrong ones has a mark that there is not, which the row alone tells, the
// other a pupil whom only the tables know not to be there.
func (t town) cells(n, d int) []string {
	cells := []string{t.days[d].Italian(), class(n / pupilsOfClass), pupil(n), string(mark(n, d))}
	switch {
	case t.isWrong(n, d) && (n+d)%2 == 0:
		cells[3] = "presenza?"
	case t.isWrong(n, d):
		cells[2] = "Z" + pupil(n)
	}
	return cells
}

// wrongRows is how many there are.
func (t town) wrongRows() int {
	count := 0
	for range t.wrongOnes {
		count++
	}
	return count
}

// wrongOnes yields the wrong rows by their numbers in the file.
func (t town) wrongOnes(yield func(number int, cells []string) bool) {
	number := 1 // of the header
	for d := range t.days {
		for n := range t.pupils() {
			number++
			if t.isWrong(n, d) && !yield(number, t.cells(n, d)) {
				return
			}
		}
	}
}

// pagesRows is how many rows of a table the office's page shows.
const pagesRows = 20

// checkWrong reads what the office reads of the wrong rows: the first ones on the page, and all of them in the file, in the
// order of the office's file and each with a reason.
func (t town) checkWrong(ctx context.Context, p place, i imports.Import) error {
	if i.Wrong == 0 {
		return nil
	}
	first, err := imports.FirstRows(ctx, p.bucket, i)
	if err != nil {
		return err
	}
	shown := first.Tables[imports.WrongRows]
	if len(shown) != min(i.Wrong, pagesRows) {
		return fmt.Errorf("the page shows %d wrong rows", len(shown))
	}
	table, err := p.table(ctx, imports.WrongRows.Object(i))
	if err != nil {
		return err
	}
	if _, head, err := table.Next(); err != nil || head[len(head)-1] != intake.ReasonColumn {
		return fmt.Errorf("the file of wrong rows begins with %q, %w", head, err)
	}
	for number, want := range t.wrongOnes {
		_, cells, err := table.Next()
		if err != nil || len(cells) != len(want)+1 || !slices.Equal(cells[:len(want)], want) || cells[len(want)] == "" {
			return fmt.Errorf("row %d in the file of wrong rows is %q, want %q and why; %w", number, cells, want, err)
		}
		if len(shown) > 0 {
			if shown[0].Number != number || !slices.Equal(shown[0].Cells, want) || shown[0].Wrong != cells[len(want)] {
				return fmt.Errorf("the page shows %+v, want row %d, %q", shown[0], number, cells)
			}
			shown = shown[1:]
		}
	}
	if _, more, err := table.Next(); !errors.Is(err, io.EOF) {
		return fmt.Errorf("the file of wrong rows goes on with %q, %w", more, err)
	}
	return nil
}

// table opens a table of the bucket.
func (p place) table(ctx context.Context, key string) (*csvfile.Reader, error) {
	object, err := p.bucket.Open(ctx, key)
	if err != nil {
		return nil, err
	}
	content, err := io.ReadAll(object) // the table of a whole year is more than Bucket.Read takes
	if err = errors.Join(err, object.Close()); err != nil {
		return nil, err
	}
	format, err := csvfile.Recognise(bytes.NewReader(content))
	return csvfile.Open(format.Text(bytes.NewReader(content))), err
}
