// Package serve runs a simulator's HTTP server the same careful way for all of
// them: limits on what comes in, one line when ready, a clean stop.
package serve

import (
	"context"
	"fmt"
	"io"
	"net"
	"net/http"
	"os/signal"
	"syscall"
	"time"
)

// MaxBody is the largest request body a simulator reads, in bytes.
const MaxBody = 256 << 10

// Run serves handler on listener until SIGINT or SIGTERM, after writing the
// line "NAME listening on ADDRESS" to out.
func Run(name string, listener net.Listener, handler http.Handler, out io.Writer) error {
	base, stop := signal.NotifyContext(context.Background(), syscall.SIGINT, syscall.SIGTERM)
	defer stop()
	server := Server(handler)
	failed := make(chan error, 1)
	go func() { failed <- server.Serve(listener) }()
	_, _ = fmt.Fprintf(out, "%s listening on http://%s\n", name, listener.Addr())
	select {
	case err := <-failed:
		return err
	case <-base.Done():
	}
	grace, cancel := context.WithTimeout(context.Background(), 3*time.Second)
	defer cancel()
	return server.Shutdown(grace)
}

// Server returns an HTTP server with the simulators' limits.
func Server(handler http.Handler) *http.Server {
	return &http.Server{
		Handler:           http.MaxBytesHandler(handler, MaxBody),
		ReadHeaderTimeout: 5 * time.Second,
		ReadTimeout:       20 * time.Second,
		WriteTimeout:      3 * time.Minute,
		IdleTimeout:       60 * time.Second,
		MaxHeaderBytes:    64 << 10,
	}
}

// Address returns public without its final slash or, when it is empty, the
// listener's own address as an http URL.
func Address(public string, listener net.Listener) string {
	if public == "" {
		return "http://" + listener.Addr().String()
	}
	for len(public) > 0 && public[len(public)-1] == '/' {
		public = public[:len(public)-1]
	}
	return public
}

// Clock returns the machine's clock, or one that stands still at the RFC 3339
// instant when one is given, so that a simulator can live in the same night as
// the functions it talks to.
func Clock(instant string) (func() time.Time, error) {
	if instant == "" {
		return time.Now, nil
	}
	at, err := time.Parse(time.RFC3339, instant)
	if err != nil {
		return nil, fmt.Errorf("clock: %w", err)
	}
	return func() time.Time { return at }, nil
}
