// Command imports loads a year's presences of a town as one file, through object storage and the worker's queue, while
// the worker's process is killed again and again; it proves that nothing is lost or stored twice, and prints rows a second
// and the worker's peak memory. With -wrong some or all rows are wrong: none of those is stored, and the office sees how many
// they are, the first ones, and all of them in a file, each with its reason. It wants the emulators: go run
// ./infra/local/testenv -- go run ./infra/proof/imports
package main

import (
	"context"
	"flag"
	"fmt"
	"os"
	"os/signal"
	"syscall"
	"time"

	"serviziscolastici/shared/imports"
)

// The goals: a worker has 1024 MB on AWS, and 400,000 rows should not take an office's afternoon.
const (
	maxMemory = 400 // MB
	minSpeed  = 500 // rows a second, rehearsed and stored, on two cores with all emulators
)

func main() {
	rows := flag.Int("rows", 400_000, "presences of a year of 200 days")
	kills := flag.Int("kills", 12, "how often the worker is killed")
	wrong := flag.Int("wrong", 0, "of a hundred rows so many are wrong")
	worker := flag.Bool("worker", false, "be the worker")
	flag.Parse()
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	var err error
	if *worker {
		err = work(ctx)
	} else {
		err = prove(ctx, newTown(*rows, *wrong), *kills)
	}
	if err != nil && ctx.Err() == nil {
		fmt.Fprintln(os.Stderr, "imports: "+err.Error())
		os.Exit(1)
	}
}

// prove runs the whole.
func prove(ctx context.Context, town town, kills int) error {
	place, err := newPlace(ctx)
	if err != nil {
		return err
	}
	if err := town.load(ctx, place); err != nil {
		return err
	}
	file, err := town.upload(ctx, place)
	if err != nil {
		return err
	}
	rows, wrong := town.rows(), town.wrongRows()
	fmt.Printf("%d presences of %d pupils on %d days, %d of them wrong, a file of %.1f MB\n", rows, town.pupils(), len(town.days),
		wrong, float64(file.Size)/1e6)
	killer := &killer{place: place, left: kills}
	defer killer.stop()
	end := imports.Ready
	if wrong == rows {
		end = imports.Refused
	}
	began := time.Now()
	ready, err := killer.until(ctx, file, end)
	if err != nil {
		return err
	}
	checked := time.Since(began)
	if ready.Added != rows-wrong || ready.Wrong != wrong {
		return fmt.Errorf("rehearsed: %+v", ready)
	}
	if err := town.checkWrong(ctx, place, ready); err != nil {
		return err
	}
	fmt.Printf("rehearsed in %.0f s\n", checked.Seconds())
	spent := checked
	if end == imports.Ready {
		stored, err := store(ctx, place, killer, ready)
		if err != nil {
			return err
		}
		fmt.Printf("stored in %.0f s\n", stored.Seconds())
		spent += stored
	}
	if err := town.check(ctx, place); err != nil {
		return err
	}
	speed := float64(rows) / spent.Seconds()
	fmt.Printf("%.0f rows a second (goal %d), peak memory %d MB (goal %d)\n", speed, minSpeed, killer.peak, maxMemory)
	fmt.Printf("the worker was killed %d times, %d of them within a piece: every good presence is there once, no wrong one\n",
		killer.killed, killer.within)
	if speed < minSpeed || killer.peak > maxMemory {
		return fmt.Errorf("the goals are missed")
	}
	return nil
}

// store has a file stored that was rehearsed, and returns how long it takes.
func store(ctx context.Context, place place, killer *killer, ready imports.Import) (time.Duration, error) {
	if err := place.confirm(ctx, ready); err != nil {
		return 0, err
	}
	began := time.Now()
	done, err := killer.until(ctx, ready, imports.Done)
	if err == nil && (done.Stored() != ready.Added || done.Failed != 0) {
		err = fmt.Errorf("stored: %+v", done)
	}
	return time.Since(began), err
}
