// Package demo fills a fresh local stack with the demo municipality: it loads the office's CSV
// files through the function that loads a real office's, does what schools and parents did since
// by the calls of their pages, lets the past nights debit the meals, and leaves the office something
// to do on each of its pages.
package demo

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"time"

	"serviziscolastici/infra/setup/officefiles"
	"serviziscolastici/shared/calendar"
)

// Municipality is the tenant of the demo.
const Municipality = "c_x000"

const presenceFile = "presenze.csv"

// Loader loads a folder of CSV files.
type Loader struct {
	Folder string
	Marker string // file that remembers what was loaded
	Today  time.Time
	// Invoke runs a function by name.
	Invoke func(ctx context.Context, function string, event []byte) ([]byte, error)
	// Drained returns once all queues are empty.
	Drained func(ctx context.Context) error
	// Recent goes on where the files end; nil leaves it there.
	Recent *Recent
	// Desk leaves the office something to do; nil leaves it nothing but what the files bring.
	Desk *Desk
	// Say shows one line of progress.
	Say func(format string, values ...any)
}

// Load loads what has not been loaded yet. Loading twice changes nothing, so a load that was
// cut off is simply repeated.
func (l Loader) Load(ctx context.Context) error {
	contents, fingerprint, err := l.read()
	if err != nil {
		return err
	}
	if known, err := os.ReadFile(l.Marker); err == nil && string(known) == fingerprint || len(contents) == 0 {
		return nil
	}
	office := officefiles.Loader{Municipality: Municipality, Say: l.Say, Invoke: func(
		ctx context.Context, event []byte,
	) ([]byte, error) {
		return l.Invoke(ctx, "intake", event)
	}}
	for _, name := range officefiles.Order() {
		if content, exists := contents[name]; exists {
			if _, err := office.Load(ctx, name, []byte(content)); err != nil {
				return err
			}
		}
	}
	toConfirm := ""
	if l.Desk != nil {
		if toConfirm, err = l.Desk.sendFiles(ctx, contents["genitori.csv"]); err != nil {
			return fmt.Errorf("send the office's files: %w", err)
		}
		if err := l.Desk.refuse(ctx); err != nil {
			return fmt.Errorf("refuse a notice: %w", err)
		}
	}
	if err := l.playNights(ctx, contents[presenceFile]); err != nil { // meanwhile the files are checked
		return err
	}
	if err := l.parkReceipts(ctx); err != nil {
		return err
	}
	if l.Desk != nil {
		if err := l.Desk.confirm(ctx, toConfirm); err != nil {
			return fmt.Errorf("confirm a file: %w", err)
		}
		if err := l.Desk.askRefund(ctx, l.paidTwice()); err != nil {
			return fmt.Errorf("ask for a refund: %w", err)
		}
		if err := l.Drained(ctx); err != nil {
			return fmt.Errorf("load the office's file: %w", err)
		}
	}
	return os.WriteFile(l.Marker, []byte(fingerprint), 0o644)
}

// read gives the content of each file that there is, and a fingerprint of them all.
func (l Loader) read() (map[string]string, string, error) {
	contents := map[string]string{}
	hash := sha256.New()
	for _, name := range officefiles.Order() {
		data, err := os.ReadFile(filepath.Join(l.Folder, name))
		if errors.Is(err, os.ErrNotExist) {
			continue
		}
		if err != nil {
			return nil, "", fmt.Errorf("read the demo: %w", err)
		}
		contents[name] = string(data)
		_, _ = fmt.Fprintf(hash, "%s %d\n%s", name, len(data), data) // a hash never fails
	}
	return contents, hex.EncodeToString(hash.Sum(nil)), nil
}

func (l Loader) playNights(ctx context.Context, presences string) error {
	days, err := serviceDays(presences, l.Today)
	if err != nil || len(days) == 0 {
		return err
	}
	if l.Recent != nil {
		last, err := calendar.ParseDay(days[len(days)-1])
		if err != nil {
			return err
		}
		more, err := l.Recent.Play(ctx, last)
		if err != nil {
			return err
		}
		days = append(days, more...)
	}
	for _, day := range days {
		event := []byte(`{"date":"` + day + `"}`)
		if _, err := l.Invoke(ctx, "mealplanner", event); err != nil {
			return fmt.Errorf("debit the meals of %s: %w", day, err)
		}
	}
	if err := l.Drained(ctx); err != nil {
		return fmt.Errorf("debit the meals: %w", err)
	}
	last := []byte(`{"report":true,"date":"` + days[len(days)-1] + `"}`)
	if _, err := l.Invoke(ctx, "mealplanner", last); err != nil { // the office's desk shows what came of it
		return fmt.Errorf("look at the evening of %s: %w", days[len(days)-1], err)
	}
	if _, err := l.Invoke(ctx, "mealplanner", []byte(`{"report":true,"morning":true}`)); err != nil {
		return fmt.Errorf("look at the last night: %w", err)
	}
	l.Say("  meals debited for %d past days, %s to %s", len(days), days[0], days[len(days)-1])
	return nil
}
