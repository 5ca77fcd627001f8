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

// Goal: calls that a busy machine sends one after the other, without waiting for an answer, are one step, and a call that waits
// for one of them is the next. Method: calls of which the first and the last begin
// further apart than the latency, and one after them.
func TestSteps(t *testing.T) {
	database := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { _, _ = io.WriteString(w, "{}") }))
	defer database.Close()
	meter := metering.NewMeter(database.URL)
	meter.Latency = 400 * time.Millisecond
	server := httptest.NewServer(meter)
	defer server.Close()
	call := func() {
		answer, err := http.Post(server.URL, "application/json", strings.NewReader("{}"))
		if err != nil {
			t.Error(err)
			return
		}
		_ = answer.Body.Close()
	}
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
