package trial

import (
	"maps"
	"slices"
	"time"
)

// Now is what the clocks of the stores and of all functions show, apart from skew.
func (w *World) Now() time.Time {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.now
}

// At moves all clocks. A function's clock is fixed when its process starts, so that all processes
// end; call it between the steps of a trial, never during one.
func (w *World) At(instant time.Time) {
	w.restart()
	w.mu.Lock()
	defer w.mu.Unlock()
	w.now = instant
}

// Skew puts a function's clock ahead of all others, or behind.
func (w *World) Skew(function string, ahead time.Duration) {
	w.Kill(function)
	w.mu.Lock()
	defer w.mu.Unlock()
	w.skew[function] = ahead
}

// restart ends the processes of all functions.
func (w *World) restart() {
	w.mu.Lock()
	functions := slices.Collect(maps.Keys(w.hosts))
	w.mu.Unlock()
	for _, function := range functions {
		w.Kill(function)
	}
}
