package process

import "syscall"

// ownGroup puts the child into its own group, so that Ctrl-C reaches the stack alone and the
// stack decides the order of the stop. On Linux the kernel also ends the child if the stack
// itself is killed.
func ownGroup() *syscall.SysProcAttr {
	return &syscall.SysProcAttr{Setpgid: true, Pdeathsig: syscall.SIGKILL}
}
