package metering_test

import (
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"time"

	"serviziscolastici/infra/proof/metering"
)

// metered answers through a meter of a latency.
func metered(t *testing.T, latency time.Duration) (meter *metering.Meter, call func()) {
	database := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { _, _ = io.WriteString(w, "{}") }))
	t.Cleanup(database.Close)
	meter = metering.NewMeter(database.URL)
	meter.Latency = latency
	server := httptest.NewServer(meter)
	t.Cleanup(server.Close)
	return meter, func() {
		answer, err := http.Post(server.URL, "application/json", strings.NewReader("{}"))
		if err != nil {
			t.Error(err)
			return
		}
		_ = answer.Body.Close()
	}
}

// Goal: calls that a busy machine sends one after the other, without waiting for an answer, are one step, and a call that waits
// for one of them is the next. Method: calls of which the first and the last begin
// further apart than the latency, and one after them.
func TestSteps(t *testing.T) {
	meter, call := metered(t, 400*time.Millisecond)
	var sent sync.WaitGroup
	for range 6 {
		sent.Go(call)
		time.Sleep(meter.Latency / 4)
	}
	sent.Wait()
	call()
	used := meter.Take()
	if len(used.Steps) != 2 || len(used.Steps[0]) != 6 || used.Calls != 7 {
		t.Errorf("%d calls in %d steps: %v", used.Calls, len(used.Steps), used.Operations())
	}
}

// Goal: calls that wait side by side are let go at one moment: the call that follows one of them does not make the
// other wait longer, which would look as if its follower had waited for both. Method: pairs of chains of two calls.
func TestChainsSideBySide(t *testing.T) {
	meter, call := metered(t, 25*time.Millisecond)
	for range 40 {
		var chains sync.WaitGroup
		for range 2 {
			chains.Go(func() { call(); call() })
		}
		chains.Wait()
		if used := meter.Take(); used.Calls != 4 || len(used.Steps) != 2 {
			t.Fatalf("%d calls in %d steps", used.Calls, len(used.Steps))
		}
	}
}
