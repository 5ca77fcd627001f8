// Package trial tries the portal's money under failure: it runs the shipped binaries of the night and
// of the receipts against tables whose every call may fail, and queues that deliver as they please.
package trial

import (
	"bufio"
	"context"
	"encoding/base64"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"os"
	"path/filepath"
	"sync"
	"time"

	"serviziscolastici/infra/local/emulators"
	"serviziscolastici/infra/local/runtimeapi"
	"serviziscolastici/infra/proof/faults/proxy"
	"serviziscolastici/infra/proof/faults/queue"
	"serviziscolastici/infra/proof/fixture"
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

// Fixture is the proofs' with the functions and queues around it. Its stores reach the tables directly, the
// functions through the proxy.
type Fixture struct {
	fixture.Fixture
	Proxy         *proxy.Proxy
	Meals         *queue.Queue // what the planner sends
	Notifications *queue.Queue // receipts, as the station queues them
	// Copies says how often each message of the planner comes.
	Copies queue.Copies
	// Timeout is how long an invocation may take. It counts from the next process on.
	Timeout time.Duration

	binaries string
	servers  fixture.Servers
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

// New makes a fixture at the DynamoDB emulator of an address, with the functions' binaries in a folder, as
// make build leaves them (<function>/bootstrap).
func New(ctx context.Context, emulator, binaries string, seed uint64) (*Fixture, error) {
	f := &Fixture{
		Proxy: proxy.New(emulator), Meals: queue.New(seed), Notifications: queue.New(seed + 1),
		Copies: func() int { return 1 }, binaries: binaries,
		hosts: map[string]*runtimeapi.Host{}, failures: map[Class][]string{}, Timeout: functionTimeout,
		now: fixture.Evening(), skew: map[string]time.Duration{}, kills: map[string]int{},
	}
	var err error
	f.Fixture, err = fixture.New(ctx, emulators.DynamoDB(emulator), f.Now, rand.NewChaCha8(seedBytes(seed)))
	if err != nil {
		return nil, err
	}
	if f.dynamo, err = f.servers.Serve(f.Proxy); err == nil {
		f.sqs, err = f.servers.Serve(f.Meals.Endpoint(func() int { return f.Copies() }))
	}
	if err != nil {
		f.Close()
		return nil, err
	}
	return f, nil
}

// seedBytes makes a seed of the size that the generator wants.
func seedBytes(seed uint64) [32]byte {
	var bytes [32]byte
	for i := range 8 {
		bytes[i] = byte(seed >> (8 * i))
	}
	return bytes
}

// Invoke runs a function on an event, in one of its processes.
func (f *Fixture) Invoke(function string, event []byte) ([]byte, error) {
	host, err := f.host(function)
	if err != nil {
		return nil, err
	}
	answer, err := host.Invoke(context.Background(), event)
	var failed *runtimeapi.FunctionError
	killed := errors.As(err, &failed) && failed.Type == runtimeapi.Killed
	if err != nil && !killed && f.current(function, host) {
		f.note(err.Error())
	}
	return answer, err
}

// current reports whether the host was not killed meanwhile: what fails by that is no bug.
func (f *Fixture) current(function string, host *runtimeapi.Host) bool {
	f.mu.Lock()
	defer f.mu.Unlock()
	return f.hosts[function] == host
}

// To makes the delivery of a queue's events to a function.
func (f *Fixture) To(function string) queue.Invoke {
	return func(event []byte) ([]byte, error) { return f.Invoke(function, event) }
}

// Kill ends all processes of a function, whatever they are doing. The next event starts another.
func (f *Fixture) Kill(function string) {
	f.mu.Lock()
	host := f.hosts[function]
	delete(f.hosts, function)
	f.mu.Unlock()
	if host != nil {
		host.Close()
	}
}

func (f *Fixture) host(function string) (*runtimeapi.Host, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	if host := f.hosts[function]; host != nil {
		return host, nil
	}
	output, err := f.logPipe()
	if err != nil {
		return nil, err
	}
	host := runtimeapi.New(runtimeapi.Function{
		Name: function, ARN: "arn:aws:lambda:local:000000000000:function:" + function,
		Binary: filepath.Join(f.binaries, function, "bootstrap"), Timeout: f.Timeout,
		Env: f.environment(function), Output: output, MaxProcesses: parallel,
	})
	f.hosts[function] = host
	return host, nil
}

func (f *Fixture) environment(function string) []string {
	return append(append(emulators.Environment(f.dynamo, f.sqs), f.Fixture.Environment()...),
		"AWS_ACCESS_KEY_ID="+function, "PORTAL_URL=https://"+fixture.Host, "PEOPLE_KEY="+base64.StdEncoding.EncodeToString(make([]byte, 32)),
		"CHECKOUT_URL="+f.sqs, "CHECKOUT_KEY=unused",
		// Who would hear of a payment is not here: receipts does without.
		"MESSAGES_QUEUE_URL="+f.sqs+"/000000000000/messages",
		"MEALS_QUEUE_URL="+f.sqs+"/000000000000/meals", "CLOCK="+f.now.Add(f.skew[function]).Format(time.RFC3339),
	)
}

// logPipe gives a function somewhere to log to, and reads it.
func (f *Fixture) logPipe() (*os.File, error) {
	reader, writer, err := os.Pipe()
	if err != nil {
		return nil, err
	}
	f.pipes = append(f.pipes, writer)
	f.logs.Go(func() {
		defer func() { _ = reader.Close() }()
		lines := bufio.NewReader(reader)
		for {
			line, err := lines.ReadBytes('\n')
			if cause := failureOf(line); len(line) > 0 && cause != "" {
				f.note(cause)
			}
			if err != nil {
				if !errors.Is(err, io.EOF) {
					f.note("panic: read the log: " + err.Error())
				}
				return
			}
		}
	})
	return writer, nil
}

// note remembers a failure under its class.
func (f *Fixture) note(cause string) {
	class := Classify(cause)
	f.mu.Lock()
	defer f.mu.Unlock()
	f.failures[class] = append(f.failures[class], cause)
}

// Failures returns what went wrong in the functions so far, by class.
func (f *Fixture) Failures() map[Class][]string {
	f.mu.Lock()
	defer f.mu.Unlock()
	copied := map[Class][]string{}
	for class, causes := range f.failures {
		copied[class] = append([]string(nil), causes...)
	}
	return copied
}

// Close ends all processes and removes the tables.
func (f *Fixture) Close() {
	f.restart()
	for _, pipe := range f.pipes {
		_ = pipe.Close()
	}
	f.logs.Wait()
	f.servers.Close()
	ctx, cancel := context.WithTimeout(context.Background(), 10*time.Second)
	defer cancel()
	f.Remove(ctx)
}

// Verdict is what fsck says of the tables: "clean", or the number of findings with the first.
func (f *Fixture) Verdict(ctx context.Context) (string, error) {
	report, err := f.Audit.Check(ctx)
	if err != nil || report.Clean() {
		return "clean", err
	}
	first := report.Findings[0]
	return fmt.Sprintf("%d findings, first %s %s: %s",
		len(report.Findings), first.Rule, first.Key, first.Text), nil
}
