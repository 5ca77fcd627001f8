// Package emulators starts what stands in for AWS on one machine: dynoxide for DynamoDB,
// fauxqs for SQS and versitygw for S3, all installed by `make tools` and all on loopback only. Why these:
// infra/decisions/0001-local-emulators.md and 0032-files-of-the-office.md.
package emulators

import (
	"context"
	_ "embed"
	"errors"
	"fmt"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strconv"
	"time"

	"serviziscolastici/infra/local/process"
)

// queueProgram is the program that starts the SQS emulator on loopback.
//
//go:embed fauxqs.mjs
var queueProgram string

// startLimit is how long an emulator may take until it accepts connections.
const startLimit = 20 * time.Second

// stopGrace is how long an emulator gets to close its files.
const stopGrace = 3 * time.Second

// Emulator is one running emulator.
type Emulator struct {
	URL     string
	process *process.Process
}

// Place says where the emulators are installed and where they write.
type Place struct {
	Tools string // folder with node_modules
	// Programs is the folder of versitygw.
	Programs string
	Logs     string // folder of the log files
}

// StartDynamoDB starts dynoxide on the preferred port, or on a free one. The data lives in the
// file, or in memory when the name is empty.
func (p Place) StartDynamoDB(ctx context.Context, port int, file string) (*Emulator, error) {
	binary, err := p.dynoxide()
	if err != nil {
		return nil, err
	}
	if port, err = process.FreePort(port); err != nil {
		return nil, err
	}
	arguments := []string{"serve", "--host", "127.0.0.1", "--port", strconv.Itoa(port)}
	if file != "" {
		if err := os.MkdirAll(filepath.Dir(file), 0o755); err != nil {
			return nil, err
		}
		arguments = append(arguments, "--db-path", file)
	}
	return p.start(ctx, "dynamodb", port, process.Spec{Path: binary, Arguments: arguments})
}

// StartSQS starts fauxqs on the preferred port, or on a free one. Its messages live in memory only.
func (p Place) StartSQS(ctx context.Context, port int) (*Emulator, error) {
	node, err := exec.LookPath("node")
	if err != nil {
		return nil, errors.New("there is no `node` on the PATH, which the SQS emulator needs: " +
			"install Node.js 20 or newer")
	}
	if _, err := os.Stat(filepath.Join(p.Tools, "node_modules", "fauxqs")); err != nil {
		return nil, fmt.Errorf("the SQS emulator is not installed in %s: run `make tools`", p.Tools)
	}
	if port, err = process.FreePort(port); err != nil {
		return nil, err
	}
	return p.start(ctx, "sqs", port, process.Spec{
		Path:      node,
		Arguments: []string{"--input-type=module", "--eval", queueProgram},
		Directory: p.Tools,
		Env:       []string{"FAUXQS_PORT=" + strconv.Itoa(port), "FAUXQS_REGION=" + Region},
	})
}

// Done is closed once the emulator has ended.
func (e *Emulator) Done() <-chan struct{} { return e.process.Done() }

// Stop ends the emulator.
func (e *Emulator) Stop() { e.process.Stop(stopGrace) }

func (p Place) start(ctx context.Context, name string, port int, spec process.Spec) (*Emulator, error) {
	logFile := filepath.Join(p.Logs, name+".log")
	output, err := process.OpenLog(logFile)
	if err != nil {
		return nil, err
	}
	defer func() { _ = output.Close() }() // the child has its own handle
	spec.Output = output
	spec.Env = append(spec.Env, "PATH="+os.Getenv("PATH"), "HOME="+os.Getenv("HOME"))
	child, err := process.Start(spec)
	if err != nil {
		return nil, err
	}
	if err := child.AwaitPort(ctx, port, startLimit); err != nil {
		child.Kill()
		return nil, fmt.Errorf("the %s emulator did not start: %w. Its log: %s", name, err, logFile)
	}
	address := net.JoinHostPort("127.0.0.1", strconv.Itoa(port))
	return &Emulator{URL: "http://" + address, process: child}, nil
}

// dynoxide finds the binary of this machine's platform.
func (p Place) dynoxide() (string, error) {
	architectures := map[string]string{"amd64": "x64", "arm64": "arm64"}
	platform := runtime.GOOS + "-" + architectures[runtime.GOARCH]
	binary := filepath.Join(p.Tools, "node_modules", "@dynoxide", platform, "dynoxide")
	if _, err := os.Stat(binary); err == nil {
		return binary, nil
	}
	if found, err := exec.LookPath("dynoxide"); err == nil {
		return found, nil
	}
	return "", fmt.Errorf("the DynamoDB emulator is not installed in %s: run `make tools`. If that changes "+
		"nothing, there is none for %s/%s: put a program `dynoxide` of version 1.2.1 on the PATH",
		p.Tools, runtime.GOOS, runtime.GOARCH)
}
