// Command truststore makes the list of the authorities that issue CNS cards from AgID's trusted list
// (ETSI TS 119 612): go run ./infra/setup/truststore TSL-IT.xml > .local/cns.pem. It does not check the list's
// signature, which the README says how to do.
package main

import (
	"fmt"
	"io"
	"os"
	"time"
)

func main() {
	if err := run(os.Args[1:], os.Stdout); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func run(arguments []string, out io.Writer) error {
	if len(arguments) != 1 {
		return fmt.Errorf("name the file of the trusted list: go run ./infra/setup/truststore TSL-IT.xml > .local/cns.pem")
	}
	file, err := os.Open(arguments[0])
	if err != nil {
		return err
	}
	defer func() { _ = file.Close() }()
	authorities, err := readList(file, time.Now())
	if err != nil {
		return fmt.Errorf("%s: %w", arguments[0], err)
	}
	for _, authority := range authorities {
		fmt.Fprintln(os.Stderr, authority.Subject)
	}
	return write(out, authorities)
}
