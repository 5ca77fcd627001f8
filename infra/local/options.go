package main

import (
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"time"

	"serviziscolastici/infra/local/queues"
)

// options are the switches of the stack, from flags and environment.
type options struct {
	template  string
	state     string // folder of everything that the stack writes
	binaries  string
	tools     string
	demo      string         // folder of CSV files, "" for none
	port      int            // of the portal, 0 for any free one
	clock     string         // RFC 3339, "" for the real time
	moreIdps  string         // file with more identity providers' metadata
	retry     *time.Duration // see queues.ReadRetry
	today     time.Time
	idle      bool // only fail if a stack runs
	stackFile string
}

func readOptions(arguments []string) (options, error) {
	o := options{clock: os.Getenv("CLOCK"), moreIdps: os.Getenv("IDP_METADATA"), today: time.Now()}
	flags := flag.NewFlagSet("local", flag.ContinueOnError)
	flags.StringVar(&o.template, "template", "template.yaml", "the SAM template")
	flags.StringVar(&o.state, "state", ".local", "folder for data, logs and secrets")
	flags.StringVar(&o.binaries, "bin", ".local/bin", "folder of the built functions and simulators")
	flags.StringVar(&o.tools, "tools", ".local/npm", "folder where the emulators are installed")
	flags.StringVar(&o.demo, "demo", "infra/local/demo/files", "folder of the demo municipality, empty for none")
	flags.BoolVar(&o.idle, "idle", false, "only see that no stack runs, which make clean wants")
	if err := flags.Parse(arguments); err != nil {
		return o, err
	}
	var err error
	if o.port, err = readPort(os.Getenv("PORT")); err != nil {
		return o, err
	}
	if o.retry, err = queues.ReadRetry(os.Getenv("LOCAL_RETRY_SECONDS")); err != nil {
		return o, err
	}
	if o.clock != "" {
		if o.today, err = time.Parse(time.RFC3339, o.clock); err != nil {
			return o, fmt.Errorf("CLOCK is %q: it takes a time such as 2026-11-20T21:00:00+01:00", o.clock)
		}
	}
	if err := o.absolutePaths(); err != nil {
		return o, err
	}
	o.stackFile = filepath.Join(o.state, "stack.json")
	return o, os.MkdirAll(filepath.Join(o.state, "data"), 0o755)
}

// absolutePaths lets children with another working directory find what they are told of.
func (o *options) absolutePaths() error {
	for _, path := range []*string{&o.state, &o.binaries, &o.tools, &o.moreIdps} {
		if *path == "" {
			continue
		}
		absolute, err := filepath.Abs(*path)
		if err != nil {
			return err
		}
		*path = absolute
	}
	if o.moreIdps != "" {
		if _, err := os.Stat(o.moreIdps); err != nil {
			return fmt.Errorf("IDP_METADATA names a file that cannot be read: %w", err)
		}
	}
	return nil
}

func readPort(text string) (int, error) {
	if text == "" {
		return 8080, nil
	}
	port, err := strconv.Atoi(text)
	if err != nil || port < 0 || port > 65535 {
		return 0, fmt.Errorf("PORT is %q: it takes a number from 0 (any free port) to 65535", text)
	}
	return port, nil
}

// near is the preferred port of the stack's other parts, next to the portal's so that they
// stay the same from start to start.
func (o *options) near(distance int) int {
	if o.port == 0 || o.port+distance > 65535 {
		return 0
	}
	return o.port + distance
}
