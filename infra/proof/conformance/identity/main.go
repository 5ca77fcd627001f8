// Command identity runs the official suite for SPID and CIE service providers
// (spid-sp-test) against a local stack of its own, and checks what the suite does
// not: that each forged message is refused for its own reason, and that the
// metadata obeys the schema of Avviso SPID n. 29. `make conformance-identity`
// installs the suite and starts it.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"os"
	"os/signal"
	"path/filepath"
	"syscall"
	"time"

	"serviziscolastici/infra/proof/e2e/stack"
)

func main() {
	venv := flag.String("venv", ".local/conformance-identity/venv", "virtual environment with the suite")
	state := flag.String("state", ".local/conformance-identity/state", "folder for the stack and reports")
	flag.Parse()
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	if err := run(ctx, *venv, *state); err != nil {
		fmt.Fprintln(os.Stderr, "conformance-identity:", err)
		os.Exit(1)
	}
}

// run starts the stack with the suite's identity provider and goes through all rounds.
func run(ctx context.Context, venv, state string) error {
	began := time.Now()
	root, err := os.Getwd()
	if err != nil {
		return err
	}
	suite := suite{venv: absolute(root, venv), state: absolute(root, state), root: root}
	if err := suite.prepare(ctx); err != nil {
		return err
	}
	// An empty CLOCK is the real time, in which the suite lives.
	portal, err := stack.Start(ctx, root, suite.state, "CLOCK=", "IDP_METADATA="+suite.metadata())
	if err != nil {
		return err
	}
	defer portal.Stop()
	failures := []error{checkSchema(ctx, suite, portal.SpidMetadataURL)}
	for _, round := range rounds(portal) {
		failures = append(failures, suite.play(ctx, round))
	}
	if err := errors.Join(failures...); err != nil {
		return err
	}
	fmt.Printf("All rounds passed in %s.\n", time.Since(began).Round(time.Second))
	return nil
}

func absolute(root, path string) string {
	if filepath.IsAbs(path) {
		return path
	}
	return filepath.Join(root, path)
}
