package main

import (
	"context"
	"encoding/json"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"

	"serviziscolastici/shared/calendar"
)

// asked is how often a function is asked before its memory is measured.
const asked = 50

// pageOf is what a parent asks of each function that serves pages.
func pageOf(function string) (string, bool) {
	path, found := map[string]string{
		"access": "/accesso", "account": "/conto", "assets": "/assets/app.css", "documents": "/documenti",
		"home": "/riepilogo", "meals": "/refezione", "payments": "/pagamenti", "registry": "/anagrafica",
		"topups": "/ricariche",
	}[function]
	return path, found
}

// measureMemory lets every function work and reads the most memory that its process has had.
func measureMemory(ctx context.Context, lab *laboratory, result *Result) error {
	binaries, err := lab.functions()
	if err != nil {
		return err
	}
	token, err := lab.parent(ctx)
	if err != nil {
		return err
	}
	if err := lab.found(ctx, diners); err != nil {
		return err
	}
	if err := lab.register(ctx, diners, calendar.DayOf(evening)); err != nil {
		return err
	}
	result.PeakMB = map[string]float64{}
	for _, name := range slices.Sorted(maps.Keys(binaries)) {
		event, err := eventOf(name, token)
		if err != nil {
			return err
		}
		if result.PeakMB[name], err = lab.memory(ctx, name, event); err != nil {
			return fmt.Errorf("memory of %s: %w", name, err)
		}
		row("peak memory of %-12s %5.1f MB", name, result.PeakMB[name])
	}
	return nil
}

func (l *laboratory) memory(ctx context.Context, function string, event []byte) (float64, error) {
	binary, err := l.ownCopy(function)
	if err != nil {
		return 0, err
	}
	host := l.host(binary, l.emulator)
	defer host.Close()
	for range asked {
		if _, err := host.Invoke(ctx, event); err != nil {
			return 0, err
		}
	}
	return peakMB(binary)
}

// eventOf is what a function works on: a parent's page, ten classes of the evening, or its example.
func eventOf(function, token string) ([]byte, error) {
	if path, serves := pageOf(function); serves {
		return json.Marshal(request(path, token))
	}
	switch function {
	case "mealdebits":
		return queueEvent(classBodies(calendar.DayOf(evening)))
	case "notices":
		return []byte("{}"), nil // its schedule's event
	default:
		return os.ReadFile(filepath.Join("functions", function, "event.json"))
	}
}
