// Package stack runs a local stack of its own for the end-to-end tests: the shipped binaries, fresh
// emulators and simulators on free ports, the demo municipality, and a clock that stands still.
package stack

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"time"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/sqs"

	"serviziscolastici/infra/local/emulators"
	"serviziscolastici/infra/local/manifest"
	"serviziscolastici/infra/local/process"
	"serviziscolastici/shared/calendar"
	"serviziscolastici/shared/dynamo"
)

// Clock is the moment at which the tests live, in RFC 3339: the demo's Sunday evening, after the
// last school day has been debited.
const Clock = "2026-11-22T18:00:00+01:00"

// Now is the tests' moment.
func Now() time.Time { return time.Date(2026, 11, 22, 18, 0, 0, 0, calendar.Rome()) }

// startLimit is how long the stack may take to load the demo and be ready, stopGrace how long to end.
const (
	startLimit = 2 * time.Minute
	stopGrace  = 30 * time.Second
)

// Stack is a running local stack.
type Stack struct {
	manifest.Stack
	DB      *dynamodb.Client
	SQS     *sqs.Client
	Root    string // the repository
	Logs    string // folder of the logs of every part
	program *process.Process
}

// Start starts a stack that keeps everything below the folder state, and returns once its portal
// can be used. root is the repository; further settings ("NAME=value") win over the usual
// ones.
func Start(ctx context.Context, root, state string, settings ...string) (*Stack, error) {
	program := filepath.Join(root, ".local", "bin", "stack")
	if _, err := os.Stat(program); err != nil {
		return nil, fmt.Errorf("the local stack is not built, run `make test`: %w", err)
	}
	s := &Stack{Root: root, Logs: filepath.Join(state, "log")}
	output, err := process.OpenLog(filepath.Join(s.Logs, "stack.log"))
	if err != nil {
		return nil, err
	}
	defer func() { _ = output.Close() }() // the child has its own handle
	s.program, err = process.Start(process.Spec{
		Path: program, Arguments: []string{"-state", state}, Directory: root, Output: output,
		Env: append([]string{
			"PORT=0", "CLOCK=" + Clock, "LOCAL_RETRY_SECONDS=0",
			"PATH=" + os.Getenv("PATH"), "HOME=" + os.Getenv("HOME"),
		}, settings...),
	})
	if err != nil {
		return nil, err
	}
	if err := s.await(ctx, filepath.Join(state, "stack.json")); err != nil {
		s.program.Kill()
		return nil, fmt.Errorf("%w; the stack said:\n%s", err, s.Said())
	}
	s.DB, s.SQS = emulators.DynamoDB(s.DynamoDBURL), emulators.SQS(s.SQSURL)
	return s, nil
}

// Stop ends the stack and everything that it started.
func (s *Stack) Stop() { s.program.Stop(stopGrace) }

// Said is what the stack has printed so far.
func (s *Stack) Said() string {
	said, err := os.ReadFile(filepath.Join(s.Logs, "stack.log"))
	if err != nil {
		return err.Error()
	}
	return string(said)
}

// Table returns a table by its logical id in the template.
func (s *Stack) Table(logicalID string) dynamo.Table {
	return dynamo.Table{Client: s.DB, Name: s.Tables[logicalID]}
}

// await reads stack.json as soon as it is there: it appears when all parts are ready.
func (s *Stack) await(ctx context.Context, file string) error {
	limited, cancel := context.WithTimeout(ctx, startLimit)
	defer cancel()
	look := time.NewTicker(50 * time.Millisecond)
	defer look.Stop()
	for {
		var err error
		if s.Stack, err = manifest.Read(file); !errors.Is(err, fs.ErrNotExist) {
			return err
		}
		select {
		case <-look.C:
		case <-s.program.Done():
			return errors.New("the local stack ended at once")
		case <-limited.Done():
			return fmt.Errorf("the local stack was not ready in %s", startLimit)
		}
	}
}
