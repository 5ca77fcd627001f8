package main

import (
	"context"
	"encoding/json"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"

	"github.com/aws/aws-lambda-go/events"

	"serviziscolastici/infra/proof/fixture"
)

// asked is how often a function is asked before its memory is measured.
const asked = 50

// measureMemory lets every function work and reads the most memory that its process has had.
func measureMemory(ctx context.Context, f *Fixture, result *Result) error {
	binaries, err := f.functions()
	if err != nil {
		return err
	}
	token, err := f.parent(ctx)
	if err != nil {
		return err
	}
	if err := f.Populate(ctx, diners); err != nil {
		return err
	}
	if err := f.register(ctx, diners, fixture.Today()); err != nil {
		return err
	}
	result.PeakMB = map[string]float64{}
	for _, name := range slices.Sorted(maps.Keys(binaries)) {
		event, err := eventOf(name, token)
		if err != nil {
			return err
		}
		if result.PeakMB[name], err = f.memory(ctx, name, event); err != nil {
			return fmt.Errorf("memory of %s: %w", name, err)
		}
		row("peak memory of %-12s %5.1f MB", name, result.PeakMB[name])
	}
	return nil
}

func (f *Fixture) memory(ctx context.Context, function string, event []byte) (float64, error) {
	binary, err := f.ownCopy(function)
	if err != nil {
		return 0, err
	}
	host := f.host(binary, f.emulator)
	defer host.Close()
	for range asked {
		if _, err := host.Invoke(ctx, event); err != nil {
			return 0, err
		}
	}
	return peakMB(binary)
}

// eventOf is what a function works on: the example beside its code, as the parent's when it is a request,
// and ten classes of the evening for the debits.
func eventOf(function, token string) ([]byte, error) {
	if function == "mealdebits" {
		return queueEvent(classBodies(fixture.Today()))
	}
	event, err := example(function)
	if err != nil || !isRequest(event) {
		return event, err
	}
	var request events.APIGatewayV2HTTPRequest
	if err := json.Unmarshal(event, &request); err != nil {
		return nil, err
	}
	request.Cookies = []string{"sessione=" + token}
	return json.Marshal(request)
}

// example is the event that a function keeps beside its code.
func example(function string) ([]byte, error) {
	return os.ReadFile(filepath.Join("functions", function, "event.json"))
}

// isRequest reports whether an event comes from the HTTP API.
func isRequest(event []byte) bool {
	var request events.APIGatewayV2HTTPRequest
	return json.Unmarshal(event, &request) == nil && request.RequestContext.HTTP.Method != ""
}
