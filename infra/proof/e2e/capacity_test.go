package e2e_test

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"serviziscolastici/infra/local/emulators"
	"serviziscolastici/infra/local/gateway"
	"serviziscolastici/infra/local/process"
	"serviziscolastici/infra/local/runtimeapi"
	"serviziscolastici/infra/local/template"
	"serviziscolastici/infra/proof/e2e/stack"
	"serviziscolastici/infra/proof/metering"
)

// maxSteps is how many calls to DynamoDB may wait for one another, by method. A form reads what it
// changes before it writes; the longest lets another adult see a child, which happens once a year.
var maxSteps = map[string]int{http.MethodGet: 3, http.MethodPost: 7}

// Goal: no page waits for more than three calls to DynamoDB one after the other. Method: the shipped
// functions on the tables of the stack, with a meter between; every address of the authorisation's
// table as its owner, once the function is warm. The table of what each consumes is printed.
func TestCapacity(t *testing.T) {
	s, meter := openFixture(t, "1"), metering.NewMeter(portal.DynamoDBURL)
	s.portal = meteredPortal(t, meter)
	lines := []string{fmt.Sprintf("%-72s %6s %6s %6s %6s %6s", "", "status", "calls", "steps", "RRU", "WRU")}
	for _, row := range readMatrix(t) {
		if row.Want["owner"] == "404" || strings.HasSuffix(row.Address, "/esci") || row.Route == "GET /verifica" {
			continue
		}
		address := s.place(row.Address, s.things)
		s.ask("nobody", http.MethodGet, pathOf(address)) // starts the function
		meter.Take()
		got := s.ask("owner", row.Method, address)
		used := meter.Take()
		lines = append(lines, fmt.Sprintf("%-72s %6s %6d %6d %6.1f %6.1f", row.Route, got.outcome(), used.Calls, len(used.Steps), used.Reads, used.Writes))
		if got.status >= http.StatusInternalServerError {
			t.Errorf("%s: %d", row.Address, got.status)
		}
		if len(used.Steps) > maxSteps[row.Method] {
			t.Errorf("%s: %d calls one after the other: %v", row.Address, len(used.Steps), used.Operations())
		}
	}
	t.Log("\n" + strings.Join(lines, "\n"))
}

// meteredPortal is a second front door to the stack's data, whose functions call DynamoDB through the
// meter.
func meteredPortal(t *testing.T, meter *metering.Meter) string {
	t.Helper()
	database := httptest.NewServer(meter)
	t.Cleanup(database.Close)
	declared, err := template.ReadFile(filepath.Join(portal.Root, "template.yaml"))
	if err != nil {
		t.Fatal(err)
	}
	log, err := process.OpenLog(filepath.Join(portal.Logs, "metered.log"))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = log.Close() }) // the children have their own handles
	door := gateway.Gateway{API: "PortalApi", Report: func(function string, err error) { t.Errorf("%s: %v", function, err) }}
	for _, function := range declared.Functions {
		name := filepath.Base(filepath.FromSlash(function.Name))
		host := runtimeapi.New(runtimeapi.Function{
			Name: name, ARN: "arn:aws:lambda:local:000000000000:function:" + name, MaxProcesses: 1,
			Binary: filepath.Join(portal.Root, ".local", "bin", name, "bootstrap"), Timeout: time.Minute,
			Env: meteredEnvironment(t, database.URL), Output: log,
		})
		t.Cleanup(host.Close)
		for _, route := range function.Routes {
			if route.API == door.API && name != "access" { // the ways in need keys and providers
				door.Routes = append(door.Routes, gateway.Route{
					Function: name, Method: route.Method, Path: route.Path, Invoke: host.Invoke,
				})
			}
		}
	}
	server := httptest.NewServer(&door)
	t.Cleanup(server.Close)
	return server.URL
}

// meteredEnvironment is everything that any function of pages reads.
func meteredEnvironment(t *testing.T, database string) []string {
	t.Helper()
	key, err := os.ReadFile(filepath.Join(filepath.Dir(portal.Logs), "secrets", "checkout-key"))
	if err != nil {
		t.Fatal(err)
	}
	return append(emulators.Environment(database, portal.SQSURL),
		"CORE_TABLE="+portal.Tables["CoreTable"], "PRESENCE_TABLE="+portal.Tables["PresenceTable"],
		"LEDGER_TABLE="+portal.Tables["LedgerTable"], "OPS_TABLE="+portal.Tables["OpsTable"], "MESSAGES_QUEUE_URL="+portal.Queues["MessagesQueue"],
		"PORTAL_URL="+portal.PortalURL, "PEOPLE_KEY="+strings.Repeat("A", 43)+"=",
		"CHECKOUT_URL="+portal.PagopaURL, "CHECKOUT_KEY="+strings.TrimSpace(string(key)), "LOCAL_HTTP=1", "CLOCK="+stack.Clock)
}
