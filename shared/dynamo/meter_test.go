package dynamo_test

import (
	"bytes"
	"log/slog"
	"strings"
	"testing"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"

	"serviziscolastici/shared/dynamo"
	"serviziscolastici/shared/dynamo/dynamotest"
	"serviziscolastici/shared/invocation"
)

// Goal: every way to reach a table counts as a call with its units. Method: each of them once, through the
// client that functions use.
func TestEveryCallIsMetered(t *testing.T) {
	table := dynamotest.Table(t)
	ctx, record := invocation.Begin(t.Context())
	key := dynamo.Key{PK: "a", SK: "1"}
	type item struct {
		N int `dynamodbav:"n"`
	}
	update, err := table.Update(key, dynamo.Change{Update: "SET #n = :n", Values: map[string]any{":n": 2}})
	if err != nil {
		t.Fatal(err)
	}
	var out item
	for name, call := range map[string]func() error{
		"put":         func() error { return table.Store(ctx, key, item{1}) },
		"get":         func() error { return table.Get(ctx, key, &out) },
		"transaction": func() error { return dynamo.Transact(ctx, table.Client, []types.TransactWriteItem{update}) },
		"query": func() error {
			_, err := dynamo.Query[item](ctx, table, dynamo.Range{PK: "a"})
			return err
		},
		"batch":  func() error { _, err := dynamo.BatchGet[item](ctx, table, []dynamo.Key{key}); return err },
		"delete": func() error { return table.Delete(ctx, dynamo.Key{PK: "b", SK: "1"}) },
	} {
		if err := call(); err != nil && name != "get" { // The order of a map may ask before there is one.
			t.Errorf("%s: %v", name, err)
		}
	}
	var line bytes.Buffer
	record.Log(ctx, slog.New(slog.NewTextHandler(&line, nil)), slog.LevelInfo, "work")
	if !strings.Contains(line.String(), "dynamo_calls=6") || strings.Contains(line.String(), "write_units=0 ") {
		t.Errorf("%s", line.String())
	}
}
