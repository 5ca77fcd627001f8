package trial

import (
	"maps"
	"slices"
	"time"
)

// Now is what the clocks of the stores and of all functions show, apart from skew.
func (f *Fixture) Now() time.Time {
	f.mu.Lock()
	defer f.mu.Unlock()
	return f.now
}

// At moves all clocks. A function's clock is fixed when its process starts, so that all processes
// end; call it between the steps of a trial, never during one.
func (f *Fixture) At(instant time.Time) {
	f.restart()
	f.mu.Lock()
	defer f.mu.Unlock()
	f.now = instant
}

// Skew puts a function's clock ahead of all others, or behind.
func (f *Fixture) Skew(function string, ahead time.Duration) {
	f.Kill(function)
	f.mu.Lock()
	defer f.mu.Unlock()
	f.skew[function] = ahead
}

// restart ends the processes of all functions.
func (f *Fixture) restart() {
	f.mu.Lock()
	functions := slices.Collect(maps.Keys(f.hosts))
	f.mu.Unlock()
	for _, function := range functions {
		f.Kill(function)
	}
}
