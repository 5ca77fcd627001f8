// Command pagopa plays pagoPA for the local stack: Checkout, a bank counter and
// the node that calls the creditor's station.
package main

import (
	"context"
	"flag"
	"log"
	"net"
	"os"
	"strings"
	"time"

	"serviziscolastici/infra/local/simulators/pagopa/counter"
	"serviziscolastici/infra/local/simulators/pagopa/node"
	"serviziscolastici/infra/local/simulators/pagopa/soap"
	"serviziscolastici/infra/local/simulators/serve"
	"serviziscolastici/shared/calendar"
)

// options are the command's flags.
type options struct {
	listen, publicURL, stationURL, keyFile, archiveKeyFile, state, clock string
	subject, issuer                                                      string
	head                                                                 soap.Head
	retry, late                                                          time.Duration
}

func main() {
	var o options
	flag.StringVar(&o.listen, "listen", "127.0.0.1:0", "address to listen on")
	flag.StringVar(&o.publicURL, "public-url", "", "own address as browsers see it; the listener's when empty")
	flag.StringVar(&o.stationURL, "station-url", "", "SOAP address of the creditor's station")
	flag.StringVar(&o.head.Creditor, "creditor", "77777777777", "fiscal code of the creditor (idPA)")
	flag.StringVar(&o.head.Broker, "broker", "77777777777", "fiscal code of the broker (idBrokerPA)")
	flag.StringVar(&o.head.Station, "station", "77777777777_01", "station id (idStation)")
	flag.StringVar(&o.subject, "certificate-subject", "forwarder.platform.pagopa.it",
		"common name in the certificate shown to the station")
	flag.StringVar(&o.issuer, "certificate-issuer", "RapidSSL TLS RSA CA G1", "common name of its issuer")
	flag.StringVar(&o.keyFile, "key-file", "", "file with Checkout's subscription key")
	flag.StringVar(&o.archiveKeyFile, "archive-key-file", "", "file with the archive's subscription key")
	flag.StringVar(&o.state, "state", ".local/pagopa", "folder that keeps carts and receipts")
	flag.StringVar(&o.clock, "clock", os.Getenv("CLOCK"), "fixed RFC 3339 instant instead of the real time")
	flag.DurationVar(&o.retry, "retry", 3*time.Second, "pause between two attempts to deliver a receipt")
	flag.DurationVar(&o.late, "late", 5*time.Second, "how late a receipt is when the payer asks for it")
	flag.Parse()
	if err := run(o); err != nil {
		log.Fatalf("pagopa: %v", err)
	}
}

func run(o options) error {
	now, err := serve.Clock(o.clock)
	if err != nil {
		return err
	}
	listener, err := net.Listen("tcp", o.listen)
	if err != nil {
		return err
	}
	base, stop := context.WithCancel(context.Background())
	defer stop()
	payments, err := node.Open(node.Config{
		StationURL: o.stationURL, Head: o.head, Subject: o.subject, Issuer: o.issuer, Retry: o.retry, StateDir: o.state, Now: now,
		Rome: calendar.Rome(), Base: base,
	})
	if err != nil {
		return err
	}
	server, err := counter.Open(counter.Config{
		PublicURL: serve.Address(o.publicURL, listener), Key: keyFrom(o.keyFile),
		ArchiveKey: keyFrom(o.archiveKeyFile), Creditor: o.head.Creditor,
		Node: payments, StateDir: o.state, Late: o.late, Now: now,
	})
	if err != nil {
		return err
	}
	return serve.Run("pagopa", listener, server.Handler(), os.Stdout)
}

// keyFrom reads the key file anew for every cart, because the stack may write it later.
func keyFrom(path string) func() (string, error) {
	return func() (string, error) {
		key, err := os.ReadFile(path)
		return strings.TrimSpace(string(key)), err
	}
}
