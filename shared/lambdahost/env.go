// Package lambdahost starts a function: configuration from the environment,
// checked before the first event, the AWS connection, the log, and the adapters
// between Lambda's events and the portal's handlers.
package lambdahost

import (
	"errors"
	"fmt"
	"log/slog"
	"os"
	"strings"
	"time"

	"serviziscolastici/shared/calendar"
)

// Env reads a function's settings and remembers what is missing or wrong, so
// that start-up names all of it at once.
type Env struct {
	lookup   func(string) (string, bool)
	problems []string
}

// ReadEnv reads the settings of this process.
func ReadEnv() *Env { return NewEnv(os.LookupEnv) }

// NewEnv reads settings from any source.
func NewEnv(lookup func(string) (string, bool)) *Env { return &Env{lookup: lookup} }

// Text returns a setting that must be there.
func (e *Env) Text(name string) string {
	value, _ := e.lookup(name)
	if value = strings.TrimSpace(value); value == "" {
		e.problems = append(e.problems, name+" is not set")
	}
	return value
}

// Optional returns a setting that may be absent.
func (e *Env) Optional(name string) string {
	value, _ := e.lookup(name)
	return strings.TrimSpace(value)
}

// OnLambda returns a setting that must be there on Lambda and may be absent on
// this machine.
func (e *Env) OnLambda(name string) string {
	if e.onLambda() {
		return e.Text(name)
	}
	return e.Optional(name)
}

// Address returns a setting that must be there, one web address or several separated
// by blanks. On Lambda they are https: keys travel to them, and what comes back is believed.
func (e *Env) Address(name string) string { return e.secure(name, e.Text(name)) }

// OptionalAddress is Address for a setting that may be absent.
func (e *Env) OptionalAddress(name string) string { return e.secure(name, e.Optional(name)) }

func (e *Env) secure(name, text string) string {
	for address := range strings.FieldsSeq(text) {
		if e.onLambda() && !strings.HasPrefix(strings.ToLower(address), "https://") {
			e.problems = append(e.problems, name+" is not https")
		}
	}
	return text
}

// onLambda reports whether AWS runs this process.
func (e *Env) onLambda() bool { return e.Optional("AWS_LAMBDA_FUNCTION_NAME") != "" }

// LocalHTTP reports whether the portal is served over plain http on this
// machine, where browsers refuse Secure cookies. It is refused on Lambda.
func (e *Env) LocalHTTP() bool {
	on := e.Optional("LOCAL_HTTP") != ""
	if on && e.onLambda() {
		e.problems = append(e.problems, "LOCAL_HTTP is for the local stack only")
		return false
	}
	return on
}

// Clock returns the system's clock, or the one that CLOCK (RFC 3339) fixes for
// tests. A fixed clock is refused on Lambda.
func (e *Env) Clock() calendar.Clock {
	text := e.Optional("CLOCK")
	if text == "" {
		return calendar.System()
	}
	if e.onLambda() {
		e.problems = append(e.problems, "CLOCK is for the local stack only")
		return calendar.System()
	}
	at, err := time.Parse(time.RFC3339, text)
	if err != nil {
		e.problems = append(e.problems, "CLOCK is not a time like 2026-11-20T21:00:00+01:00")
		return calendar.System()
	}
	return calendar.Fixed(at)
}

// Reject remembers that a setting could not be read by whoever uses it, if so.
func (e *Env) Reject(name string, err error) {
	if err != nil {
		e.problems = append(e.problems, name+": "+err.Error())
	}
}

// Err returns what is missing or wrong, or nil.
func (e *Env) Err() error {
	if len(e.problems) == 0 {
		return nil
	}
	return fmt.Errorf("configuration: %w", errors.New(strings.Join(e.problems, "; ")))
}

// Log returns the function's log: one JSON object a line, on standard error.
func Log() *slog.Logger {
	log := slog.New(slog.NewJSONHandler(os.Stderr, nil))
	if function := os.Getenv("AWS_LAMBDA_FUNCTION_NAME"); function != "" {
		return log.With("function", function)
	}
	return log
}

// Fail ends the process because it cannot start; Lambda reports it as an init error.
func Fail(log *slog.Logger, err error) {
	log.Error("cannot start", "cause", err)
	os.Exit(1)
}
