// Command operate does what an alarm or a question of the office asks for, on the running local stack or, with
// STACK, on that CloudFormation stack in the account of AWS_REGION and the environment's credentials. `make parked`
// and the other targets call it: its argument is the target's name, and make's variables reach it in the
// environment. infra/docs/operations.md says when to use which.
package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"maps"
	"os"
	"os/signal"
	"slices"
	"strings"
	"syscall"
	"time"

	"serviziscolastici/infra/setup/place"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	if err := run(ctx, os.Args[1:], place.LocalFile, os.Getenv, os.Stdout); err != nil {
		fmt.Fprintln(os.Stderr, "operate:", err)
		os.Exit(1)
	}
}

// operator has what every command needs.
type operator struct {
	place.Place
	setting func(name string) string
	out     io.Writer
	now     func() time.Time
}

// commands are the targets by name.
func commands() map[string]func(operator, context.Context) error {
	return map[string]func(operator, context.Context) error{
		"parked": operator.parked, "refused": operator.refused, "night": operator.night,
		"night-report": operator.nightReport, "queues": operator.queues, "redrive": operator.redrive,
		"reports": operator.reports, "restore": operator.restore, "load": operator.load, "logins": operator.logins,
		"logs": operator.logs, "smoke": operator.smoke,
	}
}

// run does what the one argument says, on the stack that STACK names or else the one of the local file.
func run(
	ctx context.Context, arguments []string, local string, setting func(string) string, out io.Writer,
) error {
	known := commands()
	if len(arguments) != 1 || known[arguments[0]] == nil {
		return fmt.Errorf("say one of %s", strings.Join(slices.Sorted(maps.Keys(known)), ", "))
	}
	o := operator{setting: setting, out: out, now: time.Now}
	var err error
	if stack := setting("STACK"); stack != "" {
		o.Place, err = place.Installed(ctx, stack, "")
	} else if o.Place, err = place.Local(local); err != nil {
		err = fmt.Errorf("%w: `make run` starts one, STACK=… names one in an AWS account", err)
	}
	if err != nil {
		return err
	}
	return known[arguments[0]](o, ctx)
}

// need returns a setting that a command cannot do without.
func (o operator) need(name, such string) (string, error) {
	if value := o.setting(name); value != "" {
		return value, nil
	}
	return "", fmt.Errorf("say %s=%s", name, such)
}

// municipality is the Comune that a command is about.
func (o operator) municipality() (string, error) { return o.need("MUNICIPALITY", "c_h501") }

// output is an output of the stack that a command cannot do without.
func (o operator) output(name string) (string, error) {
	if value := o.Name(name); value != "" {
		return value, nil
	}
	return "", errors.New("the stack has no " + name)
}

func (o operator) say(format string, values ...any) {
	_, _ = fmt.Fprintf(o.out, format+"\n", values...) // nobody is left to tell
}
