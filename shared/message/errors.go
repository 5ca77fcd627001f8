package message

import (
	"errors"
	"net"
)

// What becomes of a message that a channel does not take. The cause is wrapped beside them, for the log.
var (
	// ErrAbsent says that the parent is not to be reached by this channel.
	ErrAbsent = errors.New("message: not to be reached by this channel")
	// ErrRefused says that the channel never takes this message.
	ErrRefused = errors.New("message: refused")
	// ErrNotNow says that the message was not taken, and may be later.
	ErrNotNow = errors.New("message: not taken now")
	// ErrUnknown says that nobody knows whether it was taken.
	ErrUnknown = errors.New("message: nobody knows whether it was taken")
)

// Unanswered returns ErrNotNow for the error of a request that was never sent, and
// ErrUnknown for any other that had no answer.
func Unanswered(err error) error {
	var dial *net.OpError
	if errors.As(err, &dial) && dial.Op == "dial" {
		return ErrNotNow
	}
	return ErrUnknown
}
