package dynamo_test

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"

	"serviziscolastici/shared/dynamo"
	"serviziscolastici/shared/dynamo/dynamotest"
)

// Goal: a range is read whole and in order whatever the size of its pages, a limit holds, and what the list
// held before is gone. Method: seven items, asked for in every way.
func TestQueryInPages(t *testing.T) {
	table := dynamotest.Table(t)
	type item struct{ N int }
	for n := range 7 {
		if err := table.Store(t.Context(), dynamo.Key{PK: "a", SK: fmt.Sprint(n)}, item{n}); err != nil {
			t.Fatal(err)
		}
	}
	for _, c := range []struct {
		r    dynamo.Range
		want []item
	}{
		{dynamo.Range{}, []item{{0}, {1}, {2}, {3}, {4}, {5}, {6}}},
		{dynamo.Range{PageSize: 1}, []item{{0}, {1}, {2}, {3}, {4}, {5}, {6}}},
		{dynamo.Range{PageSize: 3, Descending: true}, []item{{6}, {5}, {4}, {3}, {2}, {1}, {0}}},
		{dynamo.Range{PageSize: 7, From: "2", To: "4"}, []item{{2}, {3}, {4}}},
		{dynamo.Range{Limit: 2, PageSize: 3}, []item{{0}, {1}}},
		{dynamo.Range{Prefix: "x"}, nil},
		{dynamo.Range{From: "4", To: "4"}, []item{{4}}},
		{dynamo.Range{From: "4", To: "2"}, nil},
		{dynamo.Range{From: "4", To: "!", Descending: true, Limit: 2}, nil},
	} {
		c.r.PK = "a"
		if got, err := dynamo.Query[item](t.Context(), table, c.r); err != nil || !slices.Equal(got, c.want) {
			t.Errorf("%+v: %v, %v", c.r, got, err)
		}
	}
}

// Goal: any number of items is read by key, a hundred a call. Method: 250 keys, of which 3 are not there.
func TestBatchGetOfMany(t *testing.T) {
	table := dynamotest.Table(t)
	type item struct{ N int }
	var keys []dynamo.Key
	for n := range 250 {
		keys = append(keys, dynamo.Key{PK: "a", SK: fmt.Sprint(n)})
		if n < 247 {
			if err := table.Store(t.Context(), keys[n], item{n}); err != nil {
				t.Fatal(err)
			}
		}
	}
	if got, err := dynamo.BatchGet[item](t.Context(), table, keys); err != nil || len(got) != 247 {
		t.Errorf("%d items, %v", len(got), err)
	}
	if twice, err := dynamo.BatchGet[item](t.Context(), table, append(keys[:120:120], keys...)); err != nil || len(twice) != 247 {
		t.Errorf("of keys that are there twice: %d items, %v", len(twice), err)
	}
	if none, err := dynamo.BatchGet[item](t.Context(), table, nil); err != nil || len(none) != 0 {
		t.Errorf("of no keys: %d items, %v", len(none), err)
	}
}

// Goal: what no item can have for a key is not there, rather than an error. Method: keys at DynamoDB's limits,
// one byte above, empty, and of bytes that are no text, in every way to read and remove.
func TestKeyThatNoItemCanHave(t *testing.T) {
	table := dynamotest.Table(t)
	type item struct{ N int }
	long := func(n int) string { return strings.Repeat("è", n/2) }
	for key, there := range map[dynamo.Key]bool{
		{PK: long(2048), SK: long(1024)}: true, {PK: long(2050), SK: "a"}: false, {PK: "a", SK: long(1026)}: false,
		{PK: "", SK: "a"}: false, {PK: "a", SK: ""}: false, {PK: "a\xff", SK: "a"}: false, {PK: "a", SK: "a\xff"}: false,
	} {
		if there {
			if err := table.Store(t.Context(), key, item{1}); err != nil {
				t.Fatal(err)
			}
		}
		err := table.Get(t.Context(), key, &item{})
		batch, errBatch := dynamo.BatchGet[item](t.Context(), table, []dynamo.Key{key})
		if (err == nil) != there || !there && !errors.Is(err, dynamo.ErrNoItem) || errBatch != nil || (len(batch) > 0) != there {
			t.Errorf("%d and %d bytes: %v, %v %v", len(key.PK), len(key.SK), err, batch, errBatch)
		}
		for _, r := range []dynamo.Range{
			{PK: key.PK, Prefix: key.SK}, {PK: key.PK, From: key.SK}, {PK: key.PK, From: "a", To: key.SK},
		} {
			found, err := dynamo.Query[item](t.Context(), table, r)
			if err != nil || len(found) > 0 != there && key.SK != "" {
				t.Errorf("range of %d and %d bytes: %v, %v", len(key.PK), len(key.SK), found, err)
			}
		}
		if err := table.Delete(t.Context(), key); err != nil {
			t.Errorf("delete %d and %d bytes: %v", len(key.PK), len(key.SK), err)
		}
	}
}
