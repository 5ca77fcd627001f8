package main

import (
	"bufio"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
)

// Event is one kind of work, by function and what it was: a page's route, a message, a run.
type Event struct {
	Count  int     `json:"count"` // how often it was seen
	Calls  float64 `json:"calls"` // of DynamoDB, the mean
	Reads  float64 `json:"read_units"`
	Writes float64 `json:"write_units"`
	LogKB  float64 `json:"log_kb"`
	OutKB  float64 `json:"out_kb"` // answered
}

// Measured are the means of each kind of work.
type Measured map[string]Event

// line is what the functions log of a piece of work (shared/invocation).
type line struct {
	Message   string  `json:"msg"`
	Route     string  `json:"route"`
	Operation string  `json:"operation"`
	Status    int     `json:"status"`
	Bytes     float64 `json:"bytes"`
	Done      *bool   `json:"done"`
	Meals     float64 `json:"meals"`
	Calls     float64 `json:"dynamo_calls"`
	Reads     float64 `json:"read_units"`
	Writes    float64 `json:"write_units"`
}

// measure reads the logs of the functions in a folder, one file each, and returns the means of what
// went well. The class of a debit is counted by its meals, so that classes of any size compare.
func measure(folder string) (Measured, error) {
	files, err := filepath.Glob(filepath.Join(folder, "*.log"))
	if err != nil {
		return nil, err
	}
	sums := Measured{}
	for _, name := range files {
		file, err := os.Open(name)
		if err != nil {
			return nil, err
		}
		err = sums.read(file, strings.TrimSuffix(filepath.Base(name), ".log"))
		if closing := file.Close(); err == nil {
			err = closing
		}
		if err != nil {
			return nil, fmt.Errorf("%s: %w", name, err)
		}
	}
	for kind, sum := range sums {
		n := float64(sum.Count)
		sums[kind] = Event{sum.Count, sum.Calls / n, sum.Reads / n, sum.Writes / n, sum.LogKB / n, sum.OutKB / n}
	}
	return sums, nil
}

func (m Measured) read(log io.Reader, function string) error {
	lines := bufio.NewScanner(log)
	lines.Buffer(nil, 1<<20)
	for lines.Scan() {
		var l line
		if json.Unmarshal(lines.Bytes(), &l) != nil {
			continue // what the simulators and emulators write
		}
		kind, weight := l.kind(function)
		if kind == "" {
			continue
		}
		sum := m[kind]
		sum.Count += weight
		sum.Calls += l.Calls
		sum.Reads += l.Reads
		sum.Writes += l.Writes
		sum.LogKB += float64(len(lines.Bytes())) / 1000
		sum.OutKB += l.Bytes / 1000
		m[kind] = sum
	}
	return lines.Err()
}

// kind names the work of a line, and how much of it the line is; "" for other lines and for what failed.
func (l line) kind(function string) (string, int) {
	failed := l.Status >= 400 || l.Done != nil && !*l.Done
	switch {
	case failed:
		return "", 0
	case l.Message == "request":
		return function + " " + l.Route, 1
	case l.Message == "station":
		return function + " " + l.Operation, 1
	case l.Message == "message" && l.Meals > 0:
		return function + " meal", int(l.Meals)
	case l.Message == "message" && function != "mealdebits", l.Message == "run":
		return function + " " + l.Message, 1
	default:
		return "", 0
	}
}
