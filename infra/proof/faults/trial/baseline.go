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
func (b *baseline) during(w *World, do func()) queue.Invoke {
	half := w.Meals.Left() / 2
	return func(event []byte) ([]byte, error) {
		if w.Meals.Left() <= half && !b.begun.Swap(true) {
			do()
		}
		return w.Invoke(Debits, event)
	}
}

func (b *baseline) take(ctx context.Context, w *World) error {
	out := bufio.NewWriter(b.file)
	_, err := w.Audit.Save(ctx, out)
	return errors.Join(err, out.Flush())
}

// verdict is what fsck says of the baseline, and how many records it holds.
func (b *baseline) verdict(ctx context.Context, w *World) (string, int, error) {
	if !b.begun.Load() {
		return "no baseline was taken", 0, nil
	}
	if _, err := b.file.Seek(0, io.SeekStart); err != nil {
		return "", 0, err
	}
	findings, records, err := w.Audit.Since(ctx, bufio.NewReader(b.file))
	if err != nil || len(findings) == 0 {
		return "clean", records, err
	}
	first := findings[0]
	return fmt.Sprintf("%d findings since the baseline, first %s %s: %s",
		len(findings), first.Rule, first.Key, first.Text), records, nil
}
