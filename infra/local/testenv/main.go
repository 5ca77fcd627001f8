// Command testenv runs a command, such as `go test ./...`, with fresh emulators of DynamoDB, SQS and
// S3 behind the SDK's endpoint variables. All are empty and gone afterwards.
package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"os/signal"
	"path/filepath"
	"syscall"

	"serviziscolastici/infra/local/emulators"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	code, err := run(ctx, os.Args[1:])
	if err != nil {
		fmt.Fprintln(os.Stderr, "testenv: "+err.Error())
	}
	os.Exit(code)
}

// run starts the emulators and the command, and returns the command's exit code.
func run(ctx context.Context, arguments []string) (int, error) {
	if len(arguments) > 0 && arguments[0] == "--" {
		arguments = arguments[1:]
	}
	if len(arguments) == 0 {
		return 2, errors.New("usage: go run ./infra/local/testenv -- command arguments…")
	}
	tools, err := filepath.Abs(filepath.Join(".local", "npm"))
	if err != nil {
		return 1, err
	}
	place := emulators.Place{
		Tools: tools, Programs: filepath.Join(".local", "tools"), Logs: filepath.Join(".local", "log", "testenv"),
	}
	store, err := place.StartDynamoDB(ctx, 0, "")
	if err != nil {
		return 1, err
	}
	defer store.Stop()
	queue, err := place.StartSQS(ctx, 0)
	if err != nil {
		return 1, err
	}
	defer queue.Stop()
	environment := emulators.Environment(store.URL, queue.URL)
	if place.HasS3() { // tests of files fail without it, others do not need it
		folder, err := os.MkdirTemp("", "s3-")
		if err != nil {
			return 1, err
		}
		defer func() { _ = os.RemoveAll(folder) }()
		objects, err := place.StartS3(ctx, emulators.S3{Folder: folder})
		if err != nil {
			return 1, err
		}
		defer objects.Stop()
		environment = append(environment, "AWS_ENDPOINT_URL_S3="+objects.URL)
	}
	command := exec.CommandContext(ctx, arguments[0], arguments[1:]...)
	command.Stdin, command.Stdout, command.Stderr = os.Stdin, os.Stdout, os.Stderr
	command.Env = append(os.Environ(), environment...)
	err = command.Run()
	var exit *exec.ExitError
	if errors.As(err, &exit) {
		return max(exit.ExitCode(), 1), nil
	}
	if err != nil {
		return 1, err
	}
	return 0, nil
}
