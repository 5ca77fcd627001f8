package emulators

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strconv"

	"serviziscolastici/infra/local/process"
)

// S3 says how the emulator of S3 starts.
type S3 struct {
	Port   int    // preferred
	Folder string // of its objects, which last
	// Users are access keys that may do everything besides "local", each with the secret Secret.
	Users []string
}

// HasS3 reports whether the emulator of S3 is installed.
func (p Place) HasS3() bool {
	_, err := os.Stat(p.versitygw())
	return err == nil
}

func (p Place) versitygw() string { return filepath.Join(p.Programs, "versitygw") }

// StartS3 starts versitygw, which checks signatures and upload policies as S3 does.
func (p Place) StartS3(ctx context.Context, s S3) (*Emulator, error) {
	if !p.HasS3() {
		return nil, fmt.Errorf("the S3 emulator is not installed in %s: run `make tools`", p.Programs)
	}
	port, err := process.FreePort(s.Port)
	if err != nil {
		return nil, err
	}
	objects, about, users := filepath.Join(s.Folder, "objects"), filepath.Join(s.Folder, "about"), filepath.Join(s.Folder, "users")
	err = errors.Join(os.MkdirAll(objects, 0o755), os.MkdirAll(about, 0o755), os.MkdirAll(users, 0o755), writeUsers(users, s.Users))
	if err != nil {
		return nil, err
	}
	arguments := []string{
		"--port", "127.0.0.1:" + strconv.Itoa(port), "--access", "local", "--secret", Secret, "--region", Region,
		"--quiet", "--iam-dir", users,
	}
	return p.start(ctx, "s3", port, process.Spec{
		Path: p.versitygw(), Arguments: append(arguments, "posix", "--sidecar", about, objects),
	})
}

// writeUsers lists who may sign, in the form in which versitygw keeps it.
func writeUsers(folder string, names []string) error {
	type user struct {
		Access string `json:"access"`
		Secret string `json:"secret"`
		Role   string `json:"role"`
	}
	users := map[string]user{}
	for _, name := range names {
		users[name] = user{name, Secret, "admin"}
	}
	list, err := json.Marshal(map[string]any{"accessAccounts": users})
	if err != nil {
		return err
	}
	return os.WriteFile(filepath.Join(folder, "users.json"), list, 0o600)
}
