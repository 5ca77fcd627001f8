package main

import (
	"context"
	"encoding/json"
	"fmt"

	"serviziscolastici/infra/local/runtimeapi"
	"serviziscolastici/infra/proof/fixture"
	"serviziscolastici/shared/calendar"
)

// receiptsRound is how many receipts a round settles: what SQS brings at once.
const receiptsRound = 10

// measureReceipts settles top-ups through the shipped function, and once more through the counter.
// The first event of each process only warms up: it also reads the municipality.
func measureReceipts(ctx context.Context, f *Fixture, result *Result) error {
	if err := f.Populate(ctx, diners); err != nil {
		return err
	}
	host := f.host(f.binary("receipts"), f.emulator)
	defer host.Close()
	var rates []float64
	for round := range rounds {
		rate, err := f.settle(ctx, host, fmt.Sprintf("r%d", round))
		if err != nil {
			return err
		}
		if round > 0 {
			rates = append(rates, rate)
		}
	}
	result.ReceiptsPerS = median(rates)
	counted := f.host(f.binary("receipts"), f.counted)
	defer counted.Close()
	for _, name := range []string{"warm", "counted"} {
		f.counter.take()
		if _, err := f.settle(ctx, counted, name); err != nil {
			return err
		}
	}
	taken := f.counter.take()
	result.ReceiptCalls, result.ReceiptWRU = float64(taken.calls)/receiptsRound, taken.units/receiptsRound
	row("receipts: %.0f a second, %.2f calls, %.2f write units each",
		result.ReceiptsPerS, result.ReceiptCalls, result.ReceiptWRU)
	return f.lateReceipts(ctx, host, result)
}

// evenings is how many evenings of debits go on while late receipts are settled.
const evenings = 12

// lateReceipts settles receipts while meals are debited. Both have queues and processes of their own, so
// that receipts wait for no meal; here they still share the emulator and the processor.
func (f *Fixture) lateReceipts(ctx context.Context, host *runtimeapi.Host, result *Result) error {
	meals := f.host(f.binary("mealdebits"), f.emulator)
	defer meals.Close()
	day := func(n int) calendar.Day { return fixture.Today().AddDays(-rounds - 2 - n) }
	for n := range evenings {
		if err := f.register(ctx, diners, day(n)); err != nil {
			return err
		}
	}
	debited := make(chan error, 1)
	go func() {
		var err error
		for n := 0; n < evenings && err == nil; n++ {
			_, err = debit(ctx, meals, day(n))
		}
		debited <- err
	}()
	var rates []float64
	for {
		rate, err := f.settle(ctx, host, fmt.Sprintf("late%d", len(rates)))
		if err != nil {
			return err
		}
		rates = append(rates, rate)
		select {
		case err := <-debited:
			result.LateReceipts = median(rates) / result.ReceiptsPerS
			row("receipts while %d meals are debited: %.0f a second, %.0f alone",
				evenings*diners, median(rates), result.ReceiptsPerS)
			return err
		default:
		}
	}
}

// settle opens top-ups, hands their receipts over as one event and returns receipts a second.
func (f *Fixture) settle(ctx context.Context, host *runtimeapi.Host, name string) (float64, error) {
	var bodies []string
	for n := range receiptsRound {
		position, err := f.OpenTopUp(ctx, fmt.Sprintf("%s-%d", name, n), fixture.PupilName(n), 2000)
		if err != nil {
			return 0, err
		}
		body, err := json.Marshal(fixture.ReceiptFor(position, fmt.Sprintf("%s-%d", name, n)))
		if err != nil {
			return 0, err
		}
		bodies = append(bodies, string(body))
	}
	took, err := deliver(ctx, host, bodies)
	return receiptsRound / took.Seconds(), err
}
