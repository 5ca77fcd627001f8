package main

import (
	"context"
	"fmt"
	"maps"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"serviziscolastici/infra/proof/fixture"
)

const (
	// starts is how often each function starts, in turn with the others.
	starts = 21
	// startLimit is how long one start may take.
	startLimit = 20 * time.Second
)

// hello is the floor among the functions.
const hello = "hello"

// measureStarts starts every function again and again, one after the other, and compares medians.
func measureStarts(ctx context.Context, f *Fixture, result *Result) error {
	binaries, err := f.functions()
	if err != nil {
		return err
	}
	binaries[hello] = filepath.Join(f.folder, hello)
	names := slices.Sorted(maps.Keys(binaries))
	times := map[string][]float64{}
	for range starts {
		for _, name := range names {
			took, err := start(ctx, binaries[name], f.environment(f.emulator))
			if err != nil {
				return fmt.Errorf("start %s: %w", name, err)
			}
			times[name] = append(times[name], took.Seconds()*1000)
		}
	}
	floor := median(times[hello])
	result.StartRatio, result.startGoals = map[string]float64{}, map[string]float64{}
	row("start, exec to first poll, median of %d: hello world %.2f ms", starts, floor)
	for _, name := range names {
		if name == hello {
			continue
		}
		ratio := median(times[name]) / floor
		result.StartRatio[name] = ratio
		if result.startGoals[name], err = startGoal(name); err != nil {
			return err
		}
		row("start of %-12s %6.2f ms = %.2f × hello world", name, ratio*floor, ratio)
	}
	return nil
}

// startGoal is how much longer than a hello world a function may take to start: who answers requests may
// take longer than who works on a queue.
func startGoal(function string) (float64, error) {
	event, err := example(function)
	if err != nil {
		return 0, err
	}
	if function == "access" || function == "account" {
		return startOfDoors, nil
	}
	if isRequest(event) {
		return startOfPages, nil
	}
	return startOfWorkers, nil
}

// start runs a function until it asks for its first event.
func start(ctx context.Context, binary string, env []string) (time.Duration, error) {
	polled, failed := make(chan time.Time, 1), make(chan struct{}, 1)
	var servers fixture.Servers
	defer servers.Close()
	address, err := servers.Serve(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
		if !strings.HasSuffix(r.URL.Path, "/invocation/next") {
			failed <- struct{}{}
			return
		}
		polled <- time.Now()
		<-r.Context().Done()
	}))
	if err != nil {
		return 0, err
	}
	ctx, cancel := context.WithTimeout(ctx, startLimit)
	defer cancel()
	command := exec.CommandContext(ctx, binary)
	command.Env = append(env, "AWS_LAMBDA_RUNTIME_API="+strings.TrimPrefix(address, "http://"))
	command.Stderr = os.Stderr
	begun := time.Now()
	if err := command.Start(); err != nil {
		return 0, err
	}
	var failure error
	ended := make(chan struct{})
	go func() {
		failure = command.Wait()
		close(ended)
	}()
	select {
	case at := <-polled:
		cancel()
		<-ended
		return at.Sub(begun), nil
	case <-failed:
		cancel()
		<-ended
		return 0, fmt.Errorf("it reported an error")
	case <-ended:
		return 0, fmt.Errorf("it ended: %w", failure)
	}
}

// median of at least one value.
func median(values []float64) float64 {
	sorted := slices.Sorted(slices.Values(values))
	return sorted[len(sorted)/2]
}
