// Package process starts the stack's child processes so that none outlives it: each leads its
// own process group, is stopped as a group, and writes to a log file instead of the console.
package process

import (
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"syscall"
	"time"
)

// Process is a running child.
type Process struct {
	command *exec.Cmd
	done    chan struct{}
}

// Spec says what to start.
type Spec struct {
	Path      string
	Arguments []string
	Directory string   // "" for the stack's own
	Env       []string // the whole environment, nothing is inherited
	Output    *os.File // receives stdout and stderr
}

// OpenLog creates or empties the log file of one child.
func OpenLog(path string) (*os.File, error) {
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		return nil, err
	}
	return os.OpenFile(path, os.O_CREATE|os.O_TRUNC|os.O_WRONLY|os.O_APPEND, 0o644)
}

// Start starts a child.
func Start(spec Spec) (*Process, error) {
	command := exec.Command(spec.Path, spec.Arguments...)
	command.Dir, command.Env = spec.Directory, spec.Env
	command.Stdout, command.Stderr = spec.Output, spec.Output
	command.SysProcAttr = ownGroup()
	if err := command.Start(); err != nil {
		return nil, fmt.Errorf("start %s: %w", filepath.Base(spec.Path), err)
	}
	p := &Process{command: command, done: make(chan struct{})}
	go func() {
		// The exit status is part of the child's log or of the invocation that failed.
		_ = command.Wait()
		close(p.done)
	}()
	return p, nil
}

// Done is closed once the child has ended.
func (p *Process) Done() <-chan struct{} { return p.done }

// ID is the child's process id.
func (p *Process) ID() int { return p.command.Process.Pid }

// Stop asks the child's group to end and kills it after the grace period. It returns once the
// child has ended.
func (p *Process) Stop(grace time.Duration) {
	p.signal(syscall.SIGTERM)
	select {
	case <-p.done:
	case <-time.After(grace):
	}
	p.Kill()
}

// Kill ends the child's group at once and returns when the child has ended.
func (p *Process) Kill() {
	p.signal(syscall.SIGKILL)
	<-p.done
}

func (p *Process) signal(signal syscall.Signal) {
	select {
	case <-p.done:
		return // its number may belong to somebody else by now
	default:
	}
	if err := syscall.Kill(-p.ID(), signal); err != nil && !errors.Is(err, syscall.ESRCH) {
		_ = p.command.Process.Kill()
	}
}
