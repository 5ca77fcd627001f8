package main

import (
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"syscall"
)

// lock keeps a second stack away from the same state folder. The system frees it when the
// process ends, however it ends; the function returned frees it before that.
func lock(folder string) (func(), error) {
	file, err := os.OpenFile(filepath.Join(folder, "lock"), os.O_CREATE|os.O_RDWR, 0o644)
	if err != nil {
		return nil, err
	}
	if err := syscall.Flock(int(file.Fd()), syscall.LOCK_EX|syscall.LOCK_NB); err != nil {
		holder, _ := io.ReadAll(io.LimitReader(file, 20)) // only for the message
		_ = file.Close()
		return nil, fmt.Errorf("a local stack is running (process %s, see %s): stop it first",
			strings.TrimSpace(string(holder)), filepath.Join(folder, "stack.json"))
	}
	if err := file.Truncate(0); err != nil {
		return nil, err
	}
	if _, err := fmt.Fprintln(file, os.Getpid()); err != nil {
		return nil, err
	}
	return func() { _ = file.Close() }, nil
}
