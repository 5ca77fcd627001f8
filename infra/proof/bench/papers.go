package main

import (
	"context"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"syscall"
	"time"

	"serviziscolastici/shared/paper/papertest"
	"serviziscolastici/shared/paper/pdf"
)

const (
	paperRounds = 12
	paperBatch  = 5 // papers of a kind in one round
)

// measurePapers draws every sample of a paper, and the floor: one tagged page with both fonts embedded
// and a line in each. What counts is CPU time, the garbage collector's included, so that a second of a
// core is meant whatever else the machine does.
func measurePapers(_ context.Context, _ *Fixture, result *Result) error {
	floor, err := emptyPaper()
	if err != nil {
		return err
	}
	writers := map[string]func(io.Writer) error{"floor": floor}
	for _, sample := range papertest.Samples() {
		writers[sample.Name] = sample.Write
	}
	times := map[string][]float64{}
	for range paperRounds {
		for name, write := range writers {
			took, err := cpuOf(write)
			if err != nil {
				return fmt.Errorf("%s: %w", name, err)
			}
			times[name] = append(times[name], took.Seconds()*1000/paperBatch)
		}
	}
	slowest := "avviso"
	for name := range writers {
		if median(times[name]) > median(times[slowest]) {
			slowest = name
		}
	}
	notice, least := median(times["avviso"]), median(times["floor"])
	result.NoticesPerS, result.NoticeCPUMs = 1000/notice, notice
	row("notices: %.0f a second and core (%.1f ms of CPU), tagged page with fonts alone %.0f (%.1f ms)",
		result.NoticesPerS, notice, 1000/least, least)
	row("papers: the slowest, %s, takes %.1f ms of CPU", slowest, median(times[slowest]))
	return nil
}

// emptyPaper returns what draws the floor.
func emptyPaper() (func(io.Writer) error, error) {
	var fonts []*pdf.Font
	for _, name := range []string{"TitilliumWeb-Regular", "TitilliumWeb-Bold"} {
		data, err := os.ReadFile(filepath.Join("shared", "paper", "fonts", name+".ttf"))
		if err != nil {
			return nil, err
		}
		font, err := pdf.ParseFont(name, data)
		if err != nil {
			return nil, err
		}
		fonts = append(fonts, font)
	}
	return func(w io.Writer) error {
		d := pdf.New(pdf.Info{Title: "Avviso", Language: "it-IT"})
		d.AddPage()
		for i, font := range fonts {
			d.Within(pdf.Paragraph, func() {
				d.Text(pdf.Text{Font: font, Size: 10, X: 20, Baseline: 20 + 10*float64(i), Line: "Avviso di pagamento"})
			})
		}
		return d.Write(w)
	}, nil
}

// cpuOf draws a batch of papers and returns the CPU time of all of it.
func cpuOf(write func(io.Writer) error) (time.Duration, error) {
	before, err := cpuTime()
	if err != nil {
		return 0, err
	}
	for range paperBatch {
		if err := write(io.Discard); err != nil {
			return 0, err
		}
	}
	after, err := cpuTime()
	return after - before, err
}

// cpuTime is what this process has used of all cores.
func cpuTime() (time.Duration, error) {
	var usage syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &usage); err != nil {
		return 0, err
	}
	return time.Duration(usage.Utime.Nano() + usage.Stime.Nano()), nil
}
