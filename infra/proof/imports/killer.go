package main

import (
	"context"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"strconv"
	"strings"
	"time"

	"serviziscolastici/shared/imports"
)

// killer keeps one worker's process running, and kills it now and then.
type killer struct {
	place  place
	left   int // kills to come
	killed int
	within int // kills while a piece was being worked on
	peak   int // MB, the most that any process took

	process *exec.Cmd
}

// The pauses between kills: shorter than a run, and long enough that something is done in between.
const (
	shortest = 400 * time.Millisecond
	longest  = 4 * time.Second
)

// until runs workers until an import has the state.
func (k *killer) until(ctx context.Context, i imports.Import, state imports.State) (imports.Import, error) {
	defer k.stop()
	next := time.Now().Add(shortest)
	for ctx.Err() == nil {
		if err := k.start(ctx); err != nil {
			return i, err
		}
		now, err := k.place.worker.Store.Find(ctx, tenant, i.ID)
		if err != nil || now.State == state {
			return now, err
		}
		if now.State == imports.Refused || now.State == imports.Asking {
			return now, fmt.Errorf("the import is %s: %s", now.State, now.Refusal)
		}
		k.measure()
		if k.left > 0 && time.Now().After(next) {
			k.kill(ctx, now)
			next = time.Now().Add(shortest + rand.N(longest))
		}
		time.Sleep(20 * time.Millisecond)
	}
	return i, ctx.Err()
}

// start starts a worker, unless one runs.
func (k *killer) start(ctx context.Context) error {
	if k.process != nil {
		return nil
	}
	self, err := os.Executable()
	if err != nil {
		return err
	}
	k.process = exec.CommandContext(ctx, self, "-worker")
	k.process.Env = append(os.Environ(), run+"="+k.place.name, queueURL+"="+k.place.queue)
	k.process.Stderr = os.Stderr
	return k.process.Start()
}

// kill kills the worker as a power cut does, and counts whether it was in the middle of a piece: the import had been
// taken further when it is looked at again only if the piece was done.
func (k *killer) kill(ctx context.Context, before imports.Import) {
	_ = k.process.Process.Kill()
	_ = k.process.Wait()
	k.process = nil
	k.left--
	k.killed++
	after, err := k.place.worker.Store.Find(ctx, tenant, before.ID)
	if err == nil && after.Version == before.Version {
		k.within++
	}
}

func (k *killer) stop() {
	if k.process != nil {
		k.measure()
		_ = k.process.Process.Kill()
		_ = k.process.Wait()
		k.process = nil
	}
}

// measure notes the most memory that the process has taken so far. Linux tells it.
func (k *killer) measure() {
	status, err := os.ReadFile("/proc/" + strconv.Itoa(k.process.Process.Pid) + "/status")
	if err != nil {
		return
	}
	for line := range strings.Lines(string(status)) {
		if fields := strings.Fields(line); len(fields) > 1 && fields[0] == "VmHWM:" {
			if kilobytes, err := strconv.Atoi(fields[1]); err == nil {
				k.peak = max(k.peak, kilobytes/1024)
			}
		}
	}
}
