// Command bench measures the portal against its floors: the start of every function against a
// hello world, a warm page against the bare query and template, debits against the bare SDK loop, every
// page of the office in a large municipality against its bare calls, and how the night grows with the pupils. Every ratio comes from interleaved runs of one run, so
// that a busy machine slows both sides.
//
//	make bench
//	make bench NIGHTS=200,2000,20000,150000
//
// It needs the built functions (.local/bin) and both emulators, prints a table and writes
// .local/bench.json.
package main

import (
	"context"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"os"
	"os/signal"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
)

// Result is the content of .local/bench.json.
type Result struct {
	// StartRatio is exec → first poll over that of hello world, by function.
	StartRatio map[string]float64 `json:"start_ratio"`
	startGoals map[string]float64
	// PageRatio is the time of a warm account page over that of the bare queries and template, which
	// says the same on a slow machine; PageOverFloorMs is their difference.
	PageRatio       float64 `json:"page_ratio"`
	PageOverFloorMs float64 `json:"page_over_floor_ms"`
	// DebitsRatio is debits a second over those of the bare SDK loop.
	DebitsRatio float64 `json:"debits_ratio"`
	// DebitCalls are all calls of an event, reads and markers included, for each of its debits.
	DebitCalls float64 `json:"debit_calls"`
	// DebitWRU are the write units of a debit: entry and balance in one transaction. With the share
	// of the completion marker, one unit for each class, they are DebitWRUWithMarker.
	DebitWRU           float64 `json:"debit_wru"`
	DebitWRUWithMarker float64 `json:"debit_wru_with_marker"`
	// Receipts a second, and calls and write units of each, all included.
	ReceiptsPerS float64 `json:"receipts_per_s"`
	ReceiptCalls float64 `json:"receipt_calls"`
	ReceiptWRU   float64 `json:"receipt_wru"`
	Night        []Night `json:"night"`
	told         []Night // the same nights after many parents told of a meal
	// StationRatio is the time of a warm answer of the station over that of a hello world,
	// StationColdRatio the same from the start of the process.
	StationRatio     float64 `json:"station_ratio"`
	StationColdRatio float64 `json:"station_cold_ratio"`
	// LateReceipts is the rate of receipts while meals are debited over their rate alone, both on one
	// emulator.
	LateReceipts float64 `json:"late_receipts_ratio"`
	// NoticesPerS is how many notices to print one core makes in a second, NoticeCPUMs what one takes.
	NoticesPerS float64 `json:"notices_per_s"`
	NoticeCPUMs float64 `json:"notice_cpu_ms"`
	// Office are the pages of the office in a large municipality.
	Office []OfficePage `json:"office"`
	// PeakMB is the most resident memory of each function at work.
	PeakMB map[string]float64 `json:"function_peak_mb"`
}

// Night is the evening of a municipality: from the planner's start to the last class.
type Night struct {
	Pupils  int     `json:"pupils"`
	Seconds float64 `json:"seconds"`
	PeakMB  float64 `json:"peak_mb"` // resident memory of planner or worker, at its highest
	// overFloor is the time of a meal over that of a bare transaction during the same night.
	overFloor float64
}

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	if err := run(ctx, os.Args[1:]); err != nil {
		fmt.Fprintln(os.Stderr, "bench:", err)
		os.Exit(1)
	}
}

func run(ctx context.Context, arguments []string) error {
	flags := flag.NewFlagSet("bench", flag.ExitOnError)
	binaries := flags.String("binaries", filepath.Join(".local", "bin"), "folder of the built functions")
	output := flags.String("output", filepath.Join(".local", "bench.json"), "where the figures go")
	nights := flags.String("nights", "200,2000,20000", "pupils of the nights to run")
	office := flags.Int("office", 20_000, "pupils of the office's municipality")
	address := flags.String("address", "", "open only those pages of the office whose addresses begin so")
	only := flags.String("only", "", "measure one thing: start, page, debits, receipts, station, papers, memory, office or night")
	if err := flags.Parse(arguments); err != nil {
		return err
	}
	sizes, err := numbers(*nights)
	if err != nil {
		return err
	}
	f, err := openFixture(ctx, *binaries)
	if err != nil {
		return err
	}
	defer f.close()
	var result Result
	for _, step := range steps(sizes, *office, *address) {
		if *only != "" && *only != step.name {
			continue
		}
		if err := step.measure(ctx, f, &result); err != nil {
			return fmt.Errorf("%s: %w", step.name, err)
		}
	}
	if *only != "" {
		return waiting(result.Office)
	}
	fmt.Println()
	if err := report(os.Stdout, result); err != nil {
		return err
	}
	text, err := json.MarshalIndent(result, "", "  ")
	if err != nil {
		return err
	}
	return errors.Join(os.WriteFile(*output, append(text, '\n'), 0o644), waiting(result.Office))
}

// step measures one thing and prints each figure as soon as it is known.
type step struct {
	name    string
	measure func(context.Context, *Fixture, *Result) error
}

func steps(nights []int, office int, address string) []step {
	return []step{
		{"start", measureStarts}, {"page", measurePage}, {"debits", measureDebits}, {"receipts", measureReceipts},
		{"station", measureStation}, {"papers", measurePapers}, {"memory", measureMemory},
		{"office", func(ctx context.Context, f *Fixture, result *Result) error {
			return measureOffice(ctx, f, result, office, address)
		}},
		{"night", func(ctx context.Context, f *Fixture, result *Result) error {
			for _, pupils := range nights {
				plain, err := measureNights(ctx, f, pupils, everybodyEats())
				if err != nil {
					return fmt.Errorf("%d pupils: %w", pupils, err)
				}
				told, err := measureNights(ctx, f, pupils, manyTold())
				if err != nil {
					return fmt.Errorf("%d pupils, absences told: %w", pupils, err)
				}
				result.Night, result.told = append(result.Night, plain), append(result.told, told)
			}
			return nil
		}},
	}
}

// row prints a line of the table.
func row(format string, values ...any) { fmt.Printf("  "+format+"\n", values...) }

func numbers(list string) ([]int, error) {
	var all []int
	for text := range strings.SplitSeq(list, ",") {
		n, err := strconv.Atoi(strings.TrimSpace(text))
		if err != nil || n <= 0 {
			return nil, fmt.Errorf("%q is no number of pupils", text)
		}
		all = append(all, n)
	}
	return all, nil
}
