package runtimeapi_test

import (
	"context"
	"encoding/json"
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"sync"
	"testing"
	"time"

	"serviziscolastici/infra/local/runtimeapi"
)

const arn = "arn:aws:lambda:eu-south-1:000000000000:function:probe"

// seen is what the probe answers.
type seen struct {
	Process   int             `json:"process"`
	RequestID string          `json:"requestId"`
	ARN       string          `json:"arn"`
	Left      time.Duration   `json:"left"`
	Event     json.RawMessage `json:"event"`
}

// Goal: an event reaches a real Lambda binary with its context; the process is used again.
// Method: two calls of the probe, which answers with what it saw.
func TestInvoke(t *testing.T) {
	host := start(t, runtimeapi.Function{Timeout: 20 * time.Second})
	first, second := ask(t, host, `{"n":1}`), ask(t, host, `{"n":2}`)
	if first.ARN != arn || string(first.Event) != `{"n":1}` ||
		first.Left <= 0 || first.Left > 20*time.Second {
		t.Errorf("the function saw %+v", first)
	}
	if first.Process != second.Process || first.RequestID == second.RequestID {
		t.Errorf("first %+v, second %+v", first, second)
	}
}

// Goal: each way to fail is told apart, and the function works again afterwards.
// Method: let the probe fail in each way, then call it normally.
func TestFailures(t *testing.T) {
	host := start(t, runtimeapi.Function{Timeout: 500 * time.Millisecond})
	for wish, want := range map[string]string{
		"fail": "errorString", "panic": "string", "exit": runtimeapi.Crashed,
		"hang": runtimeapi.TimedOut, "large": runtimeapi.TooLarge,
	} {
		_, err := host.Invoke(t.Context(), []byte(`{"do":"`+wish+`"}`))
		var failure *runtimeapi.FunctionError
		if !errors.As(err, &failure) || failure.Type != want {
			t.Errorf("%s: %v, want %s", wish, err, want)
		}
		ask(t, host, `{}`)
	}
}

// Goal: a process that is killed at work fails its invocation as killed and no other, and an idle host has
// none to kill. Method: kill one that hangs, then call the function normally.
func TestKillOne(t *testing.T) {
	host := start(t, runtimeapi.Function{Timeout: 20 * time.Second})
	if host.KillOne() {
		t.Error("killed a process of a host that has none")
	}
	failed := make(chan error)
	go func() {
		_, err := host.Invoke(context.Background(), []byte(`{"do":"hang"}`))
		failed <- err
	}()
	for !host.KillOne() {
		runtime.Gosched()
	}
	var failure *runtimeapi.FunctionError
	if err := <-failed; !errors.As(err, &failure) || failure.Type != runtimeapi.Killed {
		t.Errorf("%v", err)
	}
	ask(t, host, `{}`)
	if host.KillOne() {
		t.Error("killed an idle process")
	}
}

// Goal: two events are worked on at once by two processes.
// Method: two calls that each wait for the other.
func TestConcurrency(t *testing.T) {
	host := start(t, runtimeapi.Function{Timeout: 20 * time.Second, MaxProcesses: 2})
	event, err := json.Marshal(map[string]string{"do": "meet", "path": t.TempDir()})
	if err != nil {
		t.Fatal(err)
	}
	var group sync.WaitGroup
	for range 2 {
		group.Go(func() {
			if _, err := host.Invoke(context.Background(), event); err != nil {
				t.Error(err)
			}
		})
	}
	group.Wait()
}

// Goal: a function that cannot start fails its invocation instead of hanging it.
// Method: a probe that exits at once, and a binary that does not exist.
func TestBrokenFunctions(t *testing.T) {
	broken := start(t, runtimeapi.Function{Timeout: time.Second, Env: []string{"PROBE=fails-at-start"}})
	var failure *runtimeapi.FunctionError
	if _, err := broken.Invoke(t.Context(), []byte(`{}`)); !errors.As(err, &failure) {
		t.Errorf("broken start: %v", err)
	}
	missing := runtimeapi.New(runtimeapi.Function{Binary: filepath.Join(t.TempDir(), "bootstrap")})
	if _, err := missing.Invoke(t.Context(), []byte(`{}`)); !errors.Is(err, runtimeapi.ErrNoBinary) {
		t.Errorf("missing binary: %v", err)
	}
	missing.Close()
	if _, err := missing.Invoke(t.Context(), []byte(`{}`)); !errors.Is(err, runtimeapi.ErrStopped) {
		t.Errorf("after the end: %v", err)
	}
}

// start builds the probe and hosts it.
func start(t *testing.T, function runtimeapi.Function) *runtimeapi.Host {
	t.Helper()
	binary := filepath.Join(t.TempDir(), "bootstrap")
	build := exec.Command("go", "build", "-tags", "lambda.norpc", "-o", binary, "./testdata/probe")
	if output, err := build.CombinedOutput(); err != nil {
		t.Fatalf("build the probe: %v\n%s", err, output)
	}
	output, err := os.Create(filepath.Join(t.TempDir(), "log"))
	if err != nil {
		t.Fatal(err)
	}
	function.Name, function.ARN, function.Binary, function.Output = "probe", arn, binary, output
	host := runtimeapi.New(function)
	t.Cleanup(func() {
		host.Close()
		_ = output.Close()
	})
	return host
}

func ask(t *testing.T, host *runtimeapi.Host, event string) seen {
	t.Helper()
	answer, err := host.Invoke(t.Context(), []byte(event))
	if err != nil {
		t.Fatal(err)
	}
	var what seen
	if err := json.Unmarshal(answer, &what); err != nil {
		t.Fatal(err)
	}
	return what
}
