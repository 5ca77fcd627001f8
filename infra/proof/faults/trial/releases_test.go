package trial_test

import (
	"encoding/json"
	"flag"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/aws/aws-sdk-go-v2/feature/dynamodb/attributevalue"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"

	"serviziscolastici/infra/proof/faults/trial"
	"serviziscolastici/infra/proof/fixture"
	"serviziscolastici/shared/dynamo"
)

// release is what a released version has stored and queued: the evening of a small municipality with an
// open notice, a debited class and one that is not, and the messages that were under way.
type release struct {
	Items    map[string][]json.RawMessage `json:"items"` // by table, in the JSON of DynamoDB
	Receipts []string                     `json:"receipts"`
	Meals    []string                     `json:"meals"`
}

// write makes the release's file anew: go test -run T23 -args -write. Only for a new release.
var write = flag.Bool("write", false, "write testdata/release.json from the code as it is")

// T23. Goal: what the last release stored and queued is carried on by this one: debits, corrections and
// payments come to the same, and fsck finds nothing. Method: its items and messages, as they were, under the
// functions of today.
func TestT23OldItemsNewCode(t *testing.T) {
	if *write {
		writeRelease(t)
	}
	old := readRelease(t)
	f := newFixture(t)
	load(t, f, old, nil)
	carryOn(t, f, old)
}

// T23. Goal: what a newer release stores does not stop this one, which may run beside it: unknown attributes
// are left aside. Method: the same items and messages with attributes that nobody knows.
func TestT23NewerItemsThisCode(t *testing.T) {
	newer := readRelease(t)
	f := newFixture(t)
	load(t, f, newer, func(item map[string]types.AttributeValue) {
		item["invented"] = &types.AttributeValueMemberS{Value: "later"}
		item["more"] = &types.AttributeValueMemberM{Value: dynamo.Attributes{
			"deep": &types.AttributeValueMemberN{Value: "1"},
		}}
	})
	for i, body := range newer.Receipts {
		newer.Receipts[i] = strings.Replace(body, "{", `{"invented":{"a":[1]},`, 1)
	}
	for i, body := range newer.Meals {
		newer.Meals[i] = strings.Replace(body, "{", `{"invented":true,`, 1)
	}
	carryOn(t, f, newer)
}

// T23. Goal: the last release can read what this one writes: no attribute that it wrote is gone or has
// another type. Method: the shapes of all items of the same evening, written by the code as it is.
func TestT23NewItemsOldCode(t *testing.T) {
	then, now := shapes(t, readRelease(t)), shapes(t, record(t))
	for item, attributes := range then {
		for name, kind := range attributes {
			if now[item][name] != kind {
				t.Errorf("%s: %s was %s and is %q now", item, name, kind, now[item][name])
			}
		}
	}
}

// record plays what a release leaves: Friday is debited, Thursday is not yet, one top-up is paid, the
// other waits, a document too.
func record(t *testing.T) release {
	t.Helper()
	f, presences := newPresences(t, "PAP")
	finish(t, f)
	enter(t, presences, friday.AddDays(-1), "PPA")
	waiting := newBills(t, f)
	if _, err := f.OpenDocument(t.Context(), "2026/1", "P000001", 5000); err != nil {
		t.Fatal(err)
	}
	paid, err := f.OpenTopUp(t.Context(), "g", "P000002", 1500)
	if err != nil {
		t.Fatal(err)
	}
	settle(t, f, fixture.ReceiptFor(paid, "rt-0"), fixture.ReceiptFor(paid, "rt-again"))
	body, err := json.Marshal(waiting.Messages[0])
	if err != nil {
		t.Fatal(err)
	}
	left := release{
		Items: map[string][]json.RawMessage{}, Receipts: []string{string(body)},
		Meals: []string{request(friday.AddDays(-1))},
	}
	for name, table := range tablesOf(f) {
		page, err := table.Client.Scan(t.Context(), &dynamodb.ScanInput{TableName: &table.Name})
		if err != nil {
			t.Fatal(err)
		}
		for _, item := range page.Items {
			encoded, err := attributevalue.MarshalMapJSON(item)
			if err != nil {
				t.Fatal(err)
			}
			left.Items[name] = append(left.Items[name], encoded)
		}
	}
	return left
}

