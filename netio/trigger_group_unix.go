//go:build unix

package netio

import (
	"os/exec"
	"syscall"
)

// ownGroup gives cmd a process group, which is killed as a whole, and a
// session, which has no terminal: the terminal is the deck's.
func ownGroup(cmd *exec.Cmd) {
	cmd.SysProcAttr = &syscall.SysProcAttr{Setsid: true}
	cmd.Cancel = func() error {
		// An error means that it has ended; Kill says so in its own way.
		_ = syscall.Kill(-cmd.Process.Pid, syscall.SIGKILL)
		return cmd.Process.Kill()
	}
}
