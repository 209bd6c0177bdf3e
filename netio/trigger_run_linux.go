package netio

import (
	"os/exec"
	"runtime"
	"syscall"
)

// runCommand runs cmd. It dies with tcpdeck, also when that is killed. The
// system takes the end of the thread that started it for the end of tcpdeck,
// and Go ends a thread when a goroutine that is locked to it ends; so nothing
// else may run on this thread before cmd is over.
func runCommand(cmd *exec.Cmd) error {
	runtime.LockOSThread()
	defer runtime.UnlockOSThread()
	ownGroup(cmd)
	cmd.SysProcAttr.Pdeathsig = syscall.SIGKILL
	return cmd.Run()
}
