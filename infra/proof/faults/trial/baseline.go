package trial

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"sync/atomic"

	"serviziscolastici/infra/proof/faults/queue"
)

// baseline is fsck's baseline of a trial, taken while the functions are at work.
type baseline struct {
	file  *os.File
	begun atomic.Bool
}

func newBaseline() (*baseline, error) {
	file, err := os.CreateTemp("", "baseline-")
	return &baseline{file: file}, err
}

func (b *baseline) close() {
	_ = b.file.Close()
	_ = os.Remove(b.file.Name())
}

// during is the delivery of the evening's messages that, once half of them are handled, does something
// beside the other deliveries.
func (b *baseline) during(f *Fixture, do func()) queue.Invoke {
	half := f.Meals.Left() / 2
	return func(event []byte) ([]byte, error) {
		if f.Meals.Left() <= half && !b.begun.Swap(true) {
			do()
		}
		return f.Invoke(Debits, event)
	}
}

func (b *baseline) take(ctx context.Context, f *Fixture) error {
	out := bufio.NewWriter(b.file)
	_, err := f.Audit.Save(ctx, out)
	return errors.Join(err, out.Flush())
}

// verdict is what fsck says of the baseline, and how many records it holds.
func (b *baseline) verdict(ctx context.Context, f *Fixture) (string, int, error) {
	if !b.begun.Load() {
		return "no baseline was taken", 0, nil
	}
	if _, err := b.file.Seek(0, io.SeekStart); err != nil {
		return "", 0, err
	}
	findings, records, err := f.Audit.Since(ctx, bufio.NewReader(b.file))
	if err != nil || len(findings) == 0 {
		return "clean", records, err
	}
	first := findings[0]
	return fmt.Sprintf("%d findings since the baseline, first %s %s: %s",
		len(findings), first.Rule, first.Key, first.Text), records, nil
}
