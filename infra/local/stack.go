package main

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"time"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/sqs"

	"serviziscolastici/infra/local/cards"
	"serviziscolastici/infra/local/emulators"
	"serviziscolastici/infra/local/manifest"
	"serviziscolastici/infra/local/queues"
	"serviziscolastici/infra/local/runtimeapi"
	"serviziscolastici/infra/local/secrets"
	"serviziscolastici/infra/local/tables"
	"serviziscolastici/infra/local/template"
)

// stack is the running whole. Its parts start in order and stop in reverse: first whoever makes
// requests, then the doors, then the queues run dry, and the emulators go last.
type stack struct {
	options  options
	began    time.Time
	console  *console
	template *template.Template
	secrets  secrets.Store
	doors    *doors
	db       *dynamodb.Client
	sqs      *sqs.Client
	queues   map[string]queues.Queue     // by logical id
	hosts    map[string]*runtimeapi.Host // by function name
	about    manifest.Stack
	proxied  string      // address of the tables for functions
	cards    cards.Place // of CNS, empty without
	broken   chan error  // a part that nothing works without has ended
	stops    []func(hurry context.Context)
}

func newStack(o options) *stack {
	return &stack{
		options: o, began: time.Now(), console: newConsole(os.Stdout, filepath.Join(o.state, "log")),
		secrets: secrets.Store{Folder: filepath.Join(o.state, "secrets")},
		hosts:   map[string]*runtimeapi.Host{}, broken: make(chan error, 8),
	}
}

// start brings up everything and returns when the portal can be used.
func (s *stack) start(ctx context.Context) error {
	for _, step := range []func(context.Context) error{
		s.readTemplate, s.openDoors, s.startEmulators, s.refuseOldData, s.startBuckets, s.startRightsProxy, s.startFunctions,
		s.startBackground, s.serveDoors, s.startSimulators, s.loadDemo, s.openOffice, s.writeManifest,
	} {
		if err := step(ctx); err != nil {
			return err
		}
		if err := ctx.Err(); err != nil {
			return err
		}
	}
	return nil
}

// wait returns when the user has had enough or a vital part has ended.
func (s *stack) wait(ctx context.Context) error {
	select {
	case <-ctx.Done():
		return nil
	case err := <-s.broken:
		return err
	}
}

// stop ends all parts, the last started first. The context ends when the user is in a hurry.
func (s *stack) stop(hurry context.Context) {
	for _, stop := range slices.Backward(s.stops) {
		stop(hurry)
	}
	s.stops = nil
}

func (s *stack) onStop(stop func(hurry context.Context)) { s.stops = append(s.stops, stop) }

func (s *stack) readTemplate(context.Context) error {
	read, err := template.ReadFile(s.options.template)
	s.template = read
	return err
}

// emulators says where they are.
func (s *stack) emulators() emulators.Place {
	return emulators.Place{
		Tools: s.options.tools, Programs: filepath.Join(filepath.Dir(s.options.tools), "tools"), Logs: s.console.logs,
	}
}

func (s *stack) startEmulators(ctx context.Context) error {
	place := s.emulators()
	file := filepath.Join(s.options.state, "data", "dynamodb.sqlite")
	store, err := place.StartDynamoDB(ctx, s.options.near(5), file)
	if err != nil {
		return err
	}
	s.keep(store, "DynamoDB")
	queue, err := place.StartSQS(ctx, s.options.near(6))
	if err != nil {
		return err
	}
	s.keep(queue, "SQS")
	s.about.DynamoDBURL, s.about.SQSURL = store.URL, queue.URL
	s.db, s.sqs = emulators.DynamoDB(store.URL), emulators.SQS(queue.URL)
	if err := tables.Create(ctx, s.db, s.template.Tables); err != nil {
		return err
	}
	s.queues, err = queues.Create(ctx, s.sqs, s.template.Queues)
	return err
}

// keep stops the emulator with the stack, and the stack with the emulator.
func (s *stack) keep(emulator *emulators.Emulator, name string) {
	stopping := make(chan struct{})
	go func() {
		select {
		case <-emulator.Done():
			s.broken <- fmt.Errorf("the %s emulator has ended, see %s", name, s.console.logs)
		case <-stopping:
		}
	}()
	s.onStop(func(context.Context) {
		close(stopping)
		emulator.Stop()
	})
}
