package process

import (
	"context"
	"errors"
	"fmt"
	"net"
	"strconv"
	"time"
)

// errEnded says that a child ended while it was waited for.
var errEnded = errors.New("it ended at once")

// Listen opens a loopback listener on the preferred port, or on any free one when that is
// taken or 0.
func Listen(preferred int) (net.Listener, error) {
	if listener, err := net.Listen("tcp", loopback(preferred)); err == nil {
		return listener, nil
	}
	return net.Listen("tcp", loopback(0))
}

// FreePort finds a loopback port for a child to listen on, the preferred one if it can.
func FreePort(preferred int) (int, error) {
	listener, err := Listen(preferred)
	if err != nil {
		return 0, err
	}
	defer func() { _ = listener.Close() }()
	return Port(listener), nil
}

// Port is the port of a listener.
func Port(listener net.Listener) int { return listener.Addr().(*net.TCPAddr).Port }

// AwaitPort returns once the child accepts connections on the loopback port.
func (p *Process) AwaitPort(ctx context.Context, port int, limit time.Duration) error {
	tooLate := time.NewTimer(limit)
	defer tooLate.Stop()
	pause := time.NewTicker(20 * time.Millisecond)
	defer pause.Stop()
	for {
		connection, err := net.DialTimeout("tcp", loopback(port), time.Second)
		if err == nil {
			return connection.Close()
		}
		select {
		case <-pause.C:
		case <-p.done:
			return errEnded
		case <-ctx.Done():
			return ctx.Err()
		case <-tooLate.C:
			return fmt.Errorf("port %d did not open in %s", port, limit)
		}
	}
}

func loopback(port int) string { return net.JoinHostPort("127.0.0.1", strconv.Itoa(port)) }
