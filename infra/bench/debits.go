package main

import (
	"context"
	"encoding/json"
	"fmt"
	"time"

	"github.com/aws/aws-lambda-go/events"
	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"

	"serviziscolastici/infra/local/runtimeapi"
	"serviziscolastici/shared/calendar"
)

const (
	// rounds is how often floor and function take turns.
	rounds = 7
	// diners is how many meals a round debits: one event of ten classes.
	diners = 10 * classSize
)

// measureDebits debits classes through the shipped function and, in turn, writes the same number of
// transactions of the same items with the bare SDK at the same concurrency. The first round of each
// only warms up.
func measureDebits(ctx context.Context, lab *laboratory, result *Result) error {
	if err := lab.found(ctx, diners); err != nil {
		return err
	}
	host := lab.host(lab.binary("mealdebits"), lab.emulator)
	defer host.Close()
	var ratios, rates []float64
	for round := range rounds + 1 {
		day := calendar.DayOf(evening).AddDays(-round)
		if err := lab.register(ctx, diners, day); err != nil {
			return err
		}
		floor, err := lab.bareDebits(ctx, round)
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
	return lab.countDebits(ctx, result)
}

// countDebits debits one more day through the counter.
func (l *laboratory) countDebits(ctx context.Context, result *Result) error {
	host := l.host(l.binary("mealdebits"), l.counted)
	defer host.Close()
	day := calendar.DayOf(evening).AddDays(-rounds - 1)
	if err := l.register(ctx, diners, day); err != nil {
		return err
	}
	l.counter.take()
	if _, err := debit(ctx, host, day); err != nil {
		return err
	}
	calls, units := l.counter.take()
	result.DebitCalls, result.DebitWRU = float64(calls)/diners, units/diners
	row("debits: %.2f calls, %.2f write units each", result.DebitCalls, result.DebitWRU)
	return nil
}

// debit hands one event with all classes to the function.
func debit(ctx context.Context, host *runtimeapi.Host, day calendar.Day) (time.Duration, error) {
	var bodies []string
	for n := 0; n < diners; n += classSize {
		bodies = append(bodies, fmt.Sprintf(
			`{"version":1,"municipality":%q,"class":%q,"day":%q}`, tenant, className(n), day))
	}
	return deliver(ctx, host, bodies)
}

// deliver hands messages to a function as one event of SQS. All of them must succeed.
func deliver(ctx context.Context, host *runtimeapi.Host, bodies []string) (time.Duration, error) {
	var event events.SQSEvent
	for i, body := range bodies {
		event.Records = append(event.Records, events.SQSMessage{
			MessageId: fmt.Sprint(i), Body: body, Attributes: map[string]string{"ApproximateReceiveCount": "1"},
		})
	}
	payload, err := json.Marshal(event)
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

// bareDebits writes transactions of an entry and a balance, with nothing around them.
func (l *laboratory) bareDebits(ctx context.Context, round int) (time.Duration, error) {
	client, table := l.ledger.Ledger.Client, l.ledger.Ledger.Name
	begun := time.Now()
	err := inParallel(diners, func(n int) error {
		_, err := client.TransactWriteItems(ctx, &dynamodb.TransactWriteItemsInput{
			TransactItems: bareDebit(table, fmt.Sprintf("BARE#%d", n), fmt.Sprintf("E#%d", round)),
		})
		return err
	})
	return time.Since(begun), err
}

func bareDebit(table, pk, sk string) []types.TransactWriteItem {
	text := func(value string) types.AttributeValue { return &types.AttributeValueMemberS{Value: value} }
	number := func(value string) types.AttributeValue { return &types.AttributeValueMemberN{Value: value} }
	detail := map[string]types.AttributeValue{
		"class": text("C00001"), "mark": text("P"), "band": text("A"), "price": number("450"),
		"version": text("2026-09-21"), "presence": number("1"),
	}
	return []types.TransactWriteItem{
		{Put: &types.Put{
			TableName: &table, ConditionExpression: aws.String("attribute_not_exists(pk)"),
			Item: map[string]types.AttributeValue{
				"pk": text(pk), "sk": text(sk), "kind": text("meal"), "day": text("2026-11-20"),
				"amount": number("-450"), "posted": text("2026-11-20T20:00:00Z"),
				"meal": &types.AttributeValueMemberM{Value: detail},
			},
		}},
		{Update: &types.Update{
			TableName: &table, Key: map[string]types.AttributeValue{"pk": text(pk), "sk": text("~ACC")},
			UpdateExpression:         aws.String("SET #u = :now ADD #b :amount, #v :one"),
			ExpressionAttributeNames: map[string]string{"#u": "updated", "#b": "balance", "#v": "version"},
			ExpressionAttributeValues: map[string]types.AttributeValue{
				":now": text("2026-11-20T20:00:00Z"), ":amount": number("-450"), ":one": number("1"),
			},
		}},
	}
}
