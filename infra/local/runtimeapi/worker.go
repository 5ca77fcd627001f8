package runtimeapi

import (
	"errors"
	"fmt"
	"net"
	"net/http"
	"sync"
	"sync/atomic"
	"time"

	"serviziscolastici/infra/local/process"
)

// errNotDelivered says that the process ended, or never got as far, before it took the event.
var errNotDelivered = &FunctionError{
	Type: Crashed, Message: "the process ended before it asked for an event",
}

// stopGrace is how long an idle process gets to end by itself.
const stopGrace = 2 * time.Second

// worker is one process of a function with its own Runtime API address.
type worker struct {
	function Function
	process  *process.Process
	api      *http.Server
	next     chan *invocation // handed over only while the process asks for an event
	mu       sync.Mutex
	current  *invocation // the event that the process works on
	initial  *FunctionError
	shot     atomic.Bool // by KillOne
}

// invocation is one event on its way through a process.
type invocation struct {
	id      string
	payload []byte
	outcome chan outcome // holds one, so that the process never waits for the caller
}

type outcome struct {
	response []byte
	err      error
}

func startWorker(function Function) (*worker, error) {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return nil, err
	}
	w := &worker{function: function, next: make(chan *invocation)}
	w.api = &http.Server{Handler: w.routes(), ReadHeaderTimeout: 10 * time.Second}
	w.process, err = process.Start(process.Spec{
		Path:   function.Binary,
		Env:    append([]string{"AWS_LAMBDA_RUNTIME_API=" + listener.Addr().String()}, function.Env...),
		Output: function.Output,
	})
	if err != nil {
		_ = listener.Close()
		return nil, err
	}
	go func() { _ = w.api.Serve(listener) }()
	go func() {
		<-w.process.Done()
		_ = w.api.Close()
	}()
	return w, nil
}

// run gives the process one event and waits for what comes of it.
func (w *worker) run(payload []byte) ([]byte, error) {
	timeout := time.NewTimer(initLimit)
	defer timeout.Stop()
	event := &invocation{id: newID(), payload: payload, outcome: make(chan outcome, 1)}
	select {
	case w.next <- event:
	case <-w.process.Done():
		return nil, w.initFailure()
	case <-timeout.C:
		w.process.Kill()
		message := fmt.Sprintf("no first event asked for in %s", initLimit)
		return nil, &FunctionError{Type: TimedOut, Message: message}
	}
	timeout.Reset(w.function.Timeout)
	select {
	case result := <-event.outcome:
		return result.response, result.err
	case <-w.process.Done():
		return w.lastWords(event)
	case <-timeout.C:
		w.process.Kill()
		message := fmt.Sprintf("%s Task timed out after %.2f seconds", event.id, w.function.Timeout.Seconds())
		return nil, &FunctionError{Type: TimedOut, Message: message}
	}
}

// lastWords is the outcome of a process that has ended: what it reported just before, if it did.
func (w *worker) lastWords(event *invocation) ([]byte, error) {
	select {
	case result := <-event.outcome:
		return result.response, result.err
	default:
		kind, message := Crashed, "RequestId: "+event.id+" Error: the process ended"
		if w.shot.Load() {
			kind = Killed
		}
		return nil, &FunctionError{Type: kind, Message: message}
	}
}

func (w *worker) initFailure() error {
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.initial != nil {
		return errors.Join(w.initial, errNotDelivered)
	}
	if w.shot.Load() {
		return &FunctionError{Type: Killed, Message: errNotDelivered.Message}
	}
	return errNotDelivered
}

func (w *worker) close() { w.process.Stop(stopGrace) }
