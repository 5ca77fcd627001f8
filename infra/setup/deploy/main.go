// Command deploy takes the portal from a clone into an AWS account, and keeps it there: `make deploy` and its steps
// doctor and prepare, `make domain` for one more host, `make undeploy` for trials. STACK names the installation,
// AWS_REGION its region, and credentials are in the environment. What the template asks (its parameters, by their
// names) comes from the environment, from the file SETTINGS, from the running stack or from the keyboard, in this order.
// infra/docs/deploying.md tells the whole way.
package main

import (
	"bufio"
	"context"
	"fmt"
	"io"
	"maps"
	"os"
	"os/signal"
	"slices"
	"strings"
	"syscall"
	"time"

	"github.com/aws/aws-sdk-go-v2/service/cloudformation"
	"golang.org/x/term"

	"serviziscolastici/infra/setup/cloud"
	"serviziscolastici/infra/setup/parameters"
	"serviziscolastici/infra/setup/place"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	d := deployment{
		Place: place.Account(""), setting: os.Getenv, out: os.Stdout, now: time.Now, pause: 5 * time.Second,
		template: "template.yaml", build: ".build", demo: "infra/local/demo/files", domainTemplate: "infra/setup/domain.yaml",
	}
	if term.IsTerminal(int(os.Stdin.Fd())) {
		d.keyboard = &keyboard{lines: bufio.NewScanner(os.Stdin), out: os.Stdout, hide: term.ReadPassword}
	}
	if err := d.run(ctx, os.Args[1:]); err != nil {
		fmt.Fprintln(os.Stderr, "deploy:", err)
		os.Exit(1)
	}
}

// deployment has what every step needs.
type deployment struct {
	place.Place
	setting  func(name string) string
	keyboard *keyboard // nil when nobody is there to be asked
	out      io.Writer
	now      func() time.Time
	pause    time.Duration // between two looks at what AWS does

	template, domainTemplate string // files
	build                    string // folder with the built functions
	demo                     string // folder with the demo's files of the office
}

// commands are the steps by name.
func commands() map[string]func(deployment, context.Context) error {
	return map[string]func(deployment, context.Context) error{
		"doctor": deployment.doctor, "prepare": deployment.prepare, "deploy": deployment.deploy,
		"domain": deployment.domain, "undeploy": deployment.undeploy,
	}
}

func (d deployment) run(ctx context.Context, arguments []string) error {
	known := commands()
	if len(arguments) != 1 || known[arguments[0]] == nil {
		return fmt.Errorf("say one of %s", strings.Join(slices.Sorted(maps.Keys(known)), ", "))
	}
	if err := d.named(); err != nil {
		return err
	}
	return known[arguments[0]](d, ctx)
}

// named refuses to work on an installation that was not named: everything in the account bears its name.
func (d deployment) named() error {
	name := parameters.Parameter{
		Name: "STACK", Pattern: "^[a-z][a-z0-9-]{1,27}$",
		Constraint: "has to be a name such as servizi-scolastici: up to 28 small letters, digits and hyphens",
	}
	if err := name.Check(d.stackName()); err != nil {
		return err
	}
	if d.setting("AWS_REGION") == "" {
		return fmt.Errorf("say AWS_REGION=eu-south-1, which is Milan, or another region")
	}
	return nil
}

func (d deployment) stackName() string { return d.setting("STACK") }

// stack is a CloudFormation stack of the installation.
func (d deployment) stack(name string) (cloud.Stack, error) {
	config, err := d.AWS("CLOUDFORMATION")
	return cloud.Stack{
		Name: name, Client: cloudformation.NewFromConfig(config), Pause: d.pause, Now: d.now, Say: d.say,
	}, err
}

func (d deployment) say(format string, values ...any) {
	_, _ = fmt.Fprintf(d.out, format+"\n", values...) // nobody is left to tell
}
