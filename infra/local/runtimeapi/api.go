package runtimeapi

import (
	"crypto/rand"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strconv"
	"time"
)

// routes are the four calls of the Lambda Runtime API, version 2018-06-01.
func (w *worker) routes() http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("GET /2018-06-01/runtime/invocation/next", w.serveNext)
	mux.HandleFunc("POST /2018-06-01/runtime/invocation/{id}/response", w.serveResponse)
	mux.HandleFunc("POST /2018-06-01/runtime/invocation/{id}/error", w.serveError)
	mux.HandleFunc("POST /2018-06-01/runtime/init/error", w.serveInitError)
	return mux
}

func (w *worker) serveNext(out http.ResponseWriter, r *http.Request) {
	if w.working() {
		refuse(out, http.StatusForbidden, "the last event is not answered yet")
		return
	}
	select {
	case event := <-w.next:
		w.deliver(out, event)
	case <-r.Context().Done():
	}
}

func (w *worker) deliver(out http.ResponseWriter, event *invocation) {
	deadline := time.Now().Add(w.function.Timeout)
	w.mu.Lock()
	w.current = event
	w.mu.Unlock()
	header := out.Header()
	header.Set("Content-Type", "application/json")
	header.Set("Lambda-Runtime-Aws-Request-Id", event.id)
	header.Set("Lambda-Runtime-Deadline-Ms", strconv.FormatInt(deadline.UnixMilli(), 10))
	header.Set("Lambda-Runtime-Invoked-Function-Arn", w.function.ARN)
	header.Set("Lambda-Runtime-Trace-Id", traceID(deadline))
	_, _ = out.Write(event.payload)
}

func (w *worker) serveResponse(out http.ResponseWriter, r *http.Request) {
	body, err := io.ReadAll(http.MaxBytesReader(out, r.Body, MaxPayload))
	var tooLarge *http.MaxBytesError
	switch {
	case errors.As(err, &tooLarge):
		w.finish(out, r, outcome{err: &FunctionError{Type: TooLarge, Message: "response over 6 MB"}})
	case err != nil:
		refuse(out, http.StatusBadRequest, "the response could not be read")
	default:
		w.finish(out, r, outcome{response: body})
	}
}

func (w *worker) serveError(out http.ResponseWriter, r *http.Request) {
	w.finish(out, r, outcome{err: readError(r)})
}

func (w *worker) serveInitError(out http.ResponseWriter, r *http.Request) {
	w.mu.Lock()
	w.initial = readError(r)
	w.mu.Unlock()
	accept(out)
}

// finish ends the event that the process works on; an answer to any other is refused.
func (w *worker) finish(out http.ResponseWriter, r *http.Request, result outcome) {
	w.mu.Lock()
	event := w.current
	if event == nil || event.id != r.PathValue("id") {
		w.mu.Unlock()
		refuse(out, http.StatusBadRequest, "this is not the event under work")
		return
	}
	w.current = nil
	w.mu.Unlock()
	accept(out)
	event.outcome <- result
}

func (w *worker) working() bool {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.current != nil
}

func readError(r *http.Request) *FunctionError {
	failure := &FunctionError{}
	data, err := io.ReadAll(io.LimitReader(r.Body, 1<<20))
	if err != nil || json.Unmarshal(data, failure) != nil {
		return &FunctionError{Type: "Runtime.Unknown", Message: "the function's report cannot be read"}
	}
	return failure
}

func accept(out http.ResponseWriter) {
	out.WriteHeader(http.StatusAccepted)
	_, _ = io.WriteString(out, `{"status":"OK"}`)
}

func refuse(out http.ResponseWriter, status int, why string) {
	out.Header().Set("Content-Type", "application/json")
	out.WriteHeader(status)
	_ = json.NewEncoder(out).Encode(FunctionError{Type: "InvalidRequest", Message: why})
}

// newID is a random UUID in the usual spelling.
func newID() string {
	var b [16]byte
	_, _ = rand.Read(b[:]) // never fails, crypto/rand ends the program instead
	b[6], b[8] = b[6]&0x0f|0x40, b[8]&0x3f|0x80
	return fmt.Sprintf("%x-%x-%x-%x-%x", b[0:4], b[4:6], b[6:8], b[8:10], b[10:])
}

// traceID has the form of an X-Ray header: a time in hex and random digits, not sampled.
func traceID(now time.Time) string {
	var b [20]byte
	_, _ = rand.Read(b[:])
	digits := hex.EncodeToString(b[:])
	return fmt.Sprintf("Root=1-%08x-%s;Parent=%s;Sampled=0", now.Unix(), digits[:24], digits[24:])
}
