package main

import (
	"bytes"
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"serviziscolastici/infra/proof/fsck/audit"
	"serviziscolastici/shared/dynamo"
	"serviziscolastici/shared/dynamo/dynamotest"
)

// Goal: the exit status tells clean, broken and unchecked apart, and a repair heals. Method: one
// table with an account that has no entries.
func TestExitStatus(t *testing.T) {
	table := dynamotest.Table(t)
	stack, err := json.Marshal(map[string]any{
		"dynamodb_url": os.Getenv("AWS_ENDPOINT_URL_DYNAMODB"),
		"tables": map[string]string{
			"CoreTable": table.Name, "PresenceTable": table.Name, "LedgerTable": table.Name, "OpsTable": dynamotest.Table(t).Name,
		},
	})
	if err != nil {
		t.Fatal(err)
	}
	file := filepath.Join(t.TempDir(), "stack.json")
	if err := os.WriteFile(file, stack, 0o600); err != nil {
		t.Fatal(err)
	}
	check := func(want int, says string, arguments ...string) {
		t.Helper()
		var out, trouble bytes.Buffer
		if status := run(t.Context(), append(arguments, "-stack", file), &out, &trouble); status != want ||
			!strings.Contains(out.String(), says) {
			t.Errorf("status %d, want %d; %s%s", status, want, out.String(), trouble.String())
		}
	}
	check(clean, "fsck: clean.")
	other := dynamo.Key{PK: "A#c_x000#p", SK: "~ACC"}
	if err := table.Store(t.Context(), other, map[string]int{"balance": 5, "version": 1}); err != nil {
		t.Fatal(err)
	}
	entry, saved := dynamo.Key{PK: "A#c_x000#p", SK: "E#2026-11-20#J#x"}, filepath.Join(t.TempDir(), "baseline")
	if err := table.Store(t.Context(), entry, map[string]any{"kind": "opening", "day": "2026-11-20"}); err != nil {
		t.Fatal(err)
	}
	check(broken, "1 entries", "-save", saved)
	check(broken, "fsck: 2 records of the baseline looked at", "-since", saved)
	if err := table.Delete(t.Context(), entry); err != nil {
		t.Fatal(err)
	}
	check(broken, "I6  A#c_x000#p E#2026-11-20#J#x: was there when the baseline was taken, and is gone", "-since", saved)
	check(unchecked, "", "-since", file)
	check(broken, "I1  A#c_x000#p ~ACC: balance 5 and version 1, but 0 entries that sum to 0")
	check(broken, `"rule": "I10"`, "-json")
	check(broken, "not repaired: A#c_x000#p: version 1 but 0 entries", "-repair")
	if err := table.Store(t.Context(), entry, map[string]any{"kind": "opening", "day": "2026-11-20"}); err != nil {
		t.Fatal(err)
	}
	check(broken, "repaired A#c_x000#p: balance 0, version 1, from its entries", "-repair")
	file = filepath.Join(t.TempDir(), "missing")
	check(unchecked, "")
}

// Goal: the summary is one line. Method: print an empty report.
func TestSummary(t *testing.T) {
	var out bytes.Buffer
	err := show(&out, audit.Report{Accounts: 2}, false)
	if err != nil || strings.Count(out.String(), "\n") != 1 {
		t.Errorf("%q, %v", out.String(), err)
	}
}
