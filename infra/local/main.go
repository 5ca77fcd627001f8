// Command local runs the whole product on one machine, from what template.yaml says: the shipped
// function binaries under the Lambda Runtime API, HTTP APIs, queues, schedules and tables, with
// emulators for AWS and simulators for pagoPA and the identity providers. `make run` starts it.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"os"
	"os/signal"
	"syscall"
)

func main() {
	if err := run(); err != nil && !errors.Is(err, flag.ErrHelp) {
		fmt.Fprintln(os.Stderr, "\n"+err.Error())
		os.Exit(1)
	}
}

// run starts the stack and stops it on the first Ctrl-C; a second one skips the waiting.
func run() error {
	options, err := readOptions(os.Args[1:])
	if err != nil {
		return err
	}
	release, err := lock(options.state)
	if err != nil {
		return err
	}
	defer release()
	if options.idle {
		return nil
	}
	stop, unlisten := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer unlisten()
	s := newStack(options)
	err = s.start(stop)
	if err == nil {
		s.welcome()
		err = s.wait(stop)
	}
	asked := stop.Err() != nil
	if asked {
		s.console.say("\nStopping. Ctrl-C again does not wait for the queues.")
	}
	unlisten()
	hurry, unlistenHurry := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer unlistenHurry()
	s.stop(hurry)
	if asked {
		return nil // however far the start had come
	}
	if err != nil {
		return fmt.Errorf("the local stack has stopped: %w", err)
	}
	return nil
}
