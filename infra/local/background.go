package main

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"sync"
	"time"

	"serviziscolastici/infra/local/queues"
	"serviziscolastici/infra/local/schedule"
)

// drainLimit is how long a stop waits for the queues, whose messages live in memory only.
const drainLimit = 20 * time.Second

// finishLimit is how long a stop waits for batches that a function still works on.
const finishLimit = 5 * time.Second

// startBackground starts what works without a caller: queue sources and schedules.
func (s *stack) startBackground(context.Context) error {
	working, stopWork := context.WithCancel(context.Background())
	firing, stopFiring := context.WithCancel(context.Background())
	var group sync.WaitGroup
	s.onStop(func(hurry context.Context) {
		stopFiring()
		s.drain(hurry)
		stopWork()
		waitForBatches(hurry, &group)
	})
	for _, source := range s.sources() {
		group.Go(func() { source.Run(working) })
	}
	schedules, err := s.schedules()
	if err != nil {
		return err
	}
	if s.options.clock != "" {
		s.console.say("The clock is fixed at %s, so schedules do not fire.", s.options.clock)
		return nil
	}
	for _, planned := range schedules {
		group.Go(func() { planned.Run(firing) })
	}
	return nil
}

// waitForBatches waits for the batches under way, but no longer than the user will.
func waitForBatches(hurry context.Context, group *sync.WaitGroup) {
	limited, cancel := context.WithTimeout(hurry, finishLimit)
	defer cancel()
	go func() {
		group.Wait()
		cancel()
	}()
	<-limited.Done()
}

func (s *stack) sources() []*queues.Source {
	var sources []*queues.Source
	for _, function := range s.template.Functions {
		for _, source := range function.Sources {
			sources = append(sources, &queues.Source{
				Client: s.sqs, Queue: s.queues[source.Queue], Invoke: s.hosts[function.Name].Invoke,
				Report:    func(err error) { s.console.failed(function.Name, err) },
				BatchSize: source.BatchSize, Concurrency: source.Concurrency,
				PartialBatches: source.PartialBatches, Retry: s.options.retry,
			})
		}
	}
	return sources
}

func (s *stack) schedules() ([]*schedule.Schedule, error) {
	var planned []*schedule.Schedule
	for _, function := range s.template.Functions {
		for _, declared := range function.Schedules {
			report := func(err error) { s.console.failed(function.Name, err) }
			one, err := schedule.New(declared, s.hosts[function.Name].Invoke, report)
			if err != nil {
				return nil, err
			}
			planned = append(planned, one)
		}
	}
	return planned, nil
}

// drain lets the functions finish what is queued, so that a stop loses nothing.
func (s *stack) drain(hurry context.Context) {
	limited, cancel := context.WithTimeout(hurry, drainLimit)
	defer cancel()
	if err := s.drained(limited); err != nil {
		s.console.say("! Messages are lost with this stop: %v", err)
	}
}

// drained returns once no queue with a function behind it holds a message.
func (s *stack) drained(ctx context.Context) error {
	look := time.NewTicker(100 * time.Millisecond)
	defer look.Stop()
	for {
		waiting, err := s.waiting(context.WithoutCancel(ctx))
		if err != nil || len(waiting) == 0 {
			return err
		}
		select {
		case <-look.C:
		case <-ctx.Done():
			return errors.New(strings.Join(waiting, ", "))
		}
	}
}

func (s *stack) waiting(ctx context.Context) ([]string, error) {
	var waiting []string
	for _, source := range s.sources() {
		count, err := queues.Pending(ctx, s.sqs, source.Queue)
		if err != nil {
			return nil, err
		}
		if count > 0 {
			waiting = append(waiting, fmt.Sprintf("%d in %s", count, source.Queue.Name))
		}
	}
	return waiting, nil
}
