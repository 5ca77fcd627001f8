// Command faults runs the long trial: evenings and payments under faults drawn from a seed, until
// everything is done, then fsck and one line that says what came of it. The seed decides which calls fail,
// and at which of them a process is killed; how goroutines and processes interleave it does not decide.
//
//	go run ./infra/proof/faults -seed 1 -debits 100000 -receipts 10000 -rate 0.05
//
// With -drill it is the recovery drill instead: accounts are deleted and rebuilt from their entries.
// It ends with 0 only when nothing was lost, doubled or left without an explanation. The functions
// must be built (make build) and the DynamoDB emulator must run: make faults does both.
package main

import (
	"context"
	"flag"
	"fmt"
	"os"
	"os/signal"
	"path/filepath"
	"syscall"
	"time"

	"serviziscolastici/infra/proof/faults/trial"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	good, err := run(ctx, os.Args[1:])
	if err != nil {
		fmt.Fprintln(os.Stderr, "faults:", err)
		os.Exit(2)
	}
	if !good {
		os.Exit(1)
	}
}

func run(ctx context.Context, arguments []string) (bool, error) {
	config := trial.Config{
		DynamoDB: os.Getenv("AWS_ENDPOINT_URL_DYNAMODB"),
		Say:      func(format string, values ...any) { fmt.Fprintf(os.Stderr, format+"\n", values...) },
	}
	flags := flag.NewFlagSet("faults", flag.ExitOnError)
	flags.Uint64Var(&config.Seed, "seed", 1, "what faults, kills and orders follow from")
	flags.IntVar(&config.Debits, "debits", 2000, "about how many meals are charged")
	flags.IntVar(&config.Receipts, "receipts", 200, "about how many receipts arrive")
	flags.Float64Var(&config.Rate, "rate", 0.05, "share of the calls that meet a fault")
	flags.DurationVar(&config.Limit, "limit", 30*time.Minute, "how long the part with faults may take")
	drill := flags.Bool("drill", false, "delete accounts after quiet evenings and rebuild them")
	built := filepath.Join(".local", "bin")
	flags.StringVar(&config.Binaries, "binaries", built, "folder of the built functions")
	if err := flags.Parse(arguments); err != nil {
		return false, err
	}
	if config.DynamoDB == "" {
		return false, fmt.Errorf("AWS_ENDPOINT_URL_DYNAMODB is not set: make faults starts the emulator")
	}
	if *drill {
		recovery, err := trial.Drill(ctx, config)
		if err == nil {
			fmt.Println(recovery)
		}
		return recovery.Good(), err
	}
	summary, err := trial.Run(ctx, config)
	if err != nil {
		return false, err
	}
	for i, cause := range summary.Unclassified {
		if i == maxShown {
			break
		}
		fmt.Fprintln(os.Stderr, "unexplained:", cause)
	}
	fmt.Println(summary)
	return summary.Good(), nil
}

// maxShown is how many unexplained failures are worth reading.
const maxShown = 10
