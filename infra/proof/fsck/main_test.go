package main

import (
	"bytes"
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	"net/http/httputil"
	"net/url"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"serviziscolastici/infra/proof/fsck/audit"
	"serviziscolastici/infra/setup/place/placetest"
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
			"AuditTable": dynamotest.Table(t).Name,
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
		if status := run(t.Context(), append(arguments, "-local", file), &out, &trouble); status != want ||
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

// account is an account as fsck meets it: a CloudFormation that knows one stack with the given outputs, and
// a DynamoDB that lets nobody write.
func account(t *testing.T, outputs map[string]string) {
	t.Helper()
	placetest.Stack(t, "scuola", outputs)
	emulator, err := url.Parse(os.Getenv("AWS_ENDPOINT_URL_DYNAMODB"))
	if err != nil {
		t.Fatal(err)
	}
	forward := httputil.NewSingleHostReverseProxy(emulator)
	reads := []string{"Scan", "BatchGetItem", "Query", "GetItem"}
	store := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		_, operation, _ := strings.Cut(r.Header.Get("X-Amz-Target"), ".")
		if !slices.Contains(reads, operation) {
			w.WriteHeader(http.StatusBadRequest)
			_, _ = io.WriteString(w, `{"__type":"AccessDeniedException"}`)
			return
		}
		forward.ServeHTTP(w, r)
	}))
	t.Cleanup(store.Close)
	t.Setenv("AWS_ENDPOINT_URL_DYNAMODB", store.URL)
}

// Goal: an account's tables are found by its stack's outputs or by name, and checked without writing. Method:
// a broken account item behind a DynamoDB that refuses writes, with and without -repair; outputs that lack a table.
func TestAccount(t *testing.T) {
	core, presence, ledger, ops := dynamotest.Table(t), dynamotest.Table(t), dynamotest.Table(t), dynamotest.Table(t)
	deeds := dynamotest.Table(t)
	named := []string{
		"-core", core.Name, "-presence", presence.Name, "-ledger", ledger.Name, "-ops", ops.Name, "-audit", deeds.Name,
	}
	outputs := map[string]string{
		"CoreTableName": core.Name, "PresenceTableName": presence.Name, "LedgerTableName": ledger.Name,
		"OpsTableName": ops.Name, "AuditTableName": deeds.Name, "PortalApiUrl": "https://example.it",
	}
	pupil := dynamo.Key{PK: "A#c_x000#p", SK: "~ACC"}
	if err := ledger.Store(t.Context(), pupil, map[string]int{"balance": 5}); err != nil {
		t.Fatal(err)
	}
	region := os.Getenv("AWS_REGION")
	account(t, outputs)
	for name, c := range map[string]struct {
		arguments []string
		status    int
		says      string
	}{
		"stack":         {[]string{"-stack", "scuola"}, broken, "I1  A#c_x000#p ~ACC: balance 5"},
		"names":         {named, broken, "I1  A#c_x000#p ~ACC: balance 5"},
		"repair":        {[]string{"-stack", "scuola", "-repair"}, unchecked, "AccessDeniedException"},
		"no such stack": {[]string{"-stack", "other"}, unchecked, "stack other: "},
		"one name":      {named[:2], unchecked, "nothing tells the name of the table Presence"},
		"no endpoint":   {append(named, "-endpoint", "http://127.0.0.1:1"), unchecked, "connection refused"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Setenv("AWS_REGION", "")
			var out, trouble bytes.Buffer
			arguments := append([]string{"-region", region}, c.arguments...)
			if status := run(t.Context(), arguments, &out, &trouble); status != c.status ||
				!strings.Contains(out.String()+trouble.String(), c.says) {
				t.Errorf("status %d, want %d; %s%s", status, c.status, out.String(), trouble.String())
			}
		})
	}
	account(t, map[string]string{"CoreTableName": core.Name})
	var out, trouble bytes.Buffer
	if status := run(t.Context(), []string{"-stack", "scuola"}, &out, &trouble); status != unchecked ||
		!strings.Contains(trouble.String(), "nothing tells the name of the table Presence") {
		t.Errorf("status %d; %s", status, trouble.String())
	}
}

// Goal: the summary is one line. Method: print an empty report.
func TestSummary(t *testing.T) {
	var out bytes.Buffer
	err := show(&out, audit.Report{Accounts: 2}, false)
	if err != nil || strings.Count(out.String(), "\n") != 1 {
		t.Errorf("%q, %v", out.String(), err)
	}
}
