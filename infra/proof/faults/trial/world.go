// Package trial tries the portal's money under failure: it runs the shipped binaries of the night and
// of the receipts against tables whose every call may fail, and queues that deliver as they please.
package trial

import (
	"bufio"
	"context"
	"crypto/rand"
	"encoding/base64"
	"errors"
	"fmt"
	"io"
	randv2 "math/rand/v2"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"sync"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"

	"serviziscolastici/infra/local/emulators"
	"serviziscolastici/infra/local/runtimeapi"
	"serviziscolastici/infra/local/tables"
	"serviziscolastici/infra/local/template"
	"serviziscolastici/infra/proof/faults/proxy"
	"serviziscolastici/infra/proof/faults/queue"
	"serviziscolastici/infra/proof/fsck/audit"
	"serviziscolastici/shared/billing"
	"serviziscolastici/shared/calendar"
	"serviziscolastici/shared/dynamo"
	"serviziscolastici/shared/ledger"
	"serviziscolastici/shared/school"
)

// The functions under trial.
const (
	Planner  = "mealplanner"
	Debits   = "mealdebits"
	Receipts = "receipts"
)

// parallel is how many processes a function has at most.
const parallel = 4

// functionTimeout is how long an invocation may take.
const functionTimeout = 60 * time.Second

// World is a set of empty tables with the functions and queues around them. The stores reach the
// tables directly, the functions through the proxy.
type World struct {
	Proxy         *proxy.Proxy
	Meals         *queue.Queue // what the planner sends
	Notifications *queue.Queue // receipts, as the station queues them
	School        school.Store
	Ledger        ledger.Store
	Billing       billing.Store
	Core          dynamo.Table
	Audit         audit.Auditor
	// Copies says how often each message of the planner comes.
	Copies queue.Copies
	// Timeout is how long an invocation may take. It counts from the next process on.
	Timeout time.Duration

	binaries string
	servers  []*http.Server
	dynamo   string // address of the proxy
	sqs      string // address of the queue's endpoint
	mu       sync.Mutex
	now      time.Time                // what the clocks of the stores and of all functions show
	skew     map[string]time.Duration // how far a function's clock is ahead of that
	hosts    map[string]*runtimeapi.Host
	kills    map[string]int // by function
	pipes    []*os.File
	logs     sync.WaitGroup
	failures map[Class][]string
}

// evening is when every function believes to be at first: a Friday at nine.
var evening = time.Date(2026, 11, 20, 21, 0, 0, 0, calendar.Rome())

// NewWorld makes a world at the DynamoDB emulator of an address, with the functions' binaries in a
// folder, as make build leaves them (<function>/bootstrap).
func NewWorld(ctx context.Context, emulator, binaries string, seed uint64) (*World, error) {
	db := emulators.DynamoDB(emulator)
	name := "trial-" + rand.Text()[:12]
	table := func(which string) dynamo.Table { return dynamo.Table{Client: db, Name: name + "-" + which} }
	w := &World{
		Proxy: proxy.New(emulator), Meals: queue.New(seed), Notifications: queue.New(seed + 1),
		Copies: func() int { return 1 }, binaries: binaries, Core: table("core"),
		hosts: map[string]*runtimeapi.Host{}, failures: map[Class][]string{}, Timeout: functionTimeout,
		now: evening, skew: map[string]time.Duration{}, kills: map[string]int{},
	}
	clock := calendar.Clock(w.Now)
	w.School = school.Store{Core: w.Core, Presence: table("presence"), Clock: clock}
	w.Ledger = ledger.Store{Ledger: table("ledger"), Clock: clock}
	w.Billing = billing.Store{
		Ledger: w.Ledger.Ledger, Ops: table("ops"), Accounts: w.Ledger, Clock: clock,
		Random: randv2.NewChaCha8(seedBytes(seed)),
	}
	w.Audit = audit.Auditor{
		Client: db, Core: w.Core.Name, Presence: w.School.Presence.Name, Ledger: w.Ledger.Ledger.Name,
		Ops: w.Billing.Ops.Name,
	}
	var wanted []template.Table
	for _, t := range []dynamo.Table{w.Core, w.School.Presence, w.Ledger.Ledger, w.Billing.Ops} {
		wanted = append(wanted, plainTable(t.Name))
	}
	if err := tables.Create(ctx, db, wanted); err != nil {
		return nil, err
	}
	var err error
	if w.dynamo, err = w.serve(w.Proxy); err == nil {
		w.sqs, err = w.serve(w.Meals.Endpoint(func() int { return w.Copies() }))
	}
	if err != nil {
		w.Close()
		return nil, err
	}
	return w, nil
}

// seedBytes makes a seed of the size that the generator wants.
func seedBytes(seed uint64) [32]byte {
	var bytes [32]byte
	for i := range 8 {
		bytes[i] = byte(seed >> (8 * i))
	}
	return bytes
}

// plainTable has the keys that all tables have.
func plainTable(name string) template.Table {
	return template.Table{
		Name:       name,
		Attributes: []template.Attribute{{Name: "pk", Type: "S"}, {Name: "sk", Type: "S"}},
		Keys:       []template.Key{{Name: "pk", Type: "HASH"}, {Name: "sk", Type: "RANGE"}},
	}
}

