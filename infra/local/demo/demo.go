// Package demo fills a fresh local stack with the demo municipality: it loads the office's CSV
// files through the function that loads a real office's, and lets the past nights debit the
// meals. Nothing is written to the tables behind the functions' back.
package demo

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"time"
)

// Municipality is the tenant of the demo.
const Municipality = "c_x000"

// files in the order in which each finds what it refers to.
var files = []string{
	"comune.csv", "stemma.svg", "scuole.csv", "classi.csv", "tariffe.csv", "calendario.csv", "genitori.csv", "alunni.csv",
	"iscrizioni.csv", "movimenti.csv", presenceFile, "documenti.csv",
	"messaggi.csv",
}

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
	for _, name := range files {
		if content, exists := contents[name]; exists {
			if err := l.loadFile(ctx, name, content); err != nil {
				return fmt.Errorf("load %s: %w", name, err)
			}
		}
	}
	if err := l.playNights(ctx, contents[presenceFile]); err != nil {
		return err
	}
	return os.WriteFile(l.Marker, []byte(fingerprint), 0o644)
}

// read gives the content of each file that there is, and a fingerprint of them all.
func (l Loader) read() (map[string]string, string, error) {
	contents := map[string]string{}
	hash := sha256.New()
	for _, name := range files {
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

func (l Loader) loadFile(ctx context.Context, name, content string) error {
	event, err := json.Marshal(map[string]string{
		"municipality": Municipality, "file": name, "content": content,
	})
	if err != nil {
		return err
	}
	answer, err := l.Invoke(ctx, "intake", event)
	if err != nil {
		return err
	}
	l.report(name, answer)
	return nil
}

// report shows how many rows went in and which did not.
func (l Loader) report(name string, answer []byte) {
	var report struct {
		Written   int `json:"written"`
		Unchanged int `json:"unchanged"`
		Rejected  int `json:"rejected"`
		Messages  []struct {
			Row     int    `json:"row"`
			Column  string `json:"column"`
			Message string `json:"message"`
		} `json:"messages"`
	}
	if err := json.Unmarshal(answer, &report); err != nil {
		l.Say("  %-16s %s", name, answer)
		return
	}
	l.Say("  %-16s %d rows loaded, %d unchanged, %d rejected",
		name, report.Written, report.Unchanged, report.Rejected)
	for _, one := range report.Messages {
		l.Say("    row %d, %s: %s", one.Row, one.Column, one.Message)
	}
}

func (l Loader) playNights(ctx context.Context, presences string) error {
	days, err := serviceDays(presences, l.Today)
	if err != nil || len(days) == 0 {
		return err
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
	l.Say("  meals debited for %d past days, %s to %s", len(days), days[0], days[len(days)-1])
	return nil
}
