package main

import (
	"context"
	"encoding/json"
	"fmt"

	"serviziscolastici/infra/local/runtimeapi"
	"serviziscolastici/shared/billing"
	"serviziscolastici/shared/calendar"
	"serviziscolastici/shared/pagopa"
)

// receiptsRound is how many receipts a round settles: what SQS brings at once.
const receiptsRound = 10

// measureReceipts settles top-ups through the shipped function, and once more through the counter.
// The first event of each process only warms up: it also reads the municipality.
func measureReceipts(ctx context.Context, lab *laboratory, result *Result) error {
	if err := lab.found(ctx, diners); err != nil {
		return err
	}
	host := lab.host(lab.binary("receipts"), lab.emulator)
	defer host.Close()
	var rates []float64
	for round := range rounds {
		rate, err := lab.settle(ctx, host, fmt.Sprintf("r%d", round))
		if err != nil {
			return err
		}
		if round > 0 {
			rates = append(rates, rate)
		}
	}
	result.ReceiptsPerS = median(rates)
	counted := lab.host(lab.binary("receipts"), lab.counted)
	defer counted.Close()
	for _, name := range []string{"warm", "counted"} {
		lab.counter.take()
		if _, err := lab.settle(ctx, counted, name); err != nil {
			return err
		}
	}
	taken := lab.counter.take()
	result.ReceiptCalls, result.ReceiptWRU = float64(taken.calls)/receiptsRound, taken.units/receiptsRound
	row("receipts: %.0f a second, %.2f calls, %.2f write units each",
		result.ReceiptsPerS, result.ReceiptCalls, result.ReceiptWRU)
	return lab.lateReceipts(ctx, host, result.ReceiptsPerS)
}

// evenings is how many evenings of debits go on while late receipts are settled.
const evenings = 12

// lateReceipts settles receipts while meals are debited. Both have queues and processes of their own, so
// that receipts wait for no meal; here they still share the emulator and the processor.
func (l *laboratory) lateReceipts(ctx context.Context, host *runtimeapi.Host, alone float64) error {
	meals := l.host(l.binary("mealdebits"), l.emulator)
	defer meals.Close()
	day := func(n int) calendar.Day { return calendar.DayOf(evening).AddDays(-rounds - 2 - n) }
	for n := range evenings {
		if err := l.register(ctx, diners, day(n)); err != nil {
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
		rate, err := l.settle(ctx, host, fmt.Sprintf("late%d", len(rates)))
		if err != nil {
			return err
		}
		rates = append(rates, rate)
		select {
		case err := <-debited:
			row("receipts while %d meals are debited: %.0f a second, %.0f alone", evenings*diners, median(rates), alone)
			return err
		default:
		}
	}
}

// settle opens top-ups, hands their receipts over as one event and returns receipts a second.
func (l *laboratory) settle(ctx context.Context, host *runtimeapi.Host, name string) (float64, error) {
	var bodies []string
	for n := range receiptsRound {
		position, err := l.openTopUp(ctx, fmt.Sprintf("%s-%d", name, n), n)
		if err != nil {
			return 0, err
		}
		body, err := json.Marshal(receiptFor(position, fmt.Sprintf("%s-%d", name, n)))
		if err != nil {
			return 0, err
		}
		bodies = append(bodies, string(body))
	}
	took, err := deliver(ctx, host, bodies)
	return receiptsRound / took.Seconds(), err
}

func (l *laboratory) openTopUp(ctx context.Context, form string, pupil int) (billing.Position, error) {
	guardian := "G" + pupilName(pupil)
	cart, err := l.billing.OpenTopUps(ctx, billing.Order{
		Municipality: comune(), Guardian: guardian, Session: "bench", Form: form,
		TopUps: []billing.PupilAmount{{Pupil: pupilName(pupil), Amount: 2000}},
	})
	if err != nil {
		return billing.Position{}, err
	}
	_, positions, err := l.billing.CartOf(ctx, tenant, guardian, cart)
	if err == nil && len(positions) != 1 {
		err = fmt.Errorf("the cart of one top-up holds %d notices", len(positions))
	}
	if err != nil {
		return billing.Position{}, err
	}
	return positions[0], nil
}

func receiptFor(p billing.Position, id string) pagopa.ReceiptMessage {
	return pagopa.ReceiptMessage{
		Version: pagopa.ReceiptMessageVersion, ReceivedAt: evening, Receipt: pagopa.Receipt{
			ReceiptID: id, NoticeNumber: p.Number, CreditorFiscalCode: p.Creditor,
			CreditorReferenceID: p.Number.IUV(), Outcome: "OK", Amount: p.Amount, PSPName: "Banca di Prova",
			PaidAt: evening,
		},
	}
}
