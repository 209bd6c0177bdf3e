//go:build !linux

package netio

import "os/exec"

func runCommand(cmd *exec.Cmd) error {
	ownGroup(cmd)
	return cmd.Run()
}