func tablesOf(f *trial.Fixture) map[string]dynamo.Table {
	return map[string]dynamo.Table{
		"core": f.Core, "presence": f.School.Presence, "ledger": f.Ledger.Ledger, "ops": f.Billing.Ops,
	}
}

func releaseFile() string { return filepath.Join("testdata", "release.json") }

func writeRelease(t *testing.T) {
	t.Helper()
	content, err := json.MarshalIndent(record(t), "", " ")
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(releaseFile(), append(content, '\n'), 0o600); err != nil {
		t.Fatal(err)
	}
}

func readRelease(t *testing.T) release {
	t.Helper()
	content, err := os.ReadFile(releaseFile())
	if err != nil {
		t.Fatal(err)
	}
	var old release
	if err := json.Unmarshal(content, &old); err != nil {
		t.Fatal(err)
	}
	return old
}

// load stores a release's items, each changed first if there is a change.
func load(t *testing.T, f *trial.Fixture, old release, change func(dynamo.Attributes)) {
	t.Helper()
	for name, table := range tablesOf(f) {
		for _, encoded := range old.Items[name] {
			item, err := attributevalue.UnmarshalMapJSON(encoded)
			if err != nil {
				t.Fatal(err)
			}
			if change != nil {
				change(item)
			}
			_, err = table.Client.PutItem(t.Context(), &dynamodb.PutItemInput{TableName: &table.Name, Item: item})
			if err != nil {
				t.Fatal(err)
			}
		}
	}
}

// shapes are the types of all attributes, by kind of item: its table and the letters of its key.
func shapes(t *testing.T, left release) map[string]map[string]string {
	t.Helper()
	found := map[string]map[string]string{}
	for name, items := range left.Items {
		for _, encoded := range items {
			var item map[string]map[string]json.RawMessage
			if err := json.Unmarshal(encoded, &item); err != nil {
				t.Fatal(err)
			}
			kind := name + " " + strings.SplitN(string(item["pk"]["S"]), "#", 2)[0] + " " +
				strings.SplitN(string(item["sk"]["S"]), "#", 2)[0]
			if found[kind] == nil {
				found[kind] = map[string]string{}
			}
			for attribute, value := range item {
				for letter := range value {
					found[kind][attribute] = letter
				}
			}
		}
	}
	return found
}

// carryOn does what is left to do, twice, and looks at the result.
func carryOn(t *testing.T, f *trial.Fixture, old release) {
	t.Helper()
	for range 2 {
		for _, body := range old.Meals {
			f.Meals.Send(body, 1)
		}
		for _, body := range old.Receipts {
			f.Notifications.Send(body, 1)
		}
		drainBoth(f)
	}
	if err := f.Billing.MarkParked(t.Context(), "c_x000"); err != nil { // as make parked does after an update
		t.Fatal(err)
	}
	finish(t, f)
	if letters := len(f.Meals.Dead()) + len(f.Notifications.Dead()); letters > 0 {
		t.Errorf("%d dead letters", letters)
	}
	accounts, err := f.Ledger.Accounts(t.Context(), "c_x000", []string{"P000000", "P000001", "P000002"})
	if err != nil {
		t.Fatal(err)
	}
	// Bands A, B and C at 450, 310 and 125: Friday PAP, Thursday PPA; 20 euro to the first, 15 to the third.
	want := map[string]int64{"P000000": 2000 - 900, "P000001": -310, "P000002": 1500 - 125}
	for pupil, balance := range want {
		if int64(accounts[pupil].Balance) != balance {
			t.Errorf("%s has %d, want %d", pupil, accounts[pupil].Balance, balance)
		}
	}
	if verdict, err := f.Verdict(t.Context()); err != nil || verdict != "clean" {
		t.Errorf("fsck: %s, %v", verdict, err)
	}
	for class, causes := range f.Failures() {
		t.Errorf("%s: %s", class, causes[0])
	}
}
