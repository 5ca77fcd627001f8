// Command imports loads a year's presences of a town as one file, through object storage and the worker's queue, while
// the worker's process is killed again and again; it proves that nothing is lost or stored twice, and prints rows a second
// and the worker's peak memory. It wants the emulators: go run ./infra/local/testenv -- go run ./infra/proof/imports
package main

import (
	"context"
	"flag"
	"fmt"
	"os"
	"os/signal"
	"syscall"
	"time"
)

// The goals: a worker has 1024 MB on AWS, and 400,000 rows should not take an office's afternoon.
const (
	maxMemory = 400 // MB
	minSpeed  = 500 // rows a second, rehearsed and stored, on two cores with all emulators
)

func main() {
	rows := flag.Int("rows", 400_000, "presences of a year of 200 days")
	kills := flag.Int("kills", 12, "how often the worker is killed")
	worker := flag.Bool("worker", false, "be the worker")
	flag.Parse()
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	var err error
	if *worker {
		err = work(ctx)
	} else {
		err = prove(ctx, *rows, *kills)
	}
	if err != nil && ctx.Err() == nil {
		fmt.Fprintln(os.Stderr, "imports: "+err.Error())
		os.Exit(1)
	}
}

// prove runs the whole.
func prove(ctx context.Context, rows, kills int) error {
	place, err := newPlace(ctx)
	if err != nil {
		return err
	}
	town := newTown(rows)
	if err := town.load(ctx, place); err != nil {
		return err
	}
	file, err := town.upload(ctx, place)
	if err != nil {
		return err
	}
	fmt.Printf("%d presences of %d pupils on %d days, a file of %.1f MB\n", town.rows(), town.pupils(), len(town.days),
		float64(file.Size)/1e6)
	killer := &killer{place: place, left: kills}
	defer killer.stop()
	began := time.Now()
	ready, err := killer.until(ctx, file, "conferma")
	if err != nil {
		return err
	}
	checked := time.Since(began)
	if ready.Added != town.rows() || ready.Wrong != 0 {
		return fmt.Errorf("rehearsed: %+v", ready)
	}
	if err := place.confirm(ctx, ready); err != nil {
		return err
	}
	began = time.Now()
	done, err := killer.until(ctx, file, "fatto")
	if err != nil {
		return err
	}
	stored := time.Since(began)
	if done.Stored() != town.rows() || done.Failed != 0 {
		return fmt.Errorf("stored: %+v", done)
	}
	if err := town.check(ctx, place); err != nil {
		return err
	}
	speed := float64(town.rows()) / (checked + stored).Seconds()
	fmt.Printf("rehearsed in %.0f s, stored in %.0f s: %.0f rows a second (goal %d), peak memory %d MB (goal %d)\n",
		checked.Seconds(), stored.Seconds(), speed, minSpeed, killer.peak, maxMemory)
	fmt.Printf("the worker was killed %d times, %d of them within a piece: every presence is there once\n",
		killer.killed, killer.within)
	if speed < minSpeed || killer.peak > maxMemory {
		return fmt.Errorf("the goals are missed")
	}
	return nil
}