func (w *World) serve(handler http.Handler) (string, error) {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return "", err
	}
	server := &http.Server{Handler: handler, ReadHeaderTimeout: 10 * time.Second}
	w.servers = append(w.servers, server)
	go func() { _ = server.Serve(listener) }()
	return "http://" + listener.Addr().String(), nil
}

// Invoke runs a function on an event, in one of its processes.
func (w *World) Invoke(function string, event []byte) ([]byte, error) {
	host, err := w.host(function)
	if err != nil {
		return nil, err
	}
	answer, err := host.Invoke(context.Background(), event)
	var failed *runtimeapi.FunctionError
	killed := errors.As(err, &failed) && failed.Type == runtimeapi.Killed
	if err != nil && !killed && w.current(function, host) {
		w.note(err.Error())
	}
	return answer, err
}

// current reports whether the host was not killed meanwhile: what fails by that is no bug.
func (w *World) current(function string, host *runtimeapi.Host) bool {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.hosts[function] == host
}

// To makes the delivery of a queue's events to a function.
func (w *World) To(function string) queue.Invoke {
	return func(event []byte) ([]byte, error) { return w.Invoke(function, event) }
}

// Kill ends all processes of a function, whatever they are doing. The next event starts another.
func (w *World) Kill(function string) {
	w.mu.Lock()
	host := w.hosts[function]
	delete(w.hosts, function)
	w.mu.Unlock()
	if host != nil {
		host.Close()
	}
}

func (w *World) host(function string) (*runtimeapi.Host, error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	if host := w.hosts[function]; host != nil {
		return host, nil
	}
	output, err := w.logPipe()
	if err != nil {
		return nil, err
	}
	host := runtimeapi.New(runtimeapi.Function{
		Name: function, ARN: "arn:aws:lambda:local:000000000000:function:" + function,
		Binary: filepath.Join(w.binaries, function, "bootstrap"), Timeout: w.Timeout,
		Env: w.environment(function), Output: output, MaxProcesses: parallel,
	})
	w.hosts[function] = host
	return host, nil
}

func (w *World) environment(function string) []string {
	return append(emulators.Environment(w.dynamo, w.sqs), "AWS_ACCESS_KEY_ID="+function,
		"CORE_TABLE="+w.Core.Name, "PRESENCE_TABLE="+w.School.Presence.Name,
		"LEDGER_TABLE="+w.Ledger.Ledger.Name, "OPS_TABLE="+w.Billing.Ops.Name,
		"PORTAL_URL=https://"+host, "PEOPLE_KEY="+base64.StdEncoding.EncodeToString(make([]byte, 32)),
		"CHECKOUT_URL="+w.sqs, "CHECKOUT_KEY=unused",
		"MEALS_QUEUE_URL="+w.sqs+"/000000000000/meals", "CLOCK="+w.now.Add(w.skew[function]).Format(time.RFC3339),
	)
}

// logPipe gives a function somewhere to log to, and reads it.
func (w *World) logPipe() (*os.File, error) {
	reader, writer, err := os.Pipe()
	if err != nil {
		return nil, err
	}
	w.pipes = append(w.pipes, writer)
	w.logs.Go(func() {
		defer func() { _ = reader.Close() }()
		lines := bufio.NewReader(reader)
		for {
			line, err := lines.ReadBytes('\n')
			if cause := failureOf(line); len(line) > 0 && cause != "" {
				w.note(cause)
			}
			if err != nil {
				if !errors.Is(err, io.EOF) {
					w.note("panic: read the log: " + err.Error())
				}
				return
			}
		}
	})
	return writer, nil
}

// note remembers a failure under its class.
func (w *World) note(cause string) {
	class := Classify(cause)
	w.mu.Lock()
	defer w.mu.Unlock()
	w.failures[class] = append(w.failures[class], cause)
}

// Failures returns what went wrong in the functions so far, by class.
func (w *World) Failures() map[Class][]string {
	w.mu.Lock()
	defer w.mu.Unlock()
	copied := map[Class][]string{}
	for class, causes := range w.failures {
		copied[class] = append([]string(nil), causes...)
	}
	return copied
}

// Close ends all processes and removes the tables.
func (w *World) Close() {
	w.restart()
	for _, pipe := range w.pipes {
		_ = pipe.Close()
	}
	w.logs.Wait()
	for _, server := range w.servers {
		_ = server.Close()
	}
	ctx, cancel := context.WithTimeout(context.Background(), 10*time.Second)
	defer cancel()
	for _, t := range []dynamo.Table{w.Core, w.School.Presence, w.Ledger.Ledger, w.Billing.Ops} {
		// The emulator's tables are gone with it anyway; this only spares its memory.
		_, _ = t.Client.DeleteTable(ctx, &dynamodb.DeleteTableInput{TableName: aws.String(t.Name)})
	}
}

// Verdict is what fsck says of the tables: "clean", or the number of findings with the first.
func (w *World) Verdict(ctx context.Context) (string, error) {
	report, err := w.Audit.Check(ctx)
	if err != nil || report.Clean() {
		return "clean", err
	}
	first := report.Findings[0]
	return fmt.Sprintf("%d findings, first %s %s: %s",
		len(report.Findings), first.Rule, first.Key, first.Text), nil
}
