// Package runtimeapi runs Lambda functions on one machine: it starts their shipped binaries and
// feeds them over the Lambda Runtime API, each invocation to exactly one process, one at a time.
// It holds the limits that AWS holds: timeout, payload sizes, a new process after a crash.
package runtimeapi

import (
	"context"
	"errors"
	"fmt"
	"os"
	"slices"
	"sync"
	"time"
)

// MaxPayload is Lambda's limit for a request or response of a synchronous call, in bytes.
const MaxPayload = 6 << 20

// initLimit is how long a new process may take before it asks for its first event.
const initLimit = 10 * time.Second

// Function says what to run.
type Function struct {
	Name         string
	ARN          string
	Binary       string // path of the bootstrap
	Timeout      time.Duration
	Env          []string // the whole environment without AWS_LAMBDA_RUNTIME_API
	Output       *os.File // stdout and stderr of all its processes
	MaxProcesses int      // how many events it may work on at once
}

// FunctionError is the failure of one invocation, as Lambda reports it.
type FunctionError struct {
	Type    string `json:"errorType"`
	Message string `json:"errorMessage"`
}

// Error gives type and message.
func (e *FunctionError) Error() string { return e.Type + ": " + e.Message }

// Types of FunctionError that come from the host and not from the function's code.
const (
	TimedOut = "Sandbox.Timedout"
	Crashed  = "Runtime.ExitError"
	Killed   = "Sandbox.Killed" // by KillOne; AWS has no word for it
	TooLarge = "Function.ResponseSizeTooLarge"
)

// ErrNoBinary says that the function has not been built.
var ErrNoBinary = errors.New("the function's binary is missing")

// ErrStopped says that the host does not take invocations any more.
var ErrStopped = errors.New("the function host has stopped")

// Host keeps the processes of one function.
type Host struct {
	function Function
	slots    chan struct{} // one for each event that may be worked on
	mu       sync.Mutex
	workers  map[*worker]bool // every live process
	idle     []*worker        // those that wait for an event, last used last
	stopped  bool
}

// New prepares a host; processes start with the first invocation.
func New(function Function) *Host {
	return &Host{
		function: function,
		slots:    make(chan struct{}, max(function.MaxProcesses, 1)),
		workers:  map[*worker]bool{},
	}
}

// Invoke runs the function on one event and returns its response. It waits while all processes
// are busy; ctx bounds that wait only, since a started invocation runs to its end as on AWS. A
// failure of the function is a *FunctionError.
func (h *Host) Invoke(ctx context.Context, payload []byte) ([]byte, error) {
	if len(payload) > MaxPayload {
		return nil, fmt.Errorf("event of %d bytes is over the limit of %d", len(payload), MaxPayload)
	}
	select {
	case h.slots <- struct{}{}:
	case <-ctx.Done():
		return nil, ctx.Err()
	}
	defer func() { <-h.slots }()
	for {
		w, reused, err := h.take()
		if err != nil {
			return nil, err
		}
		response, err := w.run(payload)
		// A process that ended while idle never saw the event, so another one may have it.
		if errors.Is(err, errNotDelivered) && reused {
			h.drop(w)
			continue
		}
		h.giveBack(w)
		return response, err
	}
}

// Close ends all processes. Invocations under way fail.
func (h *Host) Close() {
	h.mu.Lock()
	h.stopped = true
	var all []*worker
	for w := range h.workers {
		all = append(all, w)
	}
	h.mu.Unlock()
	for _, w := range all {
		h.drop(w)
	}
}

// KillOne ends one process that works on an event, at once and without a word, as when its machine
// fails; the invocation fails as Killed. It reports whether there was one.
func (h *Host) KillOne() bool {
	h.mu.Lock()
	var victim *worker
	for w := range h.workers {
		if !slices.Contains(h.idle, w) {
			victim = w
		}
	}
	h.mu.Unlock()
	if victim == nil {
		return false
	}
	victim.shot.Store(true)
	victim.process.Kill()
	return true
}

// take gives an idle process, which is reported by true, or starts one.
func (h *Host) take() (*worker, bool, error) {
	h.mu.Lock()
	defer h.mu.Unlock()
	if h.stopped {
		return nil, false, ErrStopped
	}
	if last := len(h.idle) - 1; last >= 0 {
		w := h.idle[last]
		h.idle = h.idle[:last]
		return w, true, nil
	}
	if _, err := os.Stat(h.function.Binary); err != nil {
		return nil, false, fmt.Errorf("%w: %s", ErrNoBinary, h.function.Binary)
	}
	w, err := startWorker(h.function)
	if err != nil {
		return nil, false, err
	}
	h.workers[w] = true
	return w, false, nil
}

func (h *Host) giveBack(w *worker) {
	select {
	case <-w.process.Done():
		h.drop(w)
		return
	default:
	}
	h.mu.Lock()
	defer h.mu.Unlock()
	h.idle = append(h.idle, w)
}

func (h *Host) drop(w *worker) {
	w.close()
	h.mu.Lock()
	defer h.mu.Unlock()
	delete(h.workers, w)
}
