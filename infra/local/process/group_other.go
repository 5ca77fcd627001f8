//go:build !linux

package process

import "syscall"

// ownGroup puts the child into its own group, so that Ctrl-C reaches the stack alone and the
// stack decides the order of the stop.
func ownGroup() *syscall.SysProcAttr { return &syscall.SysProcAttr{Setpgid: true} }
