package main

import (
	"context"
	"encoding/json"
	"fmt"
	"time"

	"github.com/aws/aws-lambda-go/events"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"

	"serviziscolastici/infra/local/runtimeapi"
	"serviziscolastici/infra/proof/fixture"
	"serviziscolastici/shared/calendar"
	"serviziscolastici/shared/dynamo"
	"serviziscolastici/shared/ledger"
)

const (
	// rounds is how often floor and function take turns.
	rounds = 31
	// diners is how many meals a round debits: one event of ten classes.
	diners = 10 * fixture.ClassSize
)

// measureDebits debits classes through the shipped function and, in turn, sends the same number of the
// same transactions with the bare SDK at the same concurrency. The first round of each
// only warms up.
func measureDebits(ctx context.Context, f *Fixture, result *Result) error {
	if err := f.Populate(ctx, diners); err != nil {
		return err
	}
	host := f.host(f.binary("mealdebits"), f.emulator)
	defer host.Close()
	var ratios, rates []float64
	for round := range rounds + 1 {
		day := fixture.Today().AddDays(-round)
		if err := f.register(ctx, diners, day); err != nil {
			return err
		}
		floor, err := f.bareDebits(ctx, f.Ledger.Ledger.Client, round)
		if err != nil {
			return err
		}
		took, err := debit(ctx, host, day)
		if err != nil {
			return err
		}
		if round > 0 {
			ratios = append(ratios, floor.Seconds()/took.Seconds())
			rates = append(rates, diners/took.Seconds())
		}
	}
	result.DebitsRatio = median(ratios)
	row("debits: %.0f a second = %.0f%% of the bare SDK loop", median(rates), 100*result.DebitsRatio)
	return f.countDebits(ctx, result)
}

// countDebits debits one more day through the counter.
func (f *Fixture) countDebits(ctx context.Context, result *Result) error {
	host := f.host(f.binary("mealdebits"), f.counted)
	defer host.Close()
	day := fixture.Today().AddDays(-rounds - 1)
	if err := f.register(ctx, diners, day); err != nil {
		return err
	}
	f.counter.take()
	if _, err := debit(ctx, host, day); err != nil {
		return err
	}
	taken := f.counter.take()
	result.DebitCalls, result.DebitWRU = float64(taken.calls)/diners, taken.transactions/diners
	result.DebitWRUWithMarker = taken.units / diners
	row("debits: %.2f calls, %.2f write units each, %.2f with the share of the class's marker",
		result.DebitCalls, result.DebitWRU, result.DebitWRUWithMarker)
	return nil
}

// debit hands one event with all classes to the function.
func debit(ctx context.Context, host *runtimeapi.Host, day calendar.Day) (time.Duration, error) {
	return deliver(ctx, host, classBodies(day))
}

// classBodies are the planner's messages for all classes.
func classBodies(day calendar.Day) []string {
	var bodies []string
	for n := 0; n < diners; n += fixture.ClassSize {
		bodies = append(bodies, fmt.Sprintf(
			`{"version":1,"municipality":%q,"class":%q,"day":%q}`, fixture.Tenant, fixture.ClassName(n), day))
	}
	return bodies
}

// deliver hands messages to a function as one event of SQS. All of them must succeed.
func deliver(ctx context.Context, host *runtimeapi.Host, bodies []string) (time.Duration, error) {
	payload, err := queueEvent(bodies)
	if err != nil {
		return 0, err
	}
	begun := time.Now()
	answer, err := host.Invoke(ctx, payload)
	took := time.Since(begun)
	if err != nil {
		return 0, err
	}
	var response events.SQSEventResponse
	if err := json.Unmarshal(answer, &response); err != nil {
		return 0, err
	}
	if failed := len(response.BatchItemFailures); failed > 0 {
		return 0, fmt.Errorf("%d of %d messages failed", failed, len(bodies))
	}
	return took, nil
}

// queueEvent is an event of SQS with messages that are delivered for the first time.
func queueEvent(bodies []string) ([]byte, error) {
	var event events.SQSEvent
	for i, body := range bodies {
		event.Records = append(event.Records, events.SQSMessage{
			MessageId: fmt.Sprint(i), Body: body, Attributes: map[string]string{"ApproximateReceiveCount": "1"},
		})
	}
	return json.Marshal(event)
}

// bareDebits sends the same transactions as the function, prepared beforehand, with nothing around them.
func (f *Fixture) bareDebits(ctx context.Context, client *dynamodb.Client, round int) (time.Duration, error) {
	day := fixture.Today().AddDays(-round)
	transactions := make([][]types.TransactWriteItem, diners)
	for n := range transactions {
		pupil := fmt.Sprintf("BARE%d", n)
		var err error
		transactions[n], err = f.Ledger.Writes(fixture.Tenant, pupil, dynamo.EntryOfMeal(fixture.Tenant, pupil, day, "pranzo"),
			ledger.Entry{Kind: ledger.Meal, Day: day, Amount: -fixture.Prices()["A"], Meal: &ledger.MealDetail{
				Class: fixture.ClassName(n), Mark: "P", Band: "A", Price: fixture.Prices()["A"], Version: "2026/mensa/A/2026-09-21", Presence: 1,
			}})
		if err != nil {
			return 0, err
		}
	}
	begun := time.Now()
	err := fixture.InParallel(ctx, diners, func(ctx context.Context, n int) error {
		_, err := client.TransactWriteItems(ctx, &dynamodb.TransactWriteItemsInput{TransactItems: transactions[n]})
		return err
	})
	return time.Since(begun), err
}
